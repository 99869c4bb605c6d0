package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import java.util.ArrayList;
import java.util.List;

/** Text the server puts together: full names and the one-text form of addresses. */
final class Composites {
    private static final List<String> ADDRESSES = List.of("address1_", "address2_", "billto_", "shipto_");
    private static final String LINE_END = "\r\n";

    private Composites() {
    }

    static void apply(Row row) {
        for (String prefix : ADDRESSES) {
            if (row.table().column(prefix + "composite") != null) {
                row.set(prefix + "composite", address(row, prefix));
            }
        }
        if (row.table().column("fullname") != null) {
            String name = joined(" ", row.get("firstname"), row.get("lastname"));
            row.set("fullname", name.isEmpty() ? null : name);
        }
    }

    private static String address(Row row, String prefix) {
        List<String> lines = new ArrayList<>();
        for (String line : List.of("line1", "line2", "line3")) {
            lines.add((String) row.get(prefix + line));
        }
        String region = joined(" ", row.get(prefix + "stateorprovince"), row.get(prefix + "postalcode"));
        lines.add(joined(", ", row.get(prefix + "city"), region));
        lines.add((String) row.get(prefix + "country"));
        String composite = joined(LINE_END, lines.toArray());
        return composite.isEmpty() ? null : composite;
    }

    private static String joined(String separator, Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (part != null && !part.toString().isBlank()) {
                text.append(text.length() == 0 ? "" : separator).append(part);
            }
        }
        return text.toString();
    }
}
