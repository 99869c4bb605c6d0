package io.kytkin;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.MappingProblem.Mistake;
import io.kytkin.mapping.TableMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one file under {@code routes/mappings} at one moment.
 *
 * @param name what the file name says: mapping, bean and beginning of its routes' ids
 */
record MappingFile(String name, Path path, String text) {
    static final String ENDING = ".camel.yaml";
    private static final Pattern SUBJECT = Pattern.compile(
            "^(?:(?:there is no column|the CRM has no table) '(?<name>[^']+)'|(?<property>\\w+))");
    /** In YAML, in a block of fields and in SQL alike, a comment's sign stands first or after a blank. */
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)(?:#|--\\s).*");

    /**
     * What a file that passed its checks holds.
     *
     * @param routes   directions with a page route
     * @param toInbox  whether its route to the ERP has a step to {@code write-erp-inbox}
     * @param schedule the cron expression of its schedule route, or null
     * @param routeIds of all its routes
     */
    record Content(MappingDefinition definition, List<Direction> routes, boolean toInbox, String schedule, List<String> routeIds) { }

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

    /**
     * The mistakes with this file's name. Those that had none yet count lines within the block of fields, or know no
     * line, which is then the one of the property they name.
     */
    MappingProblem located(MappingProblem problem) {
        int fieldsAt = lineOf("fields:");
        List<Mistake> located = new ArrayList<>();
        for (Mistake mistake : problem.mistakes()) {
            if (mistake.file() != null) {
                located.add(mistake);
                continue;
            }
            int line = mistake.line() > 0 ? fieldsAt + mistake.line() : lineOfProperty(mistake.text());
            located.add(new Mistake(name, display(), line, mistake.text()));
        }
        return new MappingProblem(located);
    }

    /** The line of the property or of the table or column that a sentence is about; 0 when it names none. */
    private int lineOfProperty(String sentence) {
        Matcher matcher = SUBJECT.matcher(sentence);
        if (!matcher.find()) {
            return 0;
        }
        if (matcher.group("name") != null) {
            return lineOf(matcher.group("name"));
        }
        return TableMapping.properties().contains(matcher.group("property"))
                ? lineOf(matcher.group("property") + ":") : 0;
    }

    /** The first line that holds the word by itself and outside a comment, from 1; 0 when there is none. */
    int lineOf(String word) {
        String notBefore = word.matches("(?s)\\w.*") ? "(?<![\\w-])" : "";
        String notAfter = word.matches("(?s).*\\w") ? "(?![\\w-])" : "";
        Pattern alone = Pattern.compile(notBefore + Pattern.quote(word) + notAfter);
        int line = 0;
        for (String content : text.split("\n", -1)) {
            line++;
            if (alone.matcher(COMMENT.matcher(content).replaceFirst("")).find()) {
                return line;
            }
        }
        return 0;
    }
}
