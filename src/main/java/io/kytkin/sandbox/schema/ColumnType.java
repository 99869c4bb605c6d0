package io.kytkin.sandbox.schema;

import java.util.Map;

/** How a column's value is held in Java; the Edm type behind it follows from it. */
public enum ColumnType {
    /** {@link String}. */
    TEXT,
    /** {@link Integer}; also choices, states and statuses. */
    WHOLE_NUMBER,
    /** {@link Long}. */
    BIG_NUMBER,
    /** {@link java.math.BigDecimal}; also money. */
    DECIMAL,
    /** {@link Double}. */
    DOUBLE,
    /** {@link Boolean}. */
    BOOLEAN,
    /** {@link java.time.LocalDate}. */
    DATE,
    /** {@link java.time.Instant}, whole seconds. */
    DATE_TIME,
    /** {@link java.util.UUID}. */
    IDENTIFIER,
    /** {@link Reference}: the id of a row of one of several tables. */
    LOOKUP;

    private static final Map<String, ColumnType> BY_EDM_TYPE = Map.of("Edm.String", TEXT, "Edm.Int32", WHOLE_NUMBER,
        "Edm.Int64", BIG_NUMBER, "Edm.Decimal", DECIMAL, "Edm.Double", DOUBLE, "Edm.Boolean", BOOLEAN,
        "Edm.Date", DATE, "Edm.DateTimeOffset", DATE_TIME, "Edm.Guid", IDENTIFIER);

    static ColumnType ofEdmType(String edmType) {
        ColumnType type = BY_EDM_TYPE.get(edmType);
        if (type == null) {
            throw new IllegalArgumentException("The sandbox's schema uses the type " + edmType
                + ", which no column can hold.");
        }
        return type;
    }
}
