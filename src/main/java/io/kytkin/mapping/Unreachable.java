package io.kytkin.mapping;

/**
 * Marks a failure that means: the side can't be reached. Nothing is wrong with what was asked, so that jobs wait and ask
 * it again; whether the side is back is found out by {@link RecordReader#probe}.
 */
public interface Unreachable {

    /** Whether a failure, or what caused it, is one. */
    static boolean is(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unreachable) {
                return true;
            }
        }
        return false;
    }
}
