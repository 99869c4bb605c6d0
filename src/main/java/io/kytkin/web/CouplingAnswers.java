package io.kytkin.web;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Mappings;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.camel.Exchange;

/** {@code /api/couplings}: which ERP record is which CRM record. */
public final class CouplingAnswers {
    private final Mappings mappings;
    private final MappingNames names;
    private final KnownCouplings couplings;
    private final CrmAddresses addresses;

    public CouplingAnswers(Mappings mappings, KnownCouplings couplings, CrmAddresses addresses) {
        this.mappings = mappings;
        this.names = new MappingNames(mappings);
        this.couplings = couplings;
        this.addresses = addresses;
    }

    public void list(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("mapping", "erpKey", "crmId", "limit", "cursor");
            int limit = request.limit();
            String mapping = request.query("mapping").map(name -> names.loaded(name).name()).orElse(null);
            UUID crmId = request.queryId("crmId").orElse(null);
            return Answer.ok(PageOf.of(couplings.list(mapping, request.query("erpKey").orElse(null), crmId,
                    PageOf.idPosition(request), limit + 1), limit, known -> known.id().toString(), this::view));
        });
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> {
            UUID id = request.takesOnly().pathId("id", "coupling");
            return couplings.find(id).map(this::view).map(Answer::ok)
                    .orElseThrow(() -> Problem.notFound("There is no coupling '" + id + "'."));
        });
    }

    CouplingView view(KnownCouplings.Known known) {
        Coupling coupling = known.coupling();
        Optional<String> table = mappings.definition(coupling.mapping()).map(definition -> definition.crmTable());
        return new CouplingView(known.id(), coupling.mapping(), coupling.erpId(), coupling.erpKey(), coupling.crmId(),
                coupling.state().name().toLowerCase(Locale.ROOT), known.lastSynchronizedAt(), known.lastOutcome(),
                coupling.agreed().byAttribute(), new TreeSet<>(coupling.debts()),
                table.map(name -> addresses.of(name, coupling.crmId())).orElse(null));
    }
}
