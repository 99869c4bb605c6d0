package io.kytkin.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table mapping as its file says it: read once, checked for form, immutable. Design, section 3, "the closed list".
 *
 * @param name          file name, bean and name in REST
 * @param erpTable      the ERP's table as written; null when only an {@code erpQuery} is read and nothing is written
 * @param erpQuery      SQL used as a derived table to read from, or null: the table itself is read
 * @param writtenAs     how columns are written that only the {@code erpQuery} has
 * @param erpId         the columns that never change
 * @param erpKey        the readable key
 * @param erpModified   the column with the time of the last change, or null: every run reads everything
 * @param alsoChangedBy other tables whose changed rows concern records of this mapping
 * @param erpFilter     SQL condition over the table's columns, or null: all records
 * @param crmTable      logical name
 * @param crmFilter     condition in OData's form over the row's own columns, or null
 * @param match         groups of ERP columns or CRM attributes, tried in turn; within a group all must be equal. Empty:
 *                      no matching
 * @param matchFilter   further condition on CRM candidates, or null
 * @param onErpDelete   what becomes of the CRM record when the ERP record was deleted; null: it is kept
 * @param onCrmDelete   what becomes of the ERP record when the CRM record was deleted; null: it is kept
 * @param overlap       how long younger rows are read again (invariant 3)
 */
public record MappingDefinition(String name, String erpTable, String erpQuery, List<WrittenAs> writtenAs,
                                List<String> erpId, List<String> erpKey, String erpModified, List<AlsoChangedBy> alsoChangedBy, String erpFilter, String crmTable,
                                String crmFilter, Create createInCrm, NewErpRecords newErpRecords,
                                List<List<String>> match, String matchFilter, Policy firstMeeting, Policy conflict,
                                DeletePolicy onErpDelete, DeletePolicy onCrmDelete, Duration overlap,
                                List<FieldMapping> fields) {

    /** When a record without a partner gets one. */
    public enum Create { ALWAYS, FULL_SYNCHRONIZATION, NEVER }

    /** Whose value counts where the two sides differ. */
    public enum Policy { ERP, CRM, NEWEST, ASK }

    /** A mapping that says nothing about how ERP records are written. */
    public MappingDefinition(String name, String erpTable, String erpQuery, List<String> erpId, List<String> erpKey,
                             String erpModified, List<AlsoChangedBy> alsoChangedBy, String erpFilter, String crmTable,
                             String crmFilter, Create createInCrm, Create createInErp, List<List<String>> match,
                             String matchFilter, Policy firstMeeting, Policy conflict, DeletePolicy onErpDelete,
                             DeletePolicy onCrmDelete, Duration overlap, List<FieldMapping> fields) {
        this(name, erpTable, erpQuery, List.of(), erpId, erpKey, erpModified, alsoChangedBy, erpFilter, crmTable, crmFilter,
                createInCrm, new NewErpRecords(createInErp, null, List.of()), match, matchFilter, firstMeeting, conflict,
                onErpDelete, onCrmDelete, overlap, fields);
    }

    public MappingDefinition {
        onErpDelete = onErpDelete == null ? DeletePolicy.KEEP : onErpDelete;
        onCrmDelete = onCrmDelete == null ? DeletePolicy.KEEP : onCrmDelete;
        alsoChangedBy = alsoChangedBy == null ? List.of() : List.copyOf(alsoChangedBy);
        writtenAs = List.copyOf(writtenAs);
        erpId = List.copyOf(erpId);
        erpKey = List.copyOf(erpKey);
        match = match.stream().map(List::copyOf).toList();
        fields = List.copyOf(fields);
    }

    /** The same with all records of the ERP's table, whichever other tables change: what can be checked where those can't. */
    public MappingDefinition withoutErpConditions() {
        return new MappingDefinition(name, erpTable, erpQuery, writtenAs, erpId, erpKey, erpModified, List.of(), null, crmTable,
                crmFilter, createInCrm, newErpRecords, match, matchFilter, firstMeeting, conflict, onErpDelete, onCrmDelete,
                overlap, fields);
    }

    /** When a CRM record without a partner gets one in the ERP. */
    public Create createInErp() {
        return newErpRecords.create();
    }

    /** The mappings this one refers to, in name order; a reference in a second pass is not waited for. */
    public Set<String> dependsOn() {
        Set<String> parents = new TreeSet<>();
        for (FieldMapping field : fields) {
            if (field.coupled() != null && !field.secondPass() && !field.coupled().equals(name)) {
                parents.add(field.coupled());
            }
        }
        return parents;
    }

    /** The mappings that must be finished before the second pass, in name order. */
    public Set<String> secondPassDependsOn() {
        Set<String> parents = new TreeSet<>();
        for (FieldMapping field : fields) {
            if (field.coupled() != null && field.secondPass() && !field.coupled().equals(name)) {
                parents.add(field.coupled());
            }
        }
        return parents;
    }

    public boolean hasSecondPass() {
        return fields.stream().anyMatch(FieldMapping::secondPass);
    }

    /** Whether a field travels in both directions, so that both sides may have changed it. */
    public boolean isTwoWay() {
        return fields.stream().anyMatch(field -> field.arrow() == FieldMapping.Arrow.BOTH);
    }

    /** Whether a field travels in that direction. */
    public boolean goes(Direction direction) {
        return fields.stream().anyMatch(field -> field.arrow().includes(direction));
    }
}
