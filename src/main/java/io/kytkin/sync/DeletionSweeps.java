package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.List;

/**
 * What the schedule of the sweep starts: nothing tells of deletes in the ERP, nor in CRM tables without change tracking, so
 * all mappings that were synchronized from there before are searched.
 */
public final class DeletionSweeps {
    private final SynchJobs jobs;
    private final Mappings mappings;

    public DeletionSweeps(SynchJobs jobs, Mappings mappings) {
        this.jobs = jobs;
        this.mappings = mappings;
    }

    /** A list of jobs for each mapping; none while a side does not answer, nor for a paused mapping. */
    public List<List<JobRequest>> requests() {
        return mappings.all().stream()
                .filter(loaded -> loaded.isEnabled() && !jobs.pauses().isPaused(loaded.name()) && jobs.sides().areOpen())
                .map(loaded -> loaded.routes().stream().filter(direction -> isSearched(loaded, direction))
                        .map(direction -> new JobRequest(loaded.name(), direction, Scope.DELETES, List.of(), JobRequest.SCHEDULE, null))
                        .toList())
                .filter(requests -> !requests.isEmpty())
                .toList();
    }

    private boolean isSearched(Mappings.Loaded loaded, Direction direction) {
        return jobs.wasSynchronized(loaded.name(), direction)
                && !jobs.sides().reader(direction).tellsOfDeletes(loaded.definition());
    }
}
