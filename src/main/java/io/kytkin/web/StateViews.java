package io.kytkin.web;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.Resolution;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.FullSynchronizations;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.ParkedRecordJobs;
import io.kytkin.sync.ParkedRecords;
import io.kytkin.sync.Positions;
import io.kytkin.sync.QueuedJobs;
import io.kytkin.sync.SynchJob;
import io.kytkin.sync.SynchJobs;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Shows the state of the engine in the words of REST. */
public final class StateViews {
    private StateViews() { }

    /** A job as REST shows it. */
    public static JobView view(SynchJob job) {
        JobView.Counts counts = new JobView.Counts(job.read(), job.count(Outcome.CREATED), job.count(Outcome.UPDATED),
                job.count(Outcome.UNCHANGED), job.count(Outcome.MERGED), job.count(Outcome.COUPLED),
                job.count(Outcome.DELETED), job.count(Outcome.PARKED), job.count(Outcome.OUT_OF_SCOPE));
        return new JobView(job.id(), job.mapping(), job.direction().jsonName(), job.scope().jsonName(), job.trigger(),
                job.who(), job.state().jsonName(), job.startedAt(), job.finishedAt(), counts, job.total(),
                job.crmRequests(), job.message());
    }

    /** The jobs, started through the route {@code queued-jobs}. */
    public static StartedJobs jobs(SynchJobs jobs, QueuedJobs queue, Positions positions) {
        return new StartedJobs() {
            @Override
            public JobView start(Order order) {
                JobRequest request = new JobRequest(order.mapping().name(), order.direction(),
                        io.kytkin.sync.Scope.valueOf(order.scope().name()), order.recordIds(), "rest", order.who(),
                        order.allowsDeletes());
                return view(queue.start(request));
            }

            @Override
            public Optional<JobView> find(UUID id) {
                return jobs.store().find(id).map(StateViews::view);
            }

            @Override
            public List<JobView> list(String mapping, String state, UUID after, int limit) {
                return jobs.store().list(mapping, state, after, limit).stream().map(StateViews::view).toList();
            }

            @Override
            public Optional<JobView> latest(String mapping, Direction direction) {
                return jobs.store().latest(mapping, direction, null).map(StateViews::view);
            }

            @Override
            public Optional<JobView> latestFinished(String mapping, Direction direction) {
                return jobs.store().latestSuccess(mapping, direction).map(StateViews::view);
            }

            @Override
            public Map<String, Instant> oldestWaiting() {
                return jobs.waitingChanges().oldest();
            }

            @Override
            public Optional<String> position(String mapping, Direction direction) {
                return positions.of(mapping, direction);
            }

            @Override
            public boolean isPaused(String mapping) {
                return jobs.pauses().isPaused(mapping);
            }

            @Override
            public boolean cancel(UUID id) {
                return jobs.cancel(id);
            }
        };
    }

    /** The couplings of the state database. */
    public static KnownCouplings couplings(CouplingStore couplings) {
        return new KnownCouplings() {
            @Override
            public Optional<Known> find(UUID id) {
                return couplings.find(id).map(StateViews::known);
            }

            @Override
            public List<Known> list(String mapping, String erpKey, UUID crmId, UUID after, int limit) {
                return couplings.list(mapping, erpKey, crmId, after, limit).stream().map(StateViews::known).toList();
            }

            @Override
            public Optional<Known> ofErpId(String mapping, String erpId) {
                return couplings.ofErpId(mapping, erpId).map(StateViews::known);
            }

            @Override
            public Map<String, Long> counts() {
                return couplings.counts();
            }
        };
    }

    private static KnownCouplings.Known known(CouplingStore.Stored stored) {
        return new KnownCouplings.Known(stored.id(), stored.coupling(), stored.lastSynchronizedAt(),
                stored.lastOutcome());
    }

    /** The parked records of the state database, tried again through the route {@code parked-records}. */
    public static HeldRecords parkedRecords(ParkedRecords parked, ParkedRecordJobs jobs) {
        return new HeldRecords() {
            @Override
            public Optional<ParkedRecordView> find(UUID id) {
                return parked.find(id).map(StateViews::view);
            }

            @Override
            public boolean retry(UUID id, String who) {
                Optional<ParkedRecord> record = parked.find(id).filter(held -> parked.retry(id));
                record.ifPresent(held -> jobs.start(List.of(held.mapping()), who));
                return record.isPresent();
            }

            @Override
            public Map<String, Long> retry(String mapping, ParkingClass parkingClass, String reason, String who) {
                Map<String, Long> due = parked.retry(mapping, parkingClass, reason);
                jobs.start(due.keySet(), who);
                return due;
            }

            @Override
            public boolean decide(UUID id, Map<String, String> keep, String who) {
                Optional<ParkedRecord> conflict = parked.find(id)
                        .filter(held -> parked.decide(held, resolution(held, keep)));
                conflict.ifPresent(held -> jobs.start(List.of(held.mapping()), who));
                return conflict.isPresent();
            }

            @Override
            public List<ParkedRecordView> list(String mapping, ParkingClass parkingClass, UUID after, int limit) {
                return parked.list(mapping, parkingClass, after, limit).stream().map(StateViews::view).toList();
            }

            @Override
            public List<ParkedRecordView> ofErpKey(String mapping, String erpKey) {
                return parked.ofErpKey(mapping, erpKey).stream().map(StateViews::view).toList();
            }

            @Override
            public List<ParkedRecordView.Cause> causes(String mapping, ParkingClass parkingClass) {
                return parked.causes(mapping, parkingClass).stream().map(cause -> new ParkedRecordView.Cause(
                        cause.mapping(), cause.parkingClass(), cause.reason(), cause.records())).toList();
            }

            @Override
            public Map<String, Map<ParkingClass, Long>> counts() {
                return parked.counts();
            }
        };
    }

    private static Resolution resolution(ParkedRecord conflict, Map<String, String> keep) {
        Map<String, Resolution.Choice> choices = new HashMap<>();
        conflict.parking().conflicts().byAttribute().forEach((field, values) -> {
            if (keep.containsKey(field)) {
                choices.put(field, new Resolution.Choice(
                        MappingDefinition.Policy.valueOf(keep.get(field).toUpperCase(Locale.ROOT)), values.erp(),
                        values.crm()));
            }
        });
        return new Resolution(choices);
    }

    private static List<ParkedRecordView.Conflict> conflicts(ParkedRecord record) {
        Map<String, Resolution.Choice> decided = record.resolution() == null ? Map.of()
                : record.resolution().byAttribute();
        return record.parking().parkingClass() != ParkingClass.CONFLICT ? List.of()
                : record.parking().conflicts().byAttribute().entrySet().stream().map(field ->
                new ParkedRecordView.Conflict(field.getKey(), field.getValue().erp(), field.getValue().crm(),
                        decided.containsKey(field.getKey())
                                ? decided.get(field.getKey()).keep().name().toLowerCase(Locale.ROOT) : null)).toList();
    }

    private static ParkedRecordView view(ParkedRecord record) {
        Parking parking = record.parking();
        ParkedRecordView.WaitsFor waitsFor = parking.waitsForMapping() == null ? null
                : new ParkedRecordView.WaitsFor(parking.waitsForMapping(), parking.waitsForKey());
        return new ParkedRecordView(record.id(), record.mapping(), record.direction().jsonName(), record.erpKey(),
                record.crmId(), parking.parkingClass().jsonName(), parking.reason(), parking.field(),
                parking.erpValue(), parking.crmValue(), waitsFor, record.attempts(), record.firstAt(),
                record.nextAttemptAt(), conflicts(record));
    }

    /** The full synchronizations of the state database, with the numbers of their jobs. */
    public static FullSynchronizationRuns fullSynchronizations(FullSynchronizations runs, SynchJobs jobs) {
        return new FullSynchronizationRuns() {
            @Override
            public FullSynchronizationView review(List<String> mappings, String who) {
                return view(runs.review(mappings, who), jobs);
            }

            @Override
            public FullSynchronizationView start(UUID id, String who) {
                return view(runs.start(id, who), jobs);
            }

            @Override
            public Optional<FullSynchronizationView> find(UUID id) {
                return runs.find(id).map(run -> view(run, jobs));
            }

            @Override
            public Optional<FullSynchronizationView> latest() {
                return runs.latest().map(run -> view(run, jobs));
            }

            @Override
            public boolean cancel(UUID id) {
                return runs.cancel(id);
            }
        };
    }

    /** Of the jobs that have begun; before one has, what the review counted in the ERP. Never fewer than were read. */
    private static Long totalOf(FullSynchronization.Line line, List<SynchJob> begun) {
        if (begun.isEmpty()) {
            return line.erpCount();
        }
        long total = 0;
        for (SynchJob job : begun) {
            Long counted = job.total() != null ? job.total()
                    : job.direction() == Direction.TO_CRM ? line.erpCount() : line.crmCount();
            total += Math.max(counted == null ? 0 : counted, job.read());
        }
        return total;
    }

    private static FullSynchronizationView view(FullSynchronization run, SynchJobs jobs) {
        List<FullSynchronizationView.Line> lines = run.lines().stream().map(line -> {
            List<SynchJob> begun = Stream.of(Optional.ofNullable(line.toCrmJob()), Optional.ofNullable(line.toErpJob()))
                    .flatMap(Optional::stream).flatMap(job -> jobs.store().find(job).stream()).toList();
            long done = begun.stream().mapToLong(SynchJob::read).sum();
            String state = line.state() == FullSynchronization.LineState.QUEUED ? "waiting"
                    : line.state().name().toLowerCase(Locale.ROOT);
            Long total = totalOf(line, begun);
            return new FullSynchronizationView.Line(line.mapping(), line.pass(), line.dependsOn(), state,
                    line.toCrmJob(), line.toErpJob(), done, total, line.erpCount(), line.crmCount(), line.couplings(),
                    line.recommendation(), line.message());
        }).toList();
        return new FullSynchronizationView(run.id(), run.state().name().toLowerCase(Locale.ROOT), run.who(),
                run.startedAt(), run.finishedAt(), lines, run.problems());
    }
}
