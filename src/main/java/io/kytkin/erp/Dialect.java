package io.kytkin.erp;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;

/**
 * What differs between the databases that an ERP may live in. Everything else is standard SQL that all of them take:
 * {@code offset 0 rows fetch next n rows only}, quoted identifiers, {@code cast('2026-01-31' as date)}.
 */
enum Dialect {
    H2("H2", 30_000),
    POSTGRESQL("PostgreSQL", 30_000),
    /** Takes at most 2,100 parameters a statement; a few are left for what is not a key. */
    SQL_SERVER("Microsoft SQL Server", 2_000);

    private final String product;
    private final int keyParameters;

    Dialect(String product, int keyParameters) {
        this.product = product;
        this.keyParameters = keyParameters;
    }

    /** @throws SQLException when it is none of the databases known, in a sentence that names them */
    static Dialect of(Connection connection) throws SQLException {
        String name = connection.getMetaData().getDatabaseProductName();
        for (Dialect dialect : values()) {
            if (dialect.product.equalsIgnoreCase(name)) {
                return dialect;
            }
        }
        throw new SQLException("Kytkin reads an ERP in H2, PostgreSQL or Microsoft SQL Server, not in " + name
                + "; put a view or a copy of its tables into one of these");
    }

    /** How many parameters of one statement may be keys. */
    int keyParameters() {
        return keyParameters;
    }

    /** The name as the database itself spells it, so that no reserved word and no blank in it matters. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A literal that all three compare with dates and times without losing an index. */
    static String literal(LocalDate date) {
        return "cast('" + date + "' as date)";
    }

    /**
     * The condition limited to the first rows of its order.
     *
     * <p>The number is no parameter: PostgreSQL plans a repeated statement without looking at its parameters, and
     * would then choose a scan of the whole table.
     */
    static String first(int rows) {
        return " offset 0 rows fetch next " + rows + " rows only";
    }

    /** Selects the database's clock; for a row version the lowest one that a running transaction may still write. */
    String selectBound(ErpColumn modified) throws SQLException {
        if (!modified.isRowVersion()) {
            return "select " + clock();
        }
        return "select cast(min_active_rowversion() as binary(8))";
    }

    private String clock() {
        return switch (this) {
            case H2 -> "current_timestamp(9)";
            case POSTGRESQL -> "clock_timestamp()";
            case SQL_SERVER -> "cast(sysutcdatetime() as datetimeoffset)";
        };
    }

    /** The present time as the column stores it; UTC where it has no zone. */
    String now(ErpColumn column) {
        return switch (column.type()) {
            case TIMESTAMP_WITH_ZONE -> clock();
            case DATE -> "cast(" + utcClock() + " as date)";
            default -> utcClock();
        };
    }

    private String utcClock() {
        return switch (this) {
            case H2 -> "cast(current_timestamp(9) at time zone 'UTC' as timestamp(9))";
            case POSTGRESQL -> "(clock_timestamp() at time zone 'UTC')";
            case SQL_SERVER -> "sysutcdatetime()";
        };
    }

    /** Whether {@code (a, b) in ((1, 2), (3, 4))} is understood; only so H2 finds keys of several columns by index. */
    boolean comparesRows() {
        return this != SQL_SERVER;
    }

    /** Whether {@code (a, b) > (x, y)} is one range of an index over both columns, and of one over the first. */
    boolean followsRowOrder() {
        return this == POSTGRESQL;
    }

    /**
     * Whether a list of values with which every row of a table is compared is looked up by hashing when it is written
     * as a table of its own. PostgreSQL and SQL Server then read the table once; H2 never hashes.
     */
    boolean hashesValues() {
        return this != H2;
    }

    /** A parameter whose type can't be told from what it is compared with. */
    String typedParameter(ErpColumn column) {
        return this == POSTGRESQL ? "cast(? as " + column.typeName() + ")" : parameter(column);
    }

    /** Text as matching compares it, trimmed and without case, by the rules of the database's own language. */
    static String folded(String expression) {
        return "lower(ltrim(rtrim(" + expression + ")))";
    }

    /** A parameter compared with {@link #folded} text; H2 would fold it again for every row, so it gets it folded. */
    String foldedParameter() {
        return this == H2 ? "?" : "lower(?)";
    }

    /** The value for {@link #foldedParameter}. */
    String foldedValue(String text) {
        return this == H2 ? text.strip().toLowerCase(Locale.ROOT) : text.strip();
    }

    /** The end of a select that locks its rows until the transaction ends; rows that others hold are left out. */
    String lockedAtEnd() {
        return this == SQL_SERVER ? "" : " for update skip locked";
    }

    /** The end of a select that waits for its row and locks it until the transaction ends. */
    String waitingLockAtEnd() {
        return this == SQL_SERVER ? "" : " for update";
    }

    /** The same where a database wants it behind the table's name. */
    String waitingLockAtTable() {
        return this == SQL_SERVER ? " with (updlock, rowlock)" : "";
    }

    /** {@link #lockedAtEnd} where a database wants it behind the table's name. */
    String lockedAtTable() {
        return this == SQL_SERVER ? " with (updlock, rowlock, readpast)" : "";
    }

    /**
     * Has a select, behind the table's name, read rows as they are while others change them. SQL Server would otherwise
     * wait for whoever holds a row, for as long as it is held; the others read what was last committed.
     */
    String withoutWaitingAtTable() {
        return this == SQL_SERVER ? " with (nolock)" : "";
    }

    /**
     * A parameter that is compared with the column or stored in it. SQL Server's {@code datetime} counts in thirds of
     * a hundredth of a second: only a value of the same type is equal to what was read.
     */
    String parameter(ErpColumn column) {
        String type = column.typeName().toLowerCase(Locale.ROOT);
        boolean coarse = this == SQL_SERVER && (type.equals("datetime") || type.equals("smalldatetime"));
        return coarse ? "cast(? as " + type + ")" : "?";
    }

    /** Gives a value of the column, in the Java type of its kind, to a statement. */
    void bind(PreparedStatement statement, int position, ErpColumn column, Object value) throws SQLException {
        if (value == null) {
            statement.setNull(position, this == POSTGRESQL ? Types.NULL : column.type().jdbcType());
            return;
        }
        switch (column.type()) {
            case TEXT, PADDED_TEXT -> bindText(statement, position, (String) value);
            case TIMESTAMP -> statement.setObject(position,
                    LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
            case TIMESTAMP_WITH_ZONE -> statement.setObject(position,
                    OffsetDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
            case GUID -> bindGuid(statement, position, (UUID) value);
            case BINARY -> statement.setBytes(position, (byte[]) value);
            case INTEGER -> statement.setLong(position, value instanceof Boolean flag ? flag ? 1 : 0 : (Long) value);
            default -> statement.setObject(position, value);
        }
    }

    /** Of unknown type for PostgreSQL: it then takes the column's, also where that is an enum or without case. */
    void bindText(PreparedStatement statement, int position, String text) throws SQLException {
        if (this == POSTGRESQL) {
            statement.setObject(position, text, Types.OTHER);
        } else {
            statement.setString(position, text);
        }
    }

    private void bindGuid(PreparedStatement statement, int position, UUID id) throws SQLException {
        if (this == SQL_SERVER) {
            statement.setString(position, id.toString());
        } else {
            statement.setObject(position, id);
        }
    }
}
