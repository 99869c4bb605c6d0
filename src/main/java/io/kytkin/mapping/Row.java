package io.kytkin.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The values of one record of one side, in the Java types of {@link Kind}. Names are found in any case, because
 * databases differ in the case they return. Rows of a page share their {@link Header}.
 */
public final class Row {

    /** The names of the columns of many rows, once. */
    public static final class Header {
        private final List<String> names;
        private final Map<String, Integer> positions;

        public Header(List<String> names) {
            this.names = List.copyOf(names);
            this.positions = new HashMap<>(names.size() * 2);
            for (int position = 0; position < names.size(); position++) {
                positions.put(nameOf(names.get(position)), position);
            }
        }

        public List<String> names() {
            return names;
        }
    }

    private final Header header;
    private final Object[] values;
    private final String version;

    /**
     * @param values  one for each name of the header, null for blank; not copied
     * @param version the CRM's etag, or the ERP's row version or modified time as text; null when not read
     */
    public Row(Header header, Object[] values, String version) {
        if (values.length != header.names.size()) {
            throw new IllegalArgumentException(values.length + " values for " + header.names.size() + " columns");
        }
        this.header = header;
        this.values = values;
        this.version = version;
    }

    /** The form in which names are compared: lower case, without the quotes of a quoted identifier. */
    public static String nameOf(String column) {
        int last = column.length() - 1;
        boolean quoted = last > 0 && column.charAt(0) == '"' && column.charAt(last) == '"';
        return (quoted ? column.substring(1, last) : column).toLowerCase(Locale.ROOT);
    }

    public boolean has(String column) {
        return header.positions.containsKey(nameOf(column));
    }

    /**
     * The value, or null when it is blank.
     *
     * @throws IllegalArgumentException when the row was read without that column
     */
    public Object get(String column) {
        Integer position = header.positions.get(nameOf(column));
        if (position == null) {
            throw new IllegalArgumentException("column '" + column + "' was not read; the row has " + header.names);
        }
        return values[position];
    }

    /** The value of a column whose name is already in the form of {@link #nameOf}; null also when it was not read. */
    public Object valueOf(String name) {
        Integer position = header.positions.get(name);
        return position == null ? null : values[position];
    }

    public String version() {
        return version;
    }

    public Header header() {
        return header;
    }
}
