package io.kytkin;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process has opened, to be closed in the opposite order, also when its start fails half way. */
final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** The part itself. */
    <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /** One that does not close well keeps no other open. A second call waits for the first and does nothing. */
    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not close well: {}", e.getMessage());
            }
        }
    }
}
