package io.kytkin.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which way each two-way field of a coupling was written last, and how often it went to and fro by then (invariant 4). A
 * field alternates when a write gives one side the value that the write before, to the other side, had replaced.
 * People take an edit back now and then; rules of the two sides that undo each other's do it without end.
 */
public final class Turns {
    private static final Turns NONE = new Turns(Map.of());
    /** What people change from day to day is no alternation; a nightly job that undoes an edit is. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(2);

    private final Map<String, Turn> byAttribute;

    /**
     * The last write of a field.
     *
     * @param replaced     a mark of the agreed pair of values in whose place it wrote another
     * @param alternations 0: it brought a new value
     */
    private record Turn(Direction to, String replaced, int alternations, Instant at) { }

    private Turns(Map<String, Turn> byAttribute) {
        this.byAttribute = Collections.unmodifiableMap(byAttribute);
    }

    public static Turns none() {
        return NONE;
    }

    /** How often the field went to and fro, a write of this pair in this direction included. */
    int alternations(String attribute, Direction to, AgreedValues.Pair written, Instant now) {
        Turn last = byAttribute.get(attribute);
        boolean alternates = last != null && last.to != to && last.replaced.equals(mark(written))
                && !last.at.plus(FORGOTTEN_AFTER).isBefore(now);
        return alternates ? last.alternations + 1 : 0;
    }

    /** The same once the field was written. @param replaced what was agreed before */
    Turns with(String attribute, Direction to, AgreedValues.Pair replaced, int alternations, Instant now) {
        Map<String, Turn> turns = new LinkedHashMap<>(byAttribute);
        turns.values().removeIf(turn -> turn.at.plus(FORGOTTEN_AFTER).isBefore(now));
        turns.put(attribute, new Turn(to, mark(replaced), alternations, now));
        return new Turns(turns);
    }

    /** Values may be long, and are nobody's business here. */
    private static String mark(AgreedValues.Pair pair) {
        return Integer.toHexString(31 * Objects.hashCode(pair.erp()) + Objects.hashCode(pair.crm()));
    }

    /** As the state database keeps them: a line for each field. */
    public String text() {
        StringBuilder text = new StringBuilder();
        byAttribute.forEach((attribute, turn) -> text.append(attribute).append(' ').append(turn.to.jsonName())
                .append(' ').append(turn.replaced).append(' ').append(turn.alternations).append(' ')
                .append(turn.at.getEpochSecond()).append('\n'));
        return text.toString();
    }

    /**
     * @param text what {@link #text} gave; null or blank: none
     * @throws IllegalArgumentException when it is anything else
     */
    public static Turns read(String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        Map<String, Turn> turns = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ");
            if (words.length != 5) {
                throw new IllegalArgumentException("the turns of a coupling can't be read: '" + line + "'");
            }
            turns.put(words[0], new Turn(Direction.of(words[1]), words[2], Integer.parseInt(words[3]),
                    Instant.ofEpochSecond(Long.parseLong(words[4]))));
        });
        return new Turns(turns);
    }
}
