package io.kytkin.erp;

import io.kytkin.mapping.Kind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * How a column stores its values. More than its {@link Kind}, because a value must go back into a comparison in the
 * type in which the database holds it: a cast there would keep it from using an index.
 *
 * <p>A timestamp without a zone is UTC: Business Central and NAV write their times so.
 */
enum ColumnType {
    TEXT(Kind.TEXT, Types.VARCHAR),
    /** Of a fixed length, so that the database fills it with blanks, which belong to no value. */
    PADDED_TEXT(Kind.TEXT, Types.CHAR),
    INTEGER(Kind.INTEGER, Types.BIGINT),
    DECIMAL(Kind.DECIMAL, Types.DECIMAL),
    BOOLEAN(Kind.BOOLEAN, Types.BOOLEAN),
    DATE(Kind.DATE, Types.DATE),
    TIMESTAMP(Kind.DATE_TIME, Types.TIMESTAMP),
    TIMESTAMP_WITH_ZONE(Kind.DATE_TIME, Types.TIMESTAMP_WITH_TIMEZONE),
    GUID(Kind.GUID, Types.OTHER),
    /** Bytes; of use only in a key, or as SQL Server's row version. */
    BINARY(Kind.OTHER, Types.VARBINARY),
    OTHER(Kind.OTHER, Types.OTHER);

    /** What NAV and Business Central write for a blank date, because their columns take no null. */
    static final LocalDate BLANK_DATE = LocalDate.of(1753, 1, 1);
    static final Instant BLANK_TIME = BLANK_DATE.atStartOfDay(ZoneOffset.UTC).toInstant();
    static final UUID BLANK_GUID = new UUID(0, 0);

    private final Kind kind;
    private final int jdbcType;

    ColumnType(Kind kind, int jdbcType) {
        this.kind = kind;
        this.jdbcType = jdbcType;
    }

    /** The type that a driver describes by its number of {@link Types} and, where that says too little, by name. */
    static ColumnType of(int jdbcType, String typeName) {
        return switch (typeName.toLowerCase(Locale.ROOT)) {
            case "uuid", "uniqueidentifier" -> GUID;
            case "timestamptz", "datetimeoffset" -> TIMESTAMP_WITH_ZONE;
            case "citext" -> TEXT;
            default -> of(jdbcType);
        };
    }

    private static ColumnType of(int jdbcType) {
        return switch (jdbcType) {
            case Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB -> TEXT;
            case Types.CHAR, Types.NCHAR -> PADDED_TEXT;
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> INTEGER;
            case Types.DECIMAL, Types.NUMERIC, Types.REAL, Types.FLOAT, Types.DOUBLE -> DECIMAL;
            case Types.BIT, Types.BOOLEAN -> BOOLEAN;
            case Types.DATE -> DATE;
            case Types.TIMESTAMP -> TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_WITH_ZONE;
            case Types.BINARY, Types.VARBINARY -> BINARY;
            default -> OTHER;
        };
    }

    Kind kind() {
        return kind;
    }

    int jdbcType() {
        return jdbcType;
    }

    /** The stored value as an object of its {@link Kind}; null only where the database has null. */
    Object read(ResultSet rows, int position) throws SQLException {
        switch (this) {
            case TEXT -> {
                return rows.getString(position);
            }
            case PADDED_TEXT -> {
                String text = rows.getString(position);
                return text == null ? null : text.stripTrailing();
            }
            case INTEGER -> {
                long number = rows.getLong(position);
                return rows.wasNull() ? null : number;
            }
            case DECIMAL -> {
                return rows.getBigDecimal(position);
            }
            case BOOLEAN -> {
                boolean flag = rows.getBoolean(position);
                return rows.wasNull() ? null : flag;
            }
            case DATE -> {
                return rows.getObject(position, LocalDate.class);
            }
            case TIMESTAMP -> {
                LocalDateTime time = rows.getObject(position, LocalDateTime.class);
                return time == null ? null : time.toInstant(ZoneOffset.UTC);
            }
            case TIMESTAMP_WITH_ZONE -> {
                OffsetDateTime time = rows.getObject(position, OffsetDateTime.class);
                return time == null ? null : time.toInstant();
            }
            case GUID -> {
                Object id = rows.getObject(position);
                return id == null || id instanceof UUID ? id : UUID.fromString(id.toString());
            }
            case BINARY -> {
                return rows.getBytes(position);
            }
            default -> {
                return null;
            }
        }
    }

    /** Null for every way in which this type shows a blank; numbers and flags have none, 0 is a number. */
    Object withoutBlank(Object stored) {
        boolean blank = switch (this) {
            case TEXT, PADDED_TEXT -> stored != null && ((String) stored).isBlank();
            case DATE -> BLANK_DATE.equals(stored);
            case TIMESTAMP, TIMESTAMP_WITH_ZONE -> BLANK_TIME.equals(stored);
            case GUID -> BLANK_GUID.equals(stored);
            default -> false;
        };
        return blank ? null : stored;
    }

    /** What stands for a blank in a column that takes no null; null when the type has nothing of the kind. */
    Object blank() {
        return switch (this) {
            case TEXT, PADDED_TEXT -> "";
            case INTEGER -> 0L;
            case DECIMAL -> BigDecimal.ZERO;
            case BOOLEAN -> false;
            case DATE -> BLANK_DATE;
            case TIMESTAMP, TIMESTAMP_WITH_ZONE -> BLANK_TIME;
            case GUID -> BLANK_GUID;
            default -> null;
        };
    }

    /** The stored value as text: nothing is lost, equal values have equal texts. */
    String text(Object stored) {
        if (stored instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return stored instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : stored.toString();
    }

    /**
     * The value again; the inverse of {@link #text}.
     *
     * @throws RuntimeException when no value of this type looks like that
     */
    Object parse(String text) {
        return switch (this) {
            case TEXT, PADDED_TEXT, OTHER -> text;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case DATE -> LocalDate.parse(text);
            case TIMESTAMP, TIMESTAMP_WITH_ZONE -> Instant.parse(text);
            case GUID -> UUID.fromString(text);
            case BINARY -> HexFormat.of().parseHex(text);
        };
    }

    /** The value as a part of an erpId or erpKey, where every blank is empty, as everywhere outside the ERP. */
    String keyText(Object stored) {
        return stored == null || withoutBlank(stored) == null ? "" : text(stored);
    }

    /** The inverse of {@link #keyText}. */
    Object parseKey(String text) {
        return text.isEmpty() && blank() != null ? blank() : parse(text);
    }
}
