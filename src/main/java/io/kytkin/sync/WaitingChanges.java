package io.kytkin.sync;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Changes that are known of and not yet across: hints, and records parked for a reason that passes by itself. */
public final class WaitingChanges {
    private final Jdbi state;

    WaitingChanges(DataSource state) {
        this.state = Jdbi.create(state);
    }

    /** Since when the oldest of each mapping waits; one query for all. */
    public Map<String, Instant> oldest() {
        Map<String, Instant> oldest = new TreeMap<>();
        state.useHandle(handle -> handle.createQuery("select mapping, min(since) as since from (select mapping, told_at as since "
                + "from hint union all select mapping, first_at as since from parked_record where class = 'transient') waiting "
                + "group by mapping").map((row, context) ->
                oldest.put(row.getString("mapping"), JobStore.time(row, "since"))).list());
        return oldest;
    }
}
