package io.kytkin.web;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.sync.AlreadyRunning;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** {@code /api/jobs} and the start of a synch job. */
public final class JobAnswers {
    private static final List<String> STATES = List.of("queued", "running", "finished", "failed", "cancelled");
    private static final int MOST_RECORDS = 1000;

    private final MappingNames names;
    private final StartedJobs jobs;
    private final KnownCouplings couplings;
    private final ErpRecords erp;

    /**
     * What a caller sends to start a job.
     *
     * @param direction null: to the CRM if the mapping goes there, else to the ERP
     * @param scope     null: the records named, or what changed
     * @param records   readable ERP keys, or null
     * @param dryRun    only false or null is possible so far
     * @param allowDeletes whether policies may act on more deletes than the threshold; null: no
     */
    record Order(String direction, String scope, List<String> records, Boolean dryRun, Boolean allowDeletes) { }

    public JobAnswers(Mappings mappings, StartedJobs jobs, KnownCouplings couplings, ErpRecords erp) {
        this.names = new MappingNames(mappings);
        this.jobs = jobs;
        this.couplings = couplings;
        this.erp = erp;
    }

    public void start(Exchange exchange) {
        Call.answer(exchange, request -> {
            Mappings.Loaded mapping = names.loaded(request.takesOnly().path("mapping"));
            if (jobs.isPaused(mapping.name())) {
                throw Problem.conflict("mapping-is-paused", "The mapping is paused", "The mapping '" + mapping.name()
                        + "' is paused; POST " + Address.of("mappings", mapping.name()) + "/resume first.", null);
            }
            StartedJobs.Order order = understood(mapping, request.body(Order.class), request.who());
            try {
                JobView job = jobs.start(order);
                return Answer.accepted(Address.of("jobs", job.id()), job);
            } catch (AlreadyRunning e) {
                throw Problem.conflict("job-is-running", "A job is running", e.getMessage(),
                        e.running() == null ? null : Address.of("jobs", e.running()));
            }
        });
    }

    public void list(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("mapping", "state", "limit", "cursor");
            int limit = request.limit();
            String mapping = request.query("mapping").map(name -> names.loaded(name).name()).orElse(null);
            String state = request.query("state").orElse(null);
            if (state != null && !STATES.contains(state)) {
                throw Problem.badRequest("state = '" + state + "' is none of " + String.join(", ", STATES) + ".");
            }
            return Answer.ok(PageOf.of(jobs.list(mapping, state, PageOf.idPosition(request), limit + 1), limit,
                    job -> job.id().toString(), Function.identity()));
        });
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> Answer.ok(found(request.takesOnly().pathId("id", "job"))));
    }

    public void cancel(Exchange exchange) {
        Call.answer(exchange, request -> {
            JobView job = found(request.takesOnly().pathId("id", "job"));
            if (!jobs.cancel(job.id())) {
                throw notCancelled(found(job.id()));
            }
            return Answer.accepted(Address.of("jobs", job.id()), found(job.id()));
        });
    }

    private static Problem notCancelled(JobView job) {
        return Problem.conflict("job-is-over", "The job is over", "The job '" + job.id() + "' is over already: "
                + job.state() + ".", Address.of("jobs", job.id()));
    }

    private JobView found(UUID id) {
        return jobs.find(id).orElseThrow(() -> Problem.notFound("There is no job '" + id + "'."));
    }

    private StartedJobs.Order understood(Mappings.Loaded mapping, Order order, String who) {
        MappingDefinition definition = names.usable(mapping.name());
        if (Boolean.TRUE.equals(order.dryRun())) {
            throw Problem.badRequest("A dry run of a job is not possible; POST /api/full-synchronizations without "
                    + "start gives a review that changes nothing.");
        }
        Direction direction = directionOf(mapping, order.direction());
        List<String> keys = order.records() == null ? List.of() : order.records();
        StartedJobs.Scope scope = scopeOf(order.scope(), keys);
        return new StartedJobs.Order(definition, direction, scope, idsOf(definition, direction, keys), who,
                Boolean.TRUE.equals(order.allowDeletes()));
    }

    private static Direction directionOf(Mappings.Loaded mapping, String name) {
        Direction direction;
        try {
            direction = name != null ? Direction.of(name)
                    : mapping.routes().contains(Direction.TO_CRM) ? Direction.TO_CRM : Direction.TO_ERP;
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage() + ".");
        }
        if (!mapping.routes().contains(direction)) {
            throw Problem.badRequest("The mapping '" + mapping.name() + "' has no route '"
                    + direction.routeOf(mapping.name()) + "', so nothing can go " + direction.jsonName() + ".");
        }
        return direction;
    }

    private static StartedJobs.Scope scopeOf(String name, List<String> keys) {
        StartedJobs.Scope implied = keys.isEmpty() ? StartedJobs.Scope.CHANGED : StartedJobs.Scope.RECORDS;
        StartedJobs.Scope scope = name == null ? implied : Stream.of(StartedJobs.Scope.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> Problem.badRequest("scope = '" + Request.checked("scope", name)
                        + "' is none of changed, all, records, deletes."));
        if (scope == StartedJobs.Scope.RECORDS && keys.isEmpty()) {
            throw Problem.badRequest("The scope is 'records', but records names none.");
        }
        if (scope != StartedJobs.Scope.RECORDS && !keys.isEmpty()) {
            throw Problem.badRequest("records names some, so the scope must be 'records', not '" + name + "'.");
        }
        if (keys.size() > MOST_RECORDS) {
            throw Problem.badRequest("records has " + keys.size() + " keys; a job takes " + MOST_RECORDS
                    + " at most. Leave them out to synchronize all.");
        }
        return scope;
    }

    private List<String> idsOf(MappingDefinition mapping, Direction direction, List<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        keys.forEach(key -> Request.checked("records", key));
        Map<String, String> ids = direction == Direction.TO_CRM ? erpIds(mapping, keys) : crmIds(mapping, keys);
        List<String> unknown = keys.stream().filter(key -> !ids.containsKey(RecordKey.code(key))).toList();
        if (!unknown.isEmpty()) {
            throw Problem.notFound((direction == Direction.TO_CRM ? "The ERP has no " : "There is no coupled ")
                    + mapping.name() + " '" + String.join("', '", unknown.subList(0, Math.min(5, unknown.size())))
                    + "'" + (unknown.size() > 5 ? " and " + (unknown.size() - 5) + " more." : "."));
        }
        return List.copyOf(ids.values());
    }

    private Map<String, String> erpIds(MappingDefinition mapping, List<String> keys) {
        return erp.byKeys(mapping, keys).stream().collect(Collectors.toMap(
                record -> RecordKey.code(record.erpKey()), PageRecord::erpId, (one, other) -> one));
    }

    private Map<String, String> crmIds(MappingDefinition mapping, List<String> keys) {
        return keys.stream().distinct().flatMap(key -> couplings.list(mapping.name(), key, null, null, 1).stream())
                .map(KnownCouplings.Known::coupling).collect(Collectors.toMap(
                        coupling -> RecordKey.code(coupling.erpKey()), coupling -> coupling.crmId().toString(),
                        (one, other) -> one));
    }
}
