package io.kytkin.erp;

/**
 * An {@code erpQuery} as a table of a larger statement.
 *
 * @param prologue what stands before the statement's select; empty but for SQL Server's common table expressions
 * @param from     what stands after its from, with the alias
 */
record DerivedTable(String prologue, String from) {

    static DerivedTable of(String query, Dialect dialect) {
        String trimmed = query.strip().replaceAll(";$", "");
        int main = dialect == Dialect.SQL_SERVER && startsWith(trimmed, 0, "with") ? mainSelect(trimmed) : 0;
        // The line break ends a comment that the query may end with.
        return new DerivedTable(trimmed.substring(0, main),
                "(" + trimmed.substring(main) + "\n) " + ErpColumn.ALIAS);
    }

    /** All its columns, up to the condition. */
    String selectAll() {
        return prologue + "select * from " + from + " where ";
    }

    /** SQL Server takes {@code with} only at the start of a statement: finds the select that follows it. */
    private static int mainSelect(String query) {
        int depth = 0;
        int at = 0;
        while (at < query.length()) {
            char letter = query.charAt(at);
            if (letter == '\'' || letter == '"') {
                at = query.indexOf(letter, at + 1);
            } else if (letter == '[') {
                at = query.indexOf(']', at + 1);
            } else if (query.startsWith("--", at)) {
                at = query.indexOf('\n', at);
            } else if (letter == '(') {
                depth++;
            } else if (letter == ')') {
                depth--;
            } else if (depth == 0 && startsWith(query, at, "select")) {
                return at;
            }
            if (at < 0) {
                return 0;
            }
            at++;
        }
        return 0;
    }

    private static boolean startsWith(String text, int at, String word) {
        int end = at + word.length();
        return text.regionMatches(true, at, word, 0, word.length())
                && (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)))
                && (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)));
    }
}
