package io.kytkin.erp;

import io.kytkin.mapping.NumberSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of new ERP records, as the ERP itself gives them out: the row of the series is locked, counted up past
 * numbers that are taken, and stored in the transaction that inserts the records. A range needs no lock, because only the
 * one job of its mapping takes numbers from it.
 */
final class NumberSeries {

    /** Whoever typed numbers by hand left gaps and blocks; further than this nobody looks. */
    private static final int MOST_TAKEN = 10_000;

    private final ErpTable table;
    private final NumberSource source;
    private final ErpColumn column;

    NumberSeries(ErpTable table, NumberSource source) {
        this.table = table;
        this.source = source;
        this.column = table.column("erpNumber", source.column());
    }

    ErpColumn column() {
        return column;
    }

    /**
     * The next free numbers. They belong to the transaction: when it is rolled back, they are given out again.
     *
     * @throws NumbersUsedUp when there are none, with the reason for a person
     */
    List<String> take(Connection connection, int count) throws SQLException {
        Last last = source.isRange() ? lastOfRange(connection) : lastOfSeries(connection);
        List<String> numbers = new ArrayList<>();
        String number = last.number;
        int looked = 0;
        while (numbers.size() < count) {
            List<String> asked = new ArrayList<>();
            for (int more = count - numbers.size(); more > 0; more--) {
                number = number == null ? source.first() : next(number, last.step);
                asked.add(number);
            }
            asked.removeAll(taken(connection, asked));
            numbers.addAll(asked);
            looked += count;
            if (looked > MOST_TAKEN + count) {
                throw new NumbersUsedUp("more than " + MOST_TAKEN + " numbers after '" + last.number
                        + "' are taken; set the number series behind them");
            }
        }
        if (!source.isRange()) {
            store(connection, numbers.get(numbers.size() - 1));
        }
        return numbers;
    }

    private String next(String number, int step) {
        String next;
        try {
            next = NumberSource.next(number, step);
        } catch (IllegalArgumentException wrong) {
            throw new NumbersUsedUp("the last number used, " + wrong.getMessage());
        }
        if (source.isRange() && next.compareTo(source.last()) > 0) {
            throw new NumbersUsedUp("the range '" + source.first() + "' to '" + source.last() + "' of erpNumber is used up");
        }
        int length = column.column().length();
        if (length > 0 && next.length() > length) {
            throw new NumbersUsedUp("the number '" + next + "' is longer than the " + length + " characters of "
                    + column.name());
        }
        return next;
    }

    /** @param number null: none was given out yet */
    private record Last(String number, int step) { }

    private Last lastOfSeries(Connection connection) throws SQLException {
        Dialect dialect = table.dialect();
        String sql = "select " + source.lastUsed() + ", " + (source.step() == null ? "1" : source.step()) + " from "
                + source.table() + dialect.waitingLockAtTable() + where() + dialect.waitingLockAtEnd();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new NumbersUsedUp("erpNumber finds no row in " + source.table());
            }
            String number = rows.getString(1);
            BigDecimal step = rows.getBigDecimal(2);
            if (rows.next()) {
                throw new NumbersUsedUp("erpNumber finds several rows in " + source.table() + "; make its condition true "
                        + "for one only");
            }
            if (number == null || number.isBlank()) {
                throw new NumbersUsedUp("the number series in " + source.table() + " has no last number used; enter the "
                        + "one before the first");
            }
            return new Last(number.strip(), step == null || step.signum() <= 0 ? 1 : step.intValue());
        }
    }

    private Last lastOfRange(Connection connection) throws SQLException {
        Query query = table.query().add("select max(" + column.sql() + ") from ").add(table.source().from()).add(" where ")
                .add(column.sql()).add(" >= ").add(column, source.first()).add(" and ").add(column.sql()).add(" <= ")
                .add(column, source.last());
        try (PreparedStatement statement = query.prepare(connection); ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new Last(rows.getString(1), 1);
        }
    }

    private void store(Connection connection, String number) throws SQLException {
        String sql = "update " + source.table() + " set " + source.lastUsed() + " = ?" + where();
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            table.dialect().bindText(update, 1, number);
            update.executeUpdate();
        }
    }

    private String where() {
        return source.condition() == null ? "" : " where (" + source.condition() + "\n)";
    }

    private List<String> taken(Connection connection, List<String> numbers) throws SQLException {
        Query query = table.query().add("select ").add(column.sql()).add(" from ").add(table.source().from())
                .add(" where ");
        new OneOf(table.dialect(), List.of(column), false).addTo(query,
                numbers.stream().map(number -> List.<Object>of(number)).toList());
        List<String> taken = new ArrayList<>();
        try (PreparedStatement statement = query.prepare(connection); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                taken.add(rows.getString(1).strip());
            }
        }
        return taken;
    }
}
