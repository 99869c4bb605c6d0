package io.kytkin.mapping;

import java.util.regex.Pattern;

/**
 * What the answers that a side gives to several records have in common: an ellipsis stands for each id, quoted value and
 * number. Numbers that belong to a word stay, so that {@code address1_city} and the error code {@code 0x80040237} do.
 */
final class CommonCause {
    private static final String ID = "\\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\}?";
    private static final String QUOTED = "(?<!\\w)'[^']*'(?!\\w)|\"[^\"]*\"";
    private static final String NUMBER = "(?<![\\w.-])-?\\d+(?:[.,:]\\d+)*(?!\\w)";
    private static final Pattern VALUE = Pattern.compile(ID + "|" + QUOTED + "|" + NUMBER);

    private CommonCause() { }

    static String of(String reason) {
        return VALUE.matcher(reason).replaceAll("\u2026");
    }
}
