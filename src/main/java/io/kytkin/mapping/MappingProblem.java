package io.kytkin.mapping;

import java.util.List;

/** A mapping that can't be used, with every mistake found: where it is, which word, and the nearest valid one. */
public class MappingProblem extends RuntimeException {

    /**
     * One mistake.
     *
     * @param mapping name of the mapping
     * @param file    the file's name, or null when not known yet
     * @param line    in the file, from 1; 0: not known
     * @param text    a sentence that names the word at fault and the nearest valid one
     */
    public record Mistake(String mapping, String file, int line, String text) {
        @Override
        public String toString() {
            String place = file == null ? mapping : line > 0 ? file + ":" + line : file;
            return place + ": " + text;
        }
    }

    private final transient List<Mistake> mistakes;

    public MappingProblem(List<Mistake> mistakes) {
        super(String.join("; ", mistakes.stream().map(Mistake::toString).toList()));
        this.mistakes = List.copyOf(mistakes);
    }

    public MappingProblem(String mapping, String text) {
        this(List.of(new Mistake(mapping, null, 0, text)));
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }
}
