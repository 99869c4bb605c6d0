package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How uncoupled records of the two sides find each other: groups of fields, tried in turn; within a group all must be
 * equal, empty values never are (invariant 11).
 */
public final class Matching {
    private Matching() { }

    /** The values that a CRM record must have, by attribute, a map for each group of which all values are filled. */
    public static List<Map<String, Object>> valuesToCrm(BoundMapping bound, Page page, PageRecord record) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (List<FieldToCrm> lines : bound.matchToCrm()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (FieldToCrm line : lines) {
                Object value = line.translate(record.source(), page.references(), new ArrayList<>(0));
                if (isFilled(value)) {
                    values.put(line.field().crm(), value);
                }
            }
            if (!lines.isEmpty() && values.size() == lines.size()) {
                groups.add(values);
            }
        }
        return groups;
    }

    /** The values that an ERP record must have, by column, a map for each group of which all values are filled. */
    public static List<Map<String, Object>> valuesToErp(BoundMapping bound, Page page, PageRecord record) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (List<FieldToErp> lines : bound.matchToErp()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (FieldToErp line : lines) {
                Object value = line.translate(record.source(), page.references(), new ArrayList<>(0));
                if (isFilled(value)) {
                    values.put(line.field().erp(), value);
                }
            }
            if (!lines.isEmpty() && values.size() == lines.size()) {
                groups.add(values);
            }
        }
        return groups;
    }

    private static boolean isFilled(Object value) {
        return !(value instanceof PageRecord.OwedReference) && value != FieldToCrm.KEPT && !(value instanceof Parking)
                && Values.comparable(value) != null;
    }

    /**
     * The field that a name in {@code match} means: the one with that CRM attribute, else the first with that ERP
     * column.
     *
     * @throws MappingProblem when no field bears the name
     */
    public static FieldMapping fieldOf(MappingDefinition definition, String name) {
        String wanted = Row.nameOf(name);
        for (FieldMapping field : definition.fields()) {
            if (field.crm().equals(wanted)) {
                return field;
            }
        }
        for (FieldMapping field : definition.fields()) {
            if (!field.constant() && Row.nameOf(field.erp()).equals(wanted)) {
                return field;
            }
        }
        Set<String> known = new TreeSet<>();
        for (FieldMapping field : definition.fields()) {
            known.add(field.crm());
            if (!field.constant()) {
                known.add(Row.nameOf(field.erp()));
            }
        }
        throw new MappingProblem(definition.name(), "match names '" + name + "', which no field line maps"
                + NearestWord.suggestion(wanted, known));
    }

    /**
     * The one record of the other side that counts as the partner.
     *
     * @param groups what {@code valuesToCrm} or {@code valuesToErp} gave
     * @param name   how a person tells the candidates apart
     * @return a {@link Row}, a {@link Parking} when it is not unique both ways, or null when there is none
     */
    static Object choose(PageRecord record, List<Map<String, Object>> groups, Function<Row, String> name) {
        for (Map<String, Object> group : groups) {
            List<Row> equal = record.candidates().stream().filter(row -> isEqual(row, group)).toList();
            if (equal.size() == 1 && record.rivals().isEmpty()) {
                return equal.get(0);
            }
            if (!equal.isEmpty()) {
                String by = String.join(" and ", group.keySet());
                String field = group.keySet().iterator().next();
                return equal.size() > 1
                        ? Parking.data("several records match by " + by + ", so a person must couple it: "
                                + String.join("; ", equal.stream().map(name).toList()), field, null)
                        : Parking.data("other records match the same one by " + by + ", so a person must couple it: "
                                + String.join("; ", record.rivals()), field, null);
            }
        }
        return null;
    }

    private static boolean isEqual(Row row, Map<String, Object> group) {
        for (Map.Entry<String, Object> value : group.entrySet()) {
            String held = Values.comparable(row.valueOf(Row.nameOf(value.getKey())));
            if (held == null || !held.equals(Values.comparable(value.getValue()))) {
                return false;
            }
        }
        return true;
    }
}
