package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** How far each mapping has come in each direction. */
public final class Positions {
    private final Jdbi state;

    public Positions(DataSource state) {
        this.state = Jdbi.create(state);
    }

    /** The position as the side that is read writes it; empty before the first job. */
    public Optional<String> of(String mapping, Direction direction) {
        return state.withHandle(handle -> handle.createQuery(
                        "select mark from synch_position where mapping = :mapping and direction = :direction")
                .bind("mapping", mapping).bind("direction", direction.jsonName()).mapTo(String.class).findOne());
    }

    /** Where a job begins to read: one that looks for changes goes on from the position. Null: from the first record. */
    String startOf(JobRequest request) {
        return request.scope() == Scope.CHANGED ? of(request.mapping(), request.direction()).orElse(null) : null;
    }

    static void store(Handle handle, String mapping, Direction direction, String mark) {
        int known = handle.createUpdate("update synch_position set mark = :mark, changed_at = current_timestamp "
                        + "where mapping = :mapping and direction = :direction")
                .bind("mark", mark).bind("mapping", mapping).bind("direction", direction.jsonName()).execute();
        if (known == 0) {
            handle.createUpdate("insert into synch_position (mapping, direction, mark, changed_at) "
                            + "values (:mapping, :direction, :mark, current_timestamp)")
                    .bind("mark", mark).bind("mapping", mapping).bind("direction", direction.jsonName()).execute();
        }
    }
}
