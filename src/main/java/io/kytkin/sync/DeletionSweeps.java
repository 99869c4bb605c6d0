package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.List;

/**
 * What the schedule of the sweep starts: nothing tells of deletes in the ERP, so all mappings that go to the CRM and were
 * synchronized before are searched.
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
                .filter(loaded -> loaded.isEnabled() && loaded.routes().contains(Direction.TO_CRM)
                        && jobs.wasSynchronized(loaded.name(), Direction.TO_CRM)
                        && !jobs.pauses().isPaused(loaded.name()) && jobs.sides().areOpen())
                .map(loaded -> List.of(new JobRequest(loaded.name(), Direction.TO_CRM, Scope.DELETES, List.of(),
                        JobRequest.SCHEDULE, null)))
                .toList();
    }
}
