package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import java.util.List;

/**
 * The deletes that a job and those before it collected: they are counted before the mapping's policies act on the first of
 * them, and more than the threshold are for a person to allow.
 */
final class CollectedDeletes {
    private final RunningJob job;
    private final ParkedRecords parkedRecords;
    private final CouplingStore couplings;
    private final DeletesThreshold threshold;

    CollectedDeletes(RunningJob job, ParkedRecords parkedRecords, CouplingStore couplings, DeletesThreshold threshold) {
        this.job = job;
        this.parkedRecords = parkedRecords;
        this.couplings = couplings;
        this.threshold = threshold;
    }

    /**
     * Whether there are deletes, and no more than the policies may act on without a person. Where there are more and this job
     * found any of them, it stops and says so.
     *
     * @param noneIsLeft whether all records that were searched for are gone: then a person is asked, however few they are
     */
    boolean mayBeActedOn(MappingDefinition definition, boolean noneIsLeft) {
        JobRequest request = job.request();
        long deletes = job.anyParked() ? parkedRecords.countDeleted(request.mapping(), request.direction(), null) : 0;
        if (deletes == 0 || request.allowsDeletes()) {
            return deletes > 0;
        }
        long allowed = threshold.allowed(request.mapping(), couplings);
        if (deletes <= allowed && !noneIsLeft) {
            return true;
        }
        if (request.scope() == Scope.DELETES
                || parkedRecords.countDeleted(request.mapping(), request.direction(), job.id()) > 0) {
            job.stop(tooMany(definition, request, deletes, allowed));
        }
        return false;
    }

    private static String tooMany(MappingDefinition definition, JobRequest request, long deletes, long allowed) {
        String side = request.direction() == Direction.TO_CRM ? "ERP" : "CRM";
        boolean mayHaveLeft = request.direction() == Direction.TO_CRM
                && definition.onErpLeave() == MappingDefinition.Leave.DELETE;
        return deletes + (deletes == 1 ? " record was" : " records were") + " deleted in the " + side
                + (mayHaveLeft ? " or left the erpFilter, " : ", ")
                + (deletes <= allowed ? "and none is left" : "more than the " + allowed + " that are acted on without asking")
                + ", so nothing was done about them. If that is right, POST /api/mappings/" + request.mapping()
                + "/jobs {\"scope\": \"deletes\", \"direction\": \"" + request.direction().jsonName()
                + "\", \"allowDeletes\": true}.";
    }

    /**
     * Ids of the next of them, in their order.
     *
     * @param own   those that this job found; false: those that others found
     * @param after null: from the first
     */
    List<String> next(boolean own, String after, int limit) {
        return parkedRecords.deleted(job.request().mapping(), job.request().direction(), after, job.id(), own, limit);
    }
}
