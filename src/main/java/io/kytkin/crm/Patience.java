package io.kytkin.crm;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats reads that no route repeats: those of synch jobs and of the catalogue. Only reads may come here, because a
 * read does no harm when it runs twice. While a Retry-After runs, the repetition waits at the gate.
 */
final class Patience {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE_MILLIS = 500;

    private Patience() { }

    /**
     * The read's result.
     *
     * @throws CrmFailure of the last of six tries, which take about fifteen seconds and the CRM's own waits; a refusal
     *                    at once
     */
    static <T> T reading(Supplier<T> read) {
        return repeated(read, true);
    }

    /** The same at start: that nobody is there at all, a person wants to know at once. */
    static <T> T connecting(Supplier<T> read) {
        return repeated(read, false);
    }

    private static <T> T repeated(Supplier<T> read, boolean alsoUnavailable) {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return read.get();
            } catch (CrmSilent silent) {
                throw silent;
            } catch (CrmThrottled | CrmUnavailable | CrmAnswerUnknown passing) {
                if (attempt == TRIES || passing instanceof CrmUnavailable && !alsoUnavailable
                        || Thread.currentThread().isInterrupted()) {
                    throw passing;
                }
                if (!(passing instanceof CrmThrottled)) {
                    sleep(pause);
                    pause *= 2;
                }
            }
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CrmUnavailable("The runtime is stopping; the CRM was not read.", stopped);
        }
    }
}
