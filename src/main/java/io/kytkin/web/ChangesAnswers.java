package io.kytkin.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Unreachable;
import io.kytkin.sync.ErpKeys;
import io.kytkin.sync.Hints;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * {@code /api/mappings/{mapping}/changes}: somebody outside tells what changed, and it goes across at once. Besides a body of
 * our own it takes what a Dataverse webhook sends (a RemoteExecutionContext) and a Business Central webhook's
 * notification, with the handshake by which that is subscribed.
 */
public final class ChangesAnswers {
    /** A page is a hundred: this is a load of work, not a hint. */
    private static final int MOST_KEYS = 10_000;
    /** Ids come in either case, and with or without braces, which some senders write as %7B and %7D. */
    private static final Pattern ENTITY_KEY =
            Pattern.compile("\\((?:\\{|%7[bB])?([0-9a-fA-F-]{36})(?:\\}|%7[dD])?\\)$");

    private final MappingNames names;
    private final ErpKeys erp;
    private final Hints hints;

    /**
     * What changed. Without either list: look for whatever changed; lists of none name nothing.
     *
     * @param erpKeys readable ERP keys, or null
     * @param crmIds  ids of CRM records, in either case, with or without braces; or null
     */
    record Changes(List<String> erpKeys, List<String> crmIds) {
        Changes {
            boolean isAnything = erpKeys == null && crmIds == null;
            erpKeys = isAnything ? null : erpKeys == null ? List.of() : List.copyOf(erpKeys);
            crmIds = isAnything ? null : crmIds == null ? List.of() : List.copyOf(crmIds);
        }
    }

    /**
     * What was understood.
     *
     * @param toCrm   ERP records that go to the CRM; null: whatever changed
     * @param toErp   CRM records that go to the ERP; null: whatever changed
     * @param unknown ERP keys that neither the ERP nor a coupling has
     * @param later   ERP keys that are looked up once the ERP answers again, because it does not now
     */
    record Told(String mapping, Integer toCrm, Integer toErp, List<String> unknown, int later) { }

    public ChangesAnswers(Mappings mappings, ErpKeys erp, Hints hints) {
        this.names = new MappingNames(mappings);
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
        return new Changes(null, List.of(id("PrimaryEntityId", context.path("PrimaryEntityId").asText()).toString()));
    }

    private static UUID id(String name, String text) {
        try {
            String bare = Request.checked(name, text);
            return UUID.fromString(bare.startsWith("{") && bare.endsWith("}") ? bare.substring(1, bare.length() - 1) : bare);
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
        return accepted(new Told(mapping.name(), anything ? null : ids.size(), 0, List.of(), 0));
    }

    private Answer hinted(Mappings.Loaded mapping, Changes changes, String who) {
        if (changes.erpKeys == null) {
            mapping.routes().forEach(direction -> hints.changed(mapping.name(), direction, List.of(), who));
            return accepted(new Told(mapping.name(), null, null, List.of(), 0));
        }
        checkNumber(changes.erpKeys.size() + changes.crmIds.size());
        List<String> crmIds = changes.crmIds.stream().map(id -> id("crmIds", id).toString()).distinct().toList();
        changes.erpKeys.forEach(key -> Request.checked("erpKeys", key));
        if (!changes.erpKeys.isEmpty()) {
            require(mapping, Direction.TO_CRM);
        }
        if (!crmIds.isEmpty()) {
            require(mapping, Direction.TO_ERP);
            hints.changed(mapping.name(), Direction.TO_ERP, crmIds, who);
        }
        return accepted(changes.erpKeys.isEmpty() ? new Told(mapping.name(), 0, crmIds.size(), List.of(), 0)
                : hintedKeys(names.usable(mapping.name()), changes.erpKeys, crmIds.size(), who));
    }

    /** While the ERP does not answer, the keys are kept as they are: whoever tells of changes has done what he can. */
    private Told hintedKeys(MappingDefinition mapping, List<String> keys, int toErp, String who) {
        Map<String, String> ids;
        try {
            ids = erp.idsOf(mapping, keys);
        } catch (RuntimeException failure) {
            if (!Unreachable.is(failure)) {
                throw failure;
            }
            hints.changedByKey(mapping.name(), keys, who);
            return new Told(mapping.name(), 0, toErp, List.of(), (int) keys.stream().distinct().count());
        }
        if (!ids.isEmpty()) {
            hints.changed(mapping.name(), Direction.TO_CRM, ids.values(), who);
        }
        return new Told(mapping.name(), Set.copyOf(ids.values()).size(), toErp,
                keys.stream().filter(key -> !ids.containsKey(key)).toList(), 0);
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
}
