package io.kytkin;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of one file under {@code routes/mappings} at one moment.
 *
 * @param name what the file name says: mapping, bean and beginning of its routes' ids
 */
record MappingFile(String name, Path path, String text) {
    static final String ENDING = ".camel.yaml";

    /**
     * What a file that passed its checks holds.
     *
     * @param routes   directions with a page route
     * @param schedule the cron expression of its schedule route, or null
     * @param routeIds of all its routes
     */
    record Content(MappingDefinition definition, List<Direction> routes, String schedule, List<String> routeIds) { }

    static MappingFile read(Path path) {
        try {
            String fileName = path.getFileName().toString();
            return new MappingFile(fileName.substring(0, fileName.length() - ENDING.length()), path,
                    Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as the user knows it. */
    String display() {
        return path.toString();
    }

    MappingProblem problem(int line, String sentence) {
        return new MappingProblem(List.of(new Mistake(name, display(), line, sentence)));
    }

    /** The mistakes with this file's name, and line numbers of the block of fields turned into lines of the file. */
    MappingProblem located(MappingProblem problem) {
        int fieldsAt = lineOf("fields:");
        List<Mistake> located = new ArrayList<>();
        for (Mistake mistake : problem.mistakes()) {
            int line = mistake.line() > 0 ? fieldsAt + mistake.line() : 0;
            located.add(new Mistake(name, display(), line, mistake.text()));
        }
        return new MappingProblem(located);
    }

    /** The first line that holds the word, from 1; 0 when there is none. */
    int lineOf(String word) {
        int line = 0;
        for (String content : text.split("\n", -1)) {
            line++;
            if (content.contains(word)) {
                return line;
            }
        }
        return 0;
    }
}
