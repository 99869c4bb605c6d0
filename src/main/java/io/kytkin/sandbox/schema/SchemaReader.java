package io.kytkin.sandbox.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.olingo.commons.api.edm.provider.CsdlAnnotatable;
import org.apache.olingo.commons.api.edm.provider.CsdlAnnotation;
import org.apache.olingo.commons.api.edm.provider.CsdlEntitySet;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlNavigationProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.edm.provider.annotation.CsdlCollection;
import org.apache.olingo.commons.api.edm.provider.annotation.CsdlExpression;
import org.apache.olingo.commons.api.edm.provider.annotation.CsdlPropertyValue;
import org.apache.olingo.commons.api.edm.provider.annotation.CsdlRecord;

/** Makes tables of the entity types that have an entity set and a primary name. */
final class SchemaReader {
    private static final String TERM = "Sandbox.V1.";
    private static final String COMPUTED = "Org.OData.Core.V1.Computed";
    private static final String KEYS = "OData.Community.Keys.V1.AlternateKeys";
    private static final String MONEY_TERM = TERM + "Money";

    private final CsdlSchema schema;

    SchemaReader(CsdlSchema schema) {
        this.schema = schema;
    }

    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (CsdlEntitySet set : schema.getEntityContainer().getEntitySets()) {
            CsdlEntityType type = schema.getEntityType(set.getTypeFQN().getName());
            if (text(type, TERM + "PrimaryName") != null) {
                tables.add(new Table(define(set, type)));
            }
        }
        return tables;
    }

    private TableDefinition define(CsdlEntitySet set, CsdlEntityType type) {
        TableDefinition table = new TableDefinition();
        table.logicalName = type.getName();
        table.entitySet = set.getName();
        boolean isPrincipal = type.getBaseType().endsWith("." + Schema.PRINCIPAL);
        table.primaryId = isPrincipal ? type.getName() + "id" : type.getKey().get(0).getName();
        table.primaryName = text(type, TERM + "PrimaryName");
        table.ownership = text(type, TERM + "Ownership");
        table.readOnly = "true".equals(text(type, TERM + "ReadOnly"));
        String bulk = text(type, TERM + "BulkMessages");
        Arrays.stream(bulk.split(" ")).filter(word -> word.endsWith("Multiple")).forEach(table.bulkActions::add);
        table.states.putAll(states(text(type, TERM + "States")));
        table.changeTracking = annotation(set, "Org.OData.Capabilities.V1.ChangeTracking") != null;
        Map<String, Set<String>> targets = readNavigations(type, table);
        if (isPrincipal) {
            table.columns.add(new Column(0, "ownerid", ColumnType.IDENTIFIER, null, RequiredLevel.NONE, true, Map.of(),
                null, null, null, false, List.of()));
        }
        for (CsdlProperty property : type.getProperties()) {
            Set<String> leadsTo = targets.get(property.getName());
            table.columns.add(leadsTo == null ? column(table.columns.size(), property)
                : lookup(table, property.getName(), leadsTo));
        }
        table.keys.addAll(keys(type));
        return table;
    }

    private static Map<String, Set<String>> readNavigations(CsdlEntityType type, TableDefinition table) {
        Map<String, Set<String>> targets = new LinkedHashMap<>();
        for (CsdlNavigationProperty property : type.getNavigationProperties()) {
            String target = property.getTypeFQN().getName();
            if (property.isCollection()) {
                table.collections.add(new CollectionNavigation(property.getName(), target, property.getPartner()));
                continue;
            }
            String column = property.getReferentialConstraints().get(0).getProperty();
            Set<String> known = targets.computeIfAbsent(column, name -> new LinkedHashSet<>());
            if (target.equals(Schema.PRINCIPAL)) {
                known.add("systemuser");
                known.add("team");
            } else {
                known.add(target);
            }
            table.navigations.add(new Navigation(property.getName(), column, target, property.getPartner(),
                OnDelete.ofAnnotation(text(property, TERM + "OnDelete")), has(property, COMPUTED), required(property)));
        }
        return targets;
    }

    /** The value column of a lookup; the CSDL says what it needs to say at the navigation property. */
    private static Column lookup(TableDefinition table, String name, Set<String> targets) {
        Navigation navigation = table.navigations.stream().filter(each -> each.column().equals(name)).findFirst()
            .orElseThrow();
        return new Column(table.columns.size(), name, ColumnType.LOOKUP, null, navigation.required(),
            navigation.computed(), Map.of(), null, null, null, false, List.copyOf(targets));
    }

    private static Column column(int ordinal, CsdlProperty property) {
        String range = text(property, TERM + "Range");
        String[] bounds = range == null ? null : range.split("\\.\\.");
        String scale = text(property, TERM + "Scale");
        return new Column(ordinal, property.getName(), ColumnType.ofEdmType(property.getType()),
            property.getMaxLength(), required(property), has(property, COMPUTED),
            options(text(property, TERM + "Options")), bounds == null ? null : new BigDecimal(bounds[0]),
            bounds == null ? null : new BigDecimal(bounds[1]), scale == null ? null : Integer.valueOf(scale),
            has(property, MONEY_TERM), List.of());
    }

    private static RequiredLevel required(CsdlAnnotatable element) {
        return RequiredLevel.ofWireName(text(element, TERM + "RequiredLevel"));
    }

    private static Map<Integer, String> options(String text) {
        Map<Integer, String> options = new LinkedHashMap<>();
        if (text != null) {
            for (String option : text.split(";")) {
                int equals = option.indexOf('=');
                options.put(Integer.valueOf(option.substring(0, equals)), option.substring(equals + 1));
            }
        }
        return options;
    }

    private static Map<Integer, List<Integer>> states(String text) {
        Map<Integer, List<Integer>> states = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split(" ")) {
                String[] parts = pair.split(":");
                states.put(Integer.valueOf(parts[0]),
                    Arrays.stream(parts[1].split(",")).map(Integer::valueOf).toList());
            }
        }
        return states;
    }

    private static List<AlternateKey> keys(CsdlEntityType type) {
        List<AlternateKey> keys = new ArrayList<>();
        CsdlAnnotation annotation = annotation(type, KEYS);
        if (annotation == null) {
            return keys;
        }
        for (CsdlExpression key : items(annotation.getExpression())) {
            List<String> columns = new ArrayList<>();
            for (CsdlExpression part : items(valueOf(key, "Key"))) {
                columns.add(valueOf(part, "Name").asDynamic().asPropertyPath().getValue());
            }
            keys.add(new AlternateKey("sandbox_" + type.getName() + "_" + (keys.size() + 1), columns));
        }
        return keys;
    }

    private static List<CsdlExpression> items(CsdlExpression collection) {
        return ((CsdlCollection) collection).getItems();
    }

    private static CsdlExpression valueOf(CsdlExpression entry, String name) {
        for (CsdlPropertyValue value : ((CsdlRecord) entry).getPropertyValues()) {
            if (value.getProperty().equals(name)) {
                return value.getValue();
            }
        }
        throw new IllegalArgumentException("A key in the sandbox's schema lacks " + name + ".");
    }

    private static CsdlAnnotation annotation(CsdlAnnotatable element, String term) {
        for (CsdlAnnotation annotation : element.getAnnotations()) {
            if (annotation.getTerm().equals(term)) {
                return annotation;
            }
        }
        return null;
    }

    private static boolean has(CsdlAnnotatable element, String term) {
        return annotation(element, term) != null;
    }

    private static String text(CsdlAnnotatable element, String term) {
        CsdlAnnotation annotation = annotation(element, term);
        return annotation == null ? null : annotation.getExpression().asConstant().getValue();
    }
}
