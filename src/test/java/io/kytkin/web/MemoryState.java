package io.kytkin.web;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import io.kytkin.sync.AlreadyRunning;
import io.kytkin.sync.NotPossible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** State kept in memory, under the same contracts as the one in the database: what REST does with it is tested here. */
final class MemoryState implements StartedJobs {
    final List<JobView> jobs = new ArrayList<>();
    final List<Order> orders = new ArrayList<>();
    final List<KnownCouplings.Known> coupled = new ArrayList<>();
    final List<ParkedRecordView> held = new ArrayList<>();
    final List<UUID> retried = new ArrayList<>();
    final Map<UUID, Map<String, String>> decided = new HashMap<>();
    final List<FullSynchronizationView> runs = new ArrayList<>();
    final KnownCouplings couplings = new Couplings();
    final HeldRecords parked = new Parked();
    final FullSynchronizationRuns fullSynchronizations = new Runs();

    private static final JobView.Counts NONE = new JobView.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static <T> List<T> part(List<T> all, Function<T, UUID> id, UUID after, int limit) {
        List<UUID> ids = all.stream().map(id).toList();
        return all.stream().skip(after == null ? 0 : ids.indexOf(after) + 1L).limit(limit).toList();
    }

    @Override
    public JobView start(Order order) {
        jobs.stream().filter(job -> job.mapping().equals(order.mapping().name()))
                .filter(job -> job.finishedAt() == null).findFirst().ifPresent(running -> {
                    throw new AlreadyRunning(running.id(), "A job of '" + running.mapping() + "' is running.");
                });
        orders.add(order);
        JobView job = new JobView(UUID.randomUUID(), order.mapping().name(), order.direction().jsonName(),
                order.scope().name().toLowerCase(), "rest", order.who(), "queued", null, null, NONE, null, 0, null);
        jobs.add(0, job);
        return job;
    }

    /** A job that is over. */
    JobView finished(String mapping, Direction direction, Instant startedAt, Instant finishedAt) {
        JobView job = new JobView(UUID.randomUUID(), mapping, direction.jsonName(), "changed", "schedule", null,
                "finished", startedAt, finishedAt, NONE, null, 2, null);
        jobs.add(0, job);
        return job;
    }

    @Override
    public Optional<JobView> find(UUID id) {
        return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
    }

    @Override
    public List<JobView> list(String mapping, String state, UUID after, int limit) {
        return part(jobs.stream().filter(job -> mapping == null || job.mapping().equals(mapping))
                .filter(job -> state == null || job.state().equals(state)).toList(), JobView::id, after, limit);
    }

    @Override
    public Optional<JobView> latest(String mapping, Direction direction) {
        return list(mapping, null, null, Integer.MAX_VALUE).stream()
                .filter(job -> job.direction().equals(direction.jsonName())).findFirst();
    }

    @Override
    public Optional<JobView> latestFinished(String mapping, Direction direction) {
        return list(mapping, "finished", null, Integer.MAX_VALUE).stream()
                .filter(job -> job.direction().equals(direction.jsonName())).findFirst();
    }

    @Override
    public Optional<String> position(String mapping, Direction direction) {
        return latestFinished(mapping, direction).map(job -> job.startedAt() + ",1");
    }

    @Override
    public boolean cancel(UUID id) {
        JobView job = find(id).orElseThrow();
        jobs.set(jobs.indexOf(job), new JobView(id, job.mapping(), job.direction(), job.scope(), job.trigger(),
                job.who(), job.finishedAt() == null ? "cancelled" : job.state(), job.startedAt(), Instant.now(),
                job.counts(), job.total(), job.crmRequests(), job.message()));
        return job.finishedAt() == null;
    }

    private final class Couplings implements KnownCouplings {
        @Override
        public Optional<Known> find(UUID id) {
            return coupled.stream().filter(known -> known.id().equals(id)).findFirst();
        }

        @Override
        public List<Known> list(String mapping, String erpKey, UUID crmId, UUID after, int limit) {
            return part(coupled.stream()
                    .filter(known -> mapping == null || known.coupling().mapping().equals(mapping))
                    .filter(known -> erpKey == null || same(known.coupling().erpKey(), erpKey))
                    .filter(known -> crmId == null || known.coupling().crmId().equals(crmId)).toList(),
                    Known::id, after, limit);
        }

        @Override
        public Optional<Known> ofErpId(String mapping, String erpId) {
            return coupled.stream().filter(known -> known.coupling().mapping().equals(mapping)
                    && known.coupling().erpId().equals(erpId)).findFirst();
        }

        @Override
        public Map<String, Long> counts() {
            return coupled.stream().collect(Collectors.groupingBy(known -> known.coupling().mapping(),
                    Collectors.counting()));
        }
    }

    private final class Parked implements HeldRecords {
        @Override
        public Optional<ParkedRecordView> find(UUID id) {
            return held.stream().filter(record -> record.id().equals(id)).findFirst();
        }

        @Override
        public boolean retry(UUID id, String who) {
            retried.add(id);
            return find(id).isPresent();
        }

        @Override
        public Map<String, Long> retry(String mapping, ParkingClass parkingClass, String reason, String who) {
            List<ParkedRecordView> due = of(mapping, parkingClass).stream()
                    .filter(record -> reason == null || record.reason().equals(reason)).toList();
            due.forEach(record -> retried.add(record.id()));
            return due.stream().collect(Collectors.groupingBy(ParkedRecordView::mapping, Collectors.counting()));
        }

        @Override
        public boolean decide(UUID id, Map<String, String> keep, String who) {
            decided.put(id, keep);
            return find(id).isPresent();
        }

        private List<ParkedRecordView> of(String mapping, ParkingClass parkingClass) {
            return held.stream().filter(record -> mapping == null || record.mapping().equals(mapping))
                    .filter(record -> parkingClass == null || record.parkingClass().equals(parkingClass.jsonName()))
                    .toList();
        }

        @Override
        public List<ParkedRecordView> list(String mapping, ParkingClass parkingClass, UUID after, int limit) {
            return part(of(mapping, parkingClass), ParkedRecordView::id, after, limit);
        }

        @Override
        public List<ParkedRecordView> ofErpKey(String mapping, String erpKey) {
            return of(mapping, null).stream().filter(record -> same(record.erpKey(), erpKey)).toList();
        }

        @Override
        public List<ParkedRecordView.Cause> causes(String mapping, ParkingClass parkingClass) {
            return of(mapping, parkingClass).stream().collect(Collectors.groupingBy(record -> List.of(record.mapping(),
                            record.parkingClass(), record.reason()), Collectors.counting())).entrySet().stream()
                    .map(cause -> new ParkedRecordView.Cause(cause.getKey().get(0), cause.getKey().get(1),
                            cause.getKey().get(2), cause.getValue())).toList();
        }

        @Override
        public Map<String, Map<ParkingClass, Long>> counts() {
            Map<String, Map<ParkingClass, Long>> counts = new HashMap<>();
            held.forEach(record -> counts.computeIfAbsent(record.mapping(), name -> new HashMap<>())
                    .merge(ParkingClass.of(record.parkingClass()), 1L, Long::sum));
            return counts;
        }
    }

    private final class Runs implements FullSynchronizationRuns {
        @Override
        public FullSynchronizationView review(List<String> mappings, String who) {
            FullSynchronizationView run = new FullSynchronizationView(UUID.randomUUID(), "review", who, null, null,
                    mappings.stream().map(name -> new FullSynchronizationView.Line(name, 1, List.of(), "waiting", null,
                            null, 0, 3L, 3L, 0L, 0L, "Full", null)).toList(), List.of());
            runs.add(run);
            return run;
        }

        @Override
        public FullSynchronizationView start(UUID id, String who) {
            runs.stream().filter(run -> run.state().equals("running")).findFirst().ifPresent(running -> {
                throw new NotPossible(running.id(), "A full synchronization is running.");
            });
            return change(id, run -> in(run, "running", Instant.now(), null));
        }

        @Override
        public Optional<FullSynchronizationView> find(UUID id) {
            return runs.stream().filter(run -> run.id().equals(id)).findFirst();
        }

        @Override
        public Optional<FullSynchronizationView> latest() {
            return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
        }

        @Override
        public boolean cancel(UUID id) {
            boolean over = find(id).orElseThrow().finishedAt() != null;
            change(id, run -> over ? run : in(run, "cancelled", run.startedAt(), Instant.now()));
            return !over;
        }

        private FullSynchronizationView change(UUID id, UnaryOperator<FullSynchronizationView> change) {
            runs.replaceAll(run -> run.id().equals(id) ? change.apply(run) : run);
            return find(id).orElseThrow();
        }

        private static FullSynchronizationView in(FullSynchronizationView run, String state, Instant from, Instant to) {
            return new FullSynchronizationView(run.id(), state, run.who(), from, to, run.lines(), run.problems());
        }
    }

    private static boolean same(String key, String other) {
        return RecordKey.code(key).equals(RecordKey.code(other));
    }
}
