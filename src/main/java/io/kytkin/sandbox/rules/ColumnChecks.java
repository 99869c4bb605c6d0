package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.RequiredLevel;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What holds for any column: length, range, choice values, required, earliest date; rounds numbers to their scale. */
final class ColumnChecks {
    private static final Instant EARLIEST = LocalDate.of(1753, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();

    void check(Change change) {
        for (Column column : change.given()) {
            Object value = change.after().get(column);
            if (value == null) {
                refuseNull(change.table(), column);
            } else {
                check(change.table(), column, value);
                if (value instanceof BigDecimal number && column.scale() != null) {
                    change.after().set(column, number.setScale(column.scale(), RoundingMode.HALF_UP));
                }
            }
        }
    }

    private static void refuseNull(Table table, Column column) {
        boolean isFilledByServer = column.equals(table.primaryId());
        if (column.required() == RequiredLevel.SYSTEM_REQUIRED && !isFilledByServer) {
            throw CrmError.invalidArgument("Attribute: " + column.name() + " of " + table + " cannot be set to NULL");
        }
    }

    void requireAll(Change change) {
        for (Column column : change.table().requiredColumns()) {
            if (change.after().get(column) == null) {
                throw CrmError.rule("0x80040200", "The required column " + column.name() + " of " + change.table()
                    + " has no value.");
            }
        }
    }

    private static void check(Table table, Column column, Object value) {
        if (value instanceof String text && column.maxLength() != null && text.length() > column.maxLength()) {
            throw CrmError.rule("0x80044331", "A validation error occurred. The length of the '" + column.name()
                + "' attribute of the '" + table + "' entity exceeded the maximum allowed length of '"
                + column.maxLength() + "'.");
        }
        if (value instanceof Integer option && !column.options().isEmpty()) {
            checkOption(table, column, option);
        } else if (value instanceof Number number) {
            checkRange(table, column, new BigDecimal(number.toString()));
        }
        boolean tooEarly = value instanceof Instant instant && instant.isBefore(EARLIEST)
            || value instanceof LocalDate date && date.getYear() < 1753;
        if (tooEarly) {
            throw CrmError.rule("0x80040239", "DateTime is less than minimum value supported by CrmDateTime. Actual"
                + " value: " + value + ", minimum value supported: 1753-01-01, column " + column.name() + ".");
        }
    }

    private static void checkOption(Table table, Column column, Integer option) {
        boolean isState = column.name().equals("statecode") || column.name().equals("statuscode");
        if (!column.options().containsKey(option) && !(isState && !table.states().isEmpty())) {
            throw CrmError.rule("0x8004431a", "A validation error occurred. The value " + option + " of '"
                + column.name() + "' on record of type '" + table + "' is outside the valid range. Accepted Values: "
                + column.options().keySet().toString().replaceAll("[\\[\\] ]", ""));
        }
    }

    private static void checkRange(Table table, Column column, BigDecimal number) {
        boolean below = column.minimum() != null && number.compareTo(column.minimum()) < 0;
        boolean above = column.maximum() != null && number.compareTo(column.maximum()) > 0;
        if (below || above) {
            String code = column.type() == ColumnType.WHOLE_NUMBER ? "0x8004432f" : "0x80044330";
            throw CrmError.rule(code, String.format(Locale.ROOT, "A validation error occurred. The value of '%s' on"
                + " record of type '%s' is outside the valid range: %s is not between %s and %s.", column.name(),
                table, number.toPlainString(), column.minimum().toPlainString(), column.maximum().toPlainString()));
        }
    }
}
