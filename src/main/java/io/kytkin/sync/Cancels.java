package io.kytkin.sync;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Jobs that somebody wants to end. Kept in the state, so that any runtime on it can be asked, whichever runs the job; that one
 * looks between two pages.
 */
final class Cancels {
    private static final long KEPT_NANOS = Duration.ofMillis(500).toNanos();

    private final Jdbi state;
    private Set<UUID> known;
    private long readAt;

    Cancels(DataSource state) {
        this.state = Jdbi.create(state);
    }

    void ask(UUID job) {
        state.useTransaction(handle -> {
            handle.createUpdate("insert into cancelled_job (job, asked_at) select id, current_timestamp from job "
                    + "where id = :job and finished_at is null and not exists (select 1 from cancelled_job c where c.job = :job)")
                    .bind("job", job).execute();
            handle.execute("delete from cancelled_job where asked_at < current_timestamp - interval '1' day");
        });
        reread();
    }

    /** Whether the job is to end; at most half a second old where another runtime was asked. */
    synchronized boolean isAsked(UUID job) {
        if (known == null || System.nanoTime() - readAt > KEPT_NANOS) {
            known = Set.copyOf(state.withHandle(handle -> handle.createQuery("select job from cancelled_job")
                    .mapTo(UUID.class).list()));
            readAt = System.nanoTime();
        }
        return known.contains(job);
    }

    /** The job is over. */
    void forget(UUID job) {
        if (isAsked(job)) {
            state.useHandle(handle -> handle.createUpdate("delete from cancelled_job where job = :job").bind("job", job)
                    .execute());
            reread();
        }
    }

    private synchronized void reread() {
        known = null;
    }
}
