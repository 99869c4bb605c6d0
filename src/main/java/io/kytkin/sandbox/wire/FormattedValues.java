package io.kytkin.sandbox.wire;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** How a value looks to a person whose language is English: labels, names, money with its sign, dates. */
public final class FormattedValues {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter DATE_TIME =
        DateTimeFormatter.ofPattern("M/d/uuuu h:mm a", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Schema schema;
    private final Store store;

    /** Looks up names and currency signs in that store. */
    public FormattedValues(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    /** The formatted value, or null when the value has no other form. Only inside a read of the store. */
    public String of(Row row, Column column) {
        Object value = row.get(column);
        if (value == null || column.type() == ColumnType.TEXT || column.type() == ColumnType.IDENTIFIER) {
            return null;
        }
        if (!column.options().isEmpty()) {
            return column.options().get(value);
        }
        return switch (column.type()) {
            case BOOLEAN -> (Boolean) value ? "Yes" : "No";
            case LOOKUP -> name((Reference) value);
            case DATE -> DATE.format((LocalDate) value);
            case DATE_TIME -> DATE_TIME.format((Instant) value);
            case DECIMAL -> column.money() ? sign(row, column) + number((BigDecimal) value, 2, 2)
                : number((BigDecimal) value, 2, column.scale() == null ? 2 : column.scale());
            default -> number(new BigDecimal(value.toString()), 0, 5);
        };
    }

    private static String number(BigDecimal value, int least, int most) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ENGLISH));
        format.setMinimumFractionDigits(least);
        format.setMaximumFractionDigits(Math.max(least, most));
        return format.format(value);
    }

    /** What stands for a row before people: the value of its table's primary name. */
    public String name(Reference reference) {
        Table table = schema.table(reference.table());
        Row row = store.rows(table).find(reference.id());
        Object name = row == null || table.primaryName() == null ? null : row.get(table.primaryName());
        return name == null ? null : name.toString();
    }

    private String sign(Row row, Column column) {
        UUID currency = row.lookup("_transactioncurrencyid_value");
        if (currency == null || column.baseOf() != null) {
            return "";
        }
        Row found = store.rows(schema.table("transactioncurrency")).find(currency);
        return found == null ? "" : String.valueOf(found.get("currencysymbol"));
    }
}
