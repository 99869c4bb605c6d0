package io.kytkin.crm;

import static io.kytkin.crm.CrmCatalogue.options;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the attributes of one table from the CRM's metadata tables. The list of attributes has what all kinds share;
 * lengths, bounds, decimals and options only come from the casts to each kind, so each cast is one more question of
 * the same {@code $batch}.
 */
final class AttributeReader {
    private static final Logger LOG = LoggerFactory.getLogger(AttributeReader.class);
    private static final String CAST = "/Microsoft.Dynamics.CRM.%sAttributeMetadata";
    private static final String OPTION_SET = "OptionSet($select=Options)";

    private final String table;
    private final List<CrmRequest> questions = new ArrayList<>();

    AttributeReader(String table) {
        this.table = table;
        String definition = "EntityDefinitions(LogicalName='" + table + "')";
        String attributes = definition + "/Attributes";
        questions.add(CrmRequest.get(attributes, options("$select", "LogicalName,AttributeType,AttributeOf,"
                + "IsValidForCreate,IsValidForRead,IsValidForUpdate,RequiredLevel")));
        questions.add(CrmRequest.get(definition + "/ManyToOneRelationships", options("$select",
                "ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName")));
        cast(attributes, "String", "LogicalName,MaxLength", null);
        cast(attributes, "Memo", "LogicalName,MaxLength", null);
        cast(attributes, "Integer", "LogicalName,MinValue,MaxValue", null);
        cast(attributes, "Decimal", "LogicalName,MinValue,MaxValue,Precision", null);
        cast(attributes, "Double", "LogicalName,MinValue,MaxValue,Precision", null);
        cast(attributes, "Money", "LogicalName,MinValue,MaxValue,Precision", null);
        cast(attributes, "DateTime", "LogicalName,DateTimeBehavior", null);
        cast(attributes, "Lookup", "LogicalName,Targets", null);
        cast(attributes, "Picklist", "LogicalName", OPTION_SET + ",GlobalOptionSet($select=Options)");
        cast(attributes, "State", "LogicalName", OPTION_SET);
        cast(attributes, "Status", "LogicalName", OPTION_SET);
    }

    private void cast(String attributes, String kind, String select, String expand) {
        questions.add(CrmRequest.get(attributes + CAST.formatted(kind),
                expand == null ? options("$select", select) : options("$select", select, "$expand", expand)));
    }

    /** The requests whose answers {@link #columns} understands, in order. */
    List<CrmRequest> questions() {
        return questions;
    }

    /**
     * @throws CrmFailure when the list of attributes itself is refused; a refused cast only leaves its bounds unknown
     */
    List<Column> columns(CrmClient client, List<PartAnswer> answers) {
        Map<String, JsonNode> details = new HashMap<>();
        for (int cast = 2; cast < questions.size(); cast++) {
            rows(client, answers, cast).forEach(row -> details.put(row.path("LogicalName").asText(), row));
        }
        Map<String, Map<String, String>> navigations = navigations(rows(client, answers, 1));
        List<Column> columns = new ArrayList<>();
        for (JsonNode attribute : rows(client, answers, 0)) {
            if (!attribute.hasNonNull("AttributeOf")) {
                String name = attribute.path("LogicalName").asText();
                JsonNode detail = details.getOrDefault(name, attribute);
                columns.add(column(name, attribute, detail, navigations.getOrDefault(name, Map.of())));
            }
        }
        return columns;
    }

    private Iterable<JsonNode> rows(CrmClient client, List<PartAnswer> answers, int question) {
        if (question >= answers.size()) {
            throw new CrmAnswerUnknown("The CRM left questions about the table " + table + " unanswered.", null);
        }
        PartAnswer answer = answers.get(question);
        CrmFailure failure = client.judge(answer, "the definition of the table " + table);
        if (failure != null && (question == 0 || !(failure instanceof CrmRefused))) {
            throw failure;
        }
        if (failure != null) {
            LOG.warn("Some of what the CRM knows of {} is not readable, so it is not checked beforehand: {}", table,
                    failure.getMessage());
            return List.of();
        }
        return answer.json().path("value");
    }

    private static Map<String, Map<String, String>> navigations(Iterable<JsonNode> relationships) {
        Map<String, Map<String, String>> byAttribute = new HashMap<>();
        for (JsonNode relationship : relationships) {
            String attribute = relationship.path("ReferencingAttribute").asText();
            byAttribute.computeIfAbsent(attribute, unknown -> new LinkedHashMap<>())
                    .put(relationship.path("ReferencedEntity").asText(),
                            relationship.path("ReferencingEntityNavigationPropertyName").asText());
        }
        return byAttribute;
    }

    private static Column column(String name, JsonNode attribute, JsonNode detail, Map<String, String> navigations) {
        Kind kind = kind(attribute.path("AttributeType").asText(), detail);
        return new Column(name, kind, kind == Kind.TEXT ? detail.path("MaxLength").asInt(0) : 0,
                detail.hasNonNull("Precision") ? detail.get("Precision").asInt() : -1,
                bound(detail, "MinValue"), bound(detail, "MaxValue"), kind == Kind.OPTION ? choices(detail) : Map.of(),
                abilities(attribute), kind == Kind.LOOKUP ? targets(name, detail, navigations) : Map.of());
    }

    private static Kind kind(String type, JsonNode detail) {
        return switch (type) {
            case "String", "Memo", "EntityName" -> Kind.TEXT;
            case "Integer", "BigInt" -> Kind.INTEGER;
            case "Decimal", "Double" -> Kind.DECIMAL;
            case "Money" -> Kind.MONEY;
            case "Boolean" -> Kind.BOOLEAN;
            case "DateTime" -> "DateOnly".equals(detail.path("DateTimeBehavior").path("Value").asText())
                    ? Kind.DATE : Kind.DATE_TIME;
            case "Uniqueidentifier" -> Kind.GUID;
            case "Lookup", "Customer", "Owner" -> Kind.LOOKUP;
            case "Picklist", "State", "Status" -> Kind.OPTION;
            default -> Kind.OTHER;
        };
    }

    private static BigDecimal bound(JsonNode detail, String name) {
        return detail.path(name).isNumber() ? detail.get(name).decimalValue() : null;
    }

    private static Map<Integer, String> choices(JsonNode detail) {
        JsonNode own = detail.path("OptionSet").path("Options");
        JsonNode listed = own.isArray() ? own : detail.path("GlobalOptionSet").path("Options");
        Map<Integer, String> choices = new LinkedHashMap<>();
        for (JsonNode choice : listed) {
            int value = choice.path("Value").asInt();
            String label = choice.path("Label").path("UserLocalizedLabel").path("Label").asText("");
            choices.put(value, label.isEmpty() ? String.valueOf(value) : label);
        }
        return choices;
    }

    private static Set<Column.Ability> abilities(JsonNode attribute) {
        Set<Column.Ability> abilities = EnumSet.noneOf(Column.Ability.class);
        if (attribute.path("IsValidForRead").asBoolean(true)) {
            abilities.add(Column.Ability.READ);
        }
        if (attribute.path("IsValidForCreate").asBoolean()) {
            abilities.add(Column.Ability.CREATE);
        }
        if (attribute.path("IsValidForUpdate").asBoolean()) {
            abilities.add(Column.Ability.UPDATE);
        }
        if ("SystemRequired".equals(attribute.path("RequiredLevel").path("Value").asText())) {
            abilities.add(Column.Ability.REQUIRED);
        }
        return abilities;
    }

    /**
     * An owner is a user or a team, and both are written under the one name that the relationship to {@code owner}
     * has.
     */
    private static Map<String, String> targets(String name, JsonNode detail, Map<String, String> navigations) {
        Map<String, String> targets = new LinkedHashMap<>(navigations);
        String ofOwner = targets.remove("owner");
        for (JsonNode target : detail.path("Targets")) {
            targets.putIfAbsent(target.asText(), ofOwner == null ? name : ofOwner);
        }
        return targets;
    }
}
