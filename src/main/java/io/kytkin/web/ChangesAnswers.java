package io.kytkin.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.sync.Hints;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * {@code /api/mappings/{mapping}/changes}: somebody outside tells what changed, and it goes across at once. Besides a body of
 * our own it takes what a Dataverse webhook sends (a RemoteExecutionContext) and a Business Central webhook's
 * notification, with the handshake by which that is subscribed.
 */
public final class ChangesAnswers {
    /** A page is a hundred: this is a load of work, not a hint. */
    private static final int MOST_KEYS = 10_000;
    private static final Pattern ENTITY_KEY = Pattern.compile("\\(([0-9a-fA-F-]{36})\\)$");

    private final MappingNames names;
    private final KnownCouplings couplings;
    private final ErpRecords erp;
    private final Hints hints;

    /**
     * What changed. Without any key: look for whatever changed.
     *
     * @param erpKeys readable ERP keys, or null
     * @param crmIds  ids of CRM records, or null
     */
    record Changes(List<String> erpKeys, List<UUID> crmIds) {
        Changes {
            erpKeys = erpKeys == null ? List.of() : List.copyOf(erpKeys);
            crmIds = crmIds == null ? List.of() : List.copyOf(crmIds);
        }
    }

    /**
     * What was understood.
     *
     * @param toCrm   ERP records that go to the CRM; null: whatever changed
     * @param toErp   CRM records that go to the ERP; null: whatever changed
     * @param unknown ERP keys that neither the ERP nor a coupling has
     */
    record Told(String mapping, Integer toCrm, Integer toErp, List<String> unknown) { }

    public ChangesAnswers(Mappings mappings, KnownCouplings couplings, ErpRecords erp, Hints hints) {
        this.names = new MappingNames(mappings);
        this.couplings = couplings;
        this.erp = erp;
        this.hints = hints;
    }

    public void told(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("validationToken");
            Mappings.Loaded mapping = names.loaded(request.path("mapping"));
            MappingDefinition definition = names.usable(mapping.name());
            if (request.query("validationToken").isPresent()) {
                // Business Central asks so whether we want its notifications; it expects its token back.
                return Answer.text(Request.checked("validationToken", request.query("validationToken").get()));
            }
            JsonNode body = request.body(JsonNode.class);
            if (body.has("PrimaryEntityName")) {
                return hinted(mapping, ofDataverse(definition, body), request.who());
            }
            if (body.path("value").isArray()) {
                return hintedIds(mapping, definition, body.path("value"), request.who());
            }
            return hinted(mapping, request.body(Changes.class), request.who());
        });
    }

    private Changes ofDataverse(MappingDefinition definition, JsonNode context) {
        String table = context.path("PrimaryEntityName").asText();
        if (!table.equals(definition.crmTable())) {
            throw Problem.badRequest("The webhook tells of '" + Request.checked("PrimaryEntityName", table)
                    + "', but the mapping '" + definition.name() + "' is about '" + definition.crmTable() + "'.");
        }
        return new Changes(null, List.of(id("PrimaryEntityId", context.path("PrimaryEntityId").asText())));
    }

    private static UUID id(String name, String text) {
        try {
            return UUID.fromString(Request.checked(name, text));
        } catch (IllegalArgumentException wrong) {
            throw Problem.badRequest(name + " = '" + text + "' is not an id.");
        }
    }

    /** Business Central names records by their system id, collections by their address alone. */
    private Answer hintedIds(Mappings.Loaded mapping, MappingDefinition definition, JsonNode notifications, String who) {
        require(mapping, Direction.TO_CRM);
        Set<String> ids = new LinkedHashSet<>();
        boolean anything = false;
        for (JsonNode notification : notifications) {
            Matcher key = ENTITY_KEY.matcher(notification.path("resource").asText());
            if (key.find()) {
                ids.add(id("resource", key.group(1)).toString());
            } else {
                anything = true;
            }
        }
        checkNumber(ids.size());
        if (definition.erpId().size() > 1) {
            anything = true;
        }
        hints.changed(mapping.name(), Direction.TO_CRM, anything ? Set.of() : ids, who);
        return accepted(new Told(mapping.name(), anything ? null : ids.size(), 0, List.of()));
    }

    private Answer hinted(Mappings.Loaded mapping, Changes changes, String who) {
        checkNumber(changes.erpKeys.size() + changes.crmIds.size());
        if (changes.erpKeys.isEmpty() && changes.crmIds.isEmpty()) {
            mapping.routes().forEach(direction -> hints.changed(mapping.name(), direction, List.of(), who));
            return accepted(new Told(mapping.name(), null, null, List.of()));
        }
        List<String> unknown = new ArrayList<>();
        Set<String> erpIds = Set.of();
        if (!changes.erpKeys.isEmpty()) {
            require(mapping, Direction.TO_CRM);
            changes.erpKeys.forEach(key -> Request.checked("erpKeys", key));
            erpIds = erpIds(names.usable(mapping.name()), changes.erpKeys, unknown);
        }
        if (!changes.crmIds.isEmpty()) {
            require(mapping, Direction.TO_ERP);
            hints.changed(mapping.name(), Direction.TO_ERP, changes.crmIds.stream().map(UUID::toString).toList(), who);
        }
        if (!erpIds.isEmpty()) {
            hints.changed(mapping.name(), Direction.TO_CRM, erpIds, who);
        }
        return accepted(new Told(mapping.name(), erpIds.size(), changes.crmIds.size(), unknown));
    }

    private static Answer accepted(Told told) {
        return Answer.accepted(Address.of("mappings", told.mapping), told);
    }

    private static void checkNumber(int keys) {
        if (keys > MOST_KEYS) {
            throw Problem.of(413, keys + " keys are too many for a hint; " + MOST_KEYS + " are possible. Send {} instead: then "
                    + "whatever changed is looked for.");
        }
    }

    private static void require(Mappings.Loaded mapping, Direction direction) {
        if (!mapping.routes().contains(direction)) {
            throw Problem.badRequest("The mapping '" + mapping.name() + "' has no route '"
                    + direction.routeOf(mapping.name()) + "', so nothing can go " + direction.jsonName() + ".");
        }
    }

    /** A key that the ERP does not have any more may be that of a coupled record which was deleted. */
    private Set<String> erpIds(MappingDefinition mapping, List<String> keys, List<String> unknown) {
        Map<String, PageRecord> present = erp.byKeys(mapping, keys).stream().collect(Collectors.toMap(
                record -> RecordKey.code(record.erpKey()), Function.identity(), (one, other) -> one));
        Set<String> ids = new LinkedHashSet<>();
        for (String key : keys) {
            PageRecord record = present.get(RecordKey.code(key));
            if (record != null) {
                ids.add(record.erpId());
            } else {
                couplings.list(mapping.name(), key, null, null, 1).stream().findFirst().ifPresentOrElse(
                        known -> ids.add(known.coupling().erpId()), () -> unknown.add(key));
            }
        }
        return ids;
    }
}
