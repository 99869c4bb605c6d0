package io.kytkin.web;

import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.NotPossible;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;

/** {@code /api/full-synchronizations}: all records of all mappings, in the order in which they refer to each other. */
public final class FullSynchronizationAnswers {
    private static final String PLACE = "full-synchronizations";

    private final MappingNames names;
    private final FullSynchronizationRuns runs;

    /**
     * What a caller sends.
     *
     * @param mappings null or empty: all
     * @param start    true: do not wait for a person to read the review
     * @param dryRun   only false or null is possible; the review is what changes nothing
     */
    record Order(List<String> mappings, Boolean start, Boolean dryRun) { }

    public FullSynchronizationAnswers(Mappings mappings, FullSynchronizationRuns runs) {
        this.names = new MappingNames(mappings);
        this.runs = runs;
    }

    public void review(Exchange exchange) {
        Call.answer(exchange, request -> {
            Order order = request.takesOnly().body(Order.class);
            if (Boolean.TRUE.equals(order.dryRun())) {
                throw Problem.badRequest("A dry run of a full synchronization is not possible; leave start out to get "
                        + "a review that changes nothing.");
            }
            List<String> chosen = order.mappings() == null ? List.of() : order.mappings();
            chosen.forEach(name -> names.usable(Request.checked("mappings", name)));
            FullSynchronizationView reviewed = possibly(() -> runs.review(chosen, request.who()));
            return Boolean.TRUE.equals(order.start()) ? started(reviewed.id(), request.who())
                    : Answer.created(Address.of(PLACE, reviewed.id()), reviewed);
        });
    }

    public void start(Exchange exchange) {
        Call.answer(exchange, request -> started(found(request).id(), request.who()));
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> Answer.ok(found(request)));
    }

    public void latest(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            return Answer.ok(runs.latest().orElseThrow(() -> Problem.notFound("There was no full synchronization yet; "
                    + "POST /api/full-synchronizations reviews one.")));
        });
    }

    public void cancel(Exchange exchange) {
        Call.answer(exchange, request -> {
            FullSynchronizationView run = found(request);
            if (!runs.cancel(run.id())) {
                throw Problem.conflict("full-synchronization-is-over", "The full synchronization is over",
                        "The full synchronization '" + run.id() + "' is over already.", Address.of(PLACE, run.id()));
            }
            return Answer.accepted(Address.of(PLACE, run.id()), runs.find(run.id()).orElse(run));
        });
    }

    private Answer started(UUID id, String who) {
        return Answer.accepted(Address.of(PLACE, id), possibly(() -> runs.start(id, who)));
    }

    private FullSynchronizationView found(Request request) {
        UUID id = request.takesOnly().pathId("id", "full synchronization");
        return runs.find(id).orElseThrow(() -> Problem.notFound("There is no full synchronization '" + id + "'."));
    }

    private interface Step {
        FullSynchronizationView take();
    }

    private static FullSynchronizationView possibly(Step step) {
        try {
            return step.take();
        } catch (NotPossible e) {
            throw Problem.conflict("full-synchronization-not-possible", "Not possible now", e.getMessage(),
                    e.inTheWay() == null ? null : Address.of(PLACE, e.inTheWay()));
        } catch (MappingProblem e) {
            throw Problem.conflict("mappings-not-valid", "The mappings do not fit together", e.getMessage(), null);
        }
    }
}
