package io.kytkin.erp;

/** A new record can get no number; the message says why and what a person can do. */
final class NumbersUsedUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NumbersUsedUp(String reason) {
        super(reason);
    }
}
