package io.kytkin.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Which mappings are paused, for an ERP's maintenance window for example. Kept in the state, so that it outlives the
 * process and counts for every runtime. Nothing of a paused mapping is read or written: its schedule starts nothing,
 * hints wait, a job under way waits between two pages.
 */
public final class Pauses {
    /** Stands for all mappings, also those that come later. */
    public static final String ALL = "*";
    private static final long KEPT_NANOS = Duration.ofMillis(500).toNanos();

    /** Since when and by whom. @param who null: not known */
    public record Pause(Instant since, String who) { }

    private final Jdbi state;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Map<String, Pause> known;
    private long readAt;

    public Pauses(DataSource state) {
        this.state = Jdbi.create(state);
    }

    /** Told after every resume. */
    void whenResumed(Runnable listener) {
        listeners.add(listener);
    }

    /** @param mapping or {@link #ALL}; one that is paused already stays as it is */
    public void pause(String mapping, String who) {
        state.useTransaction(handle -> {
            boolean paused = handle.createQuery("select count(*) from paused_mapping where mapping = :mapping")
                    .bind("mapping", mapping).mapTo(Long.class).one() > 0;
            if (!paused) {
                handle.createUpdate("insert into paused_mapping (mapping, since, who) values (:mapping, "
                        + "current_timestamp, :who)").bind("mapping", mapping).bind("who", who).execute();
            }
        });
        forget();
    }

    /** @param mapping or {@link #ALL}, which ends every pause */
    public void resume(String mapping) {
        state.useHandle(handle -> handle.createUpdate("delete from paused_mapping where mapping = :mapping or :mapping = '"
                + ALL + "'").bind("mapping", mapping).execute());
        forget();
        listeners.forEach(Runnable::run);
    }

    public boolean isPaused(String mapping) {
        return of(mapping).isPresent();
    }

    /** The pause of a mapping, its own or that of all; at most half a second old. */
    public synchronized Optional<Pause> of(String mapping) {
        if (known == null || System.nanoTime() - readAt > KEPT_NANOS) {
            Map<String, Pause> read = new TreeMap<>();
            state.useHandle(handle -> handle.createQuery("select mapping, since, who from paused_mapping").map((row, context) ->
                    read.put(row.getString(1), new Pause(row.getObject(2, OffsetDateTime.class).toInstant(), row.getString(3))))
                    .list());
            known = read;
            readAt = System.nanoTime();
        }
        return Optional.ofNullable(known.getOrDefault(mapping, known.get(ALL)));
    }

    private synchronized void forget() {
        known = null;
    }
}
