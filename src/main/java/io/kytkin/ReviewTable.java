package io.kytkin;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal: columns as wide as their content, numbers to the right. */
final class ReviewTable {
    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    ReviewTable(String... titles) {
        this.titles = List.of(titles);
    }

    void add(Object... cells) {
        rows.add(java.util.Arrays.stream(cells).map(String::valueOf).toList());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, titles);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - cell.length());
            text.append("  ").append(isNumeric(column) ? padding + cell : cell + padding);
        }
        text.append(System.lineSeparator());
    }

    private int width(int column) {
        int width = titles.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> row.get(column).matches("[0-9.,-]*"));
    }
}
