package io.kytkin.mapping;

/**
 * What a column holds. Values of a {@link Row} are of one Java type for each kind, on both sides; null is blank.
 */
public enum Kind {
    /** {@link String}. */
    TEXT,
    /** {@link Long}. */
    INTEGER,
    /** {@link java.math.BigDecimal}. */
    DECIMAL,
    /** {@link java.math.BigDecimal}, in the currency of its row. */
    MONEY,
    /** {@link Boolean}. */
    BOOLEAN,
    /** {@link java.time.LocalDate}. */
    DATE,
    /** {@link java.time.Instant}. */
    DATE_TIME,
    /** {@link java.util.UUID}. */
    GUID,
    /** {@link Long}: one value of a closed list. */
    OPTION,
    /** {@link java.util.UUID} of the record referred to. */
    LOOKUP,
    /** A type that no mapping can use (a picture, a list). */
    OTHER
}
