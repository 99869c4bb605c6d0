package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Unreachable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The two sides as jobs see them: each may go away for minutes or for an hour. */
public final class Sides {
    private static final long MILLISECONDS_BETWEEN_LOOKS = 200;
    /** Times that a side may go away while a job asks its first question; then the job says so and ends. */
    private static final int OUTAGES = 20;

    private final Map<Direction, RecordReader> readers;

    /** @param readers of the side that is read, by direction */
    Sides(Map<Direction, RecordReader> readers) {
        this.readers = Map.copyOf(readers);
    }

    /** The reader of the side from which records go in that direction. */
    RecordReader reader(Direction direction) {
        return readers.get(direction);
    }

    /** Whether both may be asked: false while one does not answer and is not due to be asked again. */
    boolean areOpen() {
        return readers.values().stream().allMatch(RecordReader::isOpen);
    }

    /** Whether a side can't be reached and jobs wait for it. */
    boolean areAwaited() {
        return readers.values().stream().anyMatch(RecordReader::isAwaited);
    }

    /** Asks a side that is away whether it is back. */
    void probe() {
        readers.values().forEach(RecordReader::probe);
    }

    /** When the side from which records go in that direction stopped answering; empty while it answers. */
    public Optional<Instant> silentSince(Direction direction) {
        return reader(direction).silentSince();
    }

    /** Comes back once no side is awaited, or nobody wants to wait any more. */
    void await(BooleanSupplier given) throws InterruptedException {
        while (areAwaited() && !given.getAsBoolean()) {
            Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
        }
    }

    /**
     * Asks until there is an answer, or a failure that waiting does not cure.
     *
     * @param given whether nobody wants to wait any more
     */
    <T> T ask(Supplier<T> question, BooleanSupplier given) throws InterruptedException {
        for (int outage = 1; ; outage++) {
            try {
                return question.get();
            } catch (RuntimeException e) {
                if (!Unreachable.is(e) || outage == OUTAGES || given.getAsBoolean()) {
                    throw e;
                }
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
                await(given);
            }
        }
    }
}
