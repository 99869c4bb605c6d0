package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.OnDelete;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Describes tables as {@code EntityDefinitions} does: the table, its columns, keys and relationships. */
final class MetadataRecords {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, Integer> TYPE_CODES = Map.ofEntries(Map.entry("account", 1),
        Map.entry("contact", 2), Map.entry("opportunity", 3), Map.entry("systemuser", 8), Map.entry("team", 9),
        Map.entry("businessunit", 10), Map.entry("organization", 1019), Map.entry("pricelevel", 1022),
        Map.entry("product", 1024), Map.entry("productpricelevel", 1026), Map.entry("uom", 1055),
        Map.entry("uomschedule", 1056), Map.entry("quote", 1084), Map.entry("quotedetail", 1085),
        Map.entry("salesorder", 1088), Map.entry("salesorderdetail", 1089), Map.entry("invoice", 1090),
        Map.entry("invoicedetail", 1091), Map.entry("asyncoperation", 4700), Map.entry("sdkmessage", 4606),
        Map.entry("sdkmessagefilter", 4607), Map.entry("importjob", 9107), Map.entry("transactioncurrency", 9105));

    private final Schema schema;
    private final AlternateKeys keys;
    private final Conditions conditions;
    private final ChangeTracking tracking;

    MetadataRecords(Schema schema, AlternateKeys keys, Conditions conditions, ChangeTracking tracking) {
        this.schema = schema;
        this.keys = keys;
        this.conditions = conditions;
        this.tracking = tracking;
    }

    /** The table with everything its navigation properties lead to. */
    ObjectNode table(Table table) {
        ObjectNode entry = MetadataParts.base(table.logicalName());
        String title = MetadataParts.title(table.logicalName());
        entry.put("LogicalName", table.logicalName()).put("SchemaName", MetadataParts.schemaName(table.logicalName()))
            .put("EntitySetName", table.entitySet()).put("CollectionSchemaName", MetadataParts.schemaName(table.entitySet()))
            .put("LogicalCollectionName", table.entitySet()).put("PrimaryIdAttribute", table.primaryId().name())
            .put("PrimaryNameAttribute", table.primaryNameAttribute())
            .put("ObjectTypeCode", TYPE_CODES.getOrDefault(table.logicalName(), 0))
            .put("OwnershipType", switch (table.ownership()) {
                case "User/Team" -> "UserOwned";
                case "Organization" -> "OrganizationOwned";
                case "Business" -> "BusinessOwned";
                default -> "None";
            });
        entry.set("DisplayName", MetadataParts.label(title));
        entry.set("DisplayCollectionName", MetadataParts.label(MetadataParts.title(table.entitySet())));
        entry.set("Description", MetadataParts.label(null));
        entry.put("ChangeTrackingEnabled", tracking.isOffered(table))
            .put("IsOptimisticConcurrencyEnabled", conditions.isOffered(table)).put("IsCustomEntity", false)
            .put("IsManaged", true).put("IsActivity", false).put("IsIntersect", false).put("IsLogicalEntity", false)
            .put("IsPrivate", false).put("IsBusinessProcessEnabled", false).put("IsAvailableOffline", true)
            .put("IsValidForAdvancedFind", true);
        for (String name : List.of("IsCustomizable", "IsAuditEnabled", "IsDuplicateDetectionEnabled",
            "CanCreateAttributes", "CanEnableSyncToExternalSearchIndex")) {
            entry.set(name, MetadataParts.managed(!table.isReadOnly(), name.toLowerCase(Locale.ROOT)));
        }
        entry.put("IntroducedVersion", "5.0.0.0").put("TableType", "Standard").putNull("DataProviderId");
        entry.set("Attributes", ColumnRecords.of(table));
        entry.set("Keys", keys(table));
        entry.set("ManyToOneRelationships", manyToOne(table));
        entry.set("OneToManyRelationships", oneToMany(table));
        entry.set("ManyToManyRelationships", JSON.arrayNode());
        return entry;
    }

    private ArrayNode keys(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (AlternateKey key : keys.of(table)) {
            ObjectNode entry = MetadataParts.base(table + ".key." + key.name());
            entry.put("LogicalName", key.name().toLowerCase(Locale.ROOT)).put("SchemaName", key.name())
                .put("EntityLogicalName", table.logicalName()).put("EntityKeyIndexStatus", "Active")
                .put("IsManaged", false).set("DisplayName", MetadataParts.label(key.name()));
            ArrayNode columns = entry.putArray("KeyAttributes");
            key.columns().forEach(name -> columns.add(table.column(name).attribute()));
            entries.add(entry);
        }
        return entries;
    }

    private ArrayNode manyToOne(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (Navigation navigation : table.navigations()) {
            entries.add(relationship(table, navigation));
        }
        return entries;
    }

    private ArrayNode oneToMany(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (CollectionNavigation collection : table.collections()) {
            Table other = schema.table(collection.table());
            entries.add(relationship(other, other.navigation(collection.partner())));
        }
        return entries;
    }

    private ObjectNode relationship(Table table, Navigation navigation) {
        boolean toOwner = navigation.target().equals(Schema.PRINCIPAL);
        String target = toOwner ? "owner" : navigation.target();
        String name = navigation.partner() == null ? target + "_" + table + "_" + navigation.name()
            : navigation.partner();
        ObjectNode entry = JSON.objectNode()
            .put("@odata.type", "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata");
        entry.setAll(MetadataParts.base("relationship." + name));
        entry.put("SchemaName", name).put("RelationshipType", "OneToManyRelationship")
            .put("IsCustomRelationship", false).put("IsManaged", true).put("IsValidForAdvancedFind", true)
            .put("ReferencedAttribute", toOwner ? "ownerid" : schema.table(target).primaryId().name())
            .put("ReferencedEntity", target).put("ReferencedEntityNavigationPropertyName", name)
            .put("ReferencingAttribute", table.column(navigation.column()).attribute())
            .put("ReferencingEntity", table.logicalName())
            .put("ReferencingEntityNavigationPropertyName", navigation.name()).put("IsHierarchical", false);
        ObjectNode cascade = entry.putObject("CascadeConfiguration");
        Set.of("Assign", "Archive", "Merge", "Reparent", "Share", "Unshare", "RollupView")
            .forEach(each -> cascade.put(each, "NoCascade"));
        cascade.put("Delete", navigation.onDelete() == OnDelete.RESTRICT ? "Restrict"
            : navigation.onDelete() == OnDelete.CASCADE ? "Cascade" : "RemoveLink");
        return entry;
    }
}
