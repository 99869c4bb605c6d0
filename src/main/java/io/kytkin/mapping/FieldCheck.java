package io.kytkin.mapping;

import io.kytkin.mapping.Column.Ability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Compares one field line with the column and the attribute it names. */
final class FieldCheck {
    /** Stands for users and teams alike among the targets of an owner. */
    private static final String PRINCIPAL = "principal";

    private final BoundMapping bound;
    private final FieldMapping field;
    private final UnaryOperator<String> crmTableOf;
    private final List<String> mistakes = new ArrayList<>();

    private FieldCheck(BoundMapping bound, FieldMapping field, UnaryOperator<String> crmTableOf) {
        this.bound = bound;
        this.field = field;
        this.crmTableOf = crmTableOf;
    }

    static List<String> check(BoundMapping bound, FieldMapping field, Collection<String> known,
                              UnaryOperator<String> crmTableOf) {
        FieldCheck check = new FieldCheck(bound, field, crmTableOf);
        Optional<Column> erp = field.constant() ? Optional.empty() : check.found(bound.erp(), "column", field.erp());
        Optional<Column> crm = check.found(bound.crm(), "attribute", field.crm());
        check.coupledMapping(known);
        erp.ifPresent(check::erpColumn);
        if (crm.isPresent() && (field.constant() || erp.isPresent())) {
            check.compare(erp.orElse(null), crm.get());
        }
        return check.mistakes;
    }

    /** What can be said without the ERP's columns. */
    static List<String> ofCrm(BoundMapping bound, FieldMapping field, Collection<String> known) {
        FieldCheck check = new FieldCheck(bound, field, name -> null);
        check.found(bound.crm(), "attribute", field.crm());
        check.coupledMapping(known);
        return check.mistakes;
    }

    private void coupledMapping(Collection<String> known) {
        if (field.coupled() != null && !known.contains(field.coupled())) {
            mistakes.add("there is no mapping '" + field.coupled() + "'"
                    + NearestWord.suggestion(field.coupled(), known));
        }
    }

    private Optional<Column> found(Table table, String what, String name) {
        Optional<Column> column = table.column(name);
        if (column.isEmpty()) {
            mistakes.add("there is no " + what + " '" + name + "' in " + table.name()
                    + NearestWord.suggestion(Row.nameOf(name), table.columns().keySet()));
        }
        return column;
    }

    /** A column that the ERP only takes, or only gives. */
    private void erpColumn(Column erp) {
        String table = bound.definition().erpTable();
        if (!erp.can(Ability.READ)) {
            mistakes.add("the erpQuery does not select '" + field.erp() + "' of " + table);
        } else if (field.arrow().includes(Direction.TO_ERP) && !erp.can(Ability.UPDATE)) {
            mistakes.add("'" + field.erp() + "' can't be written: " + (table == null
                    ? "an erpQuery only reads; name the table to write as erpTable, or draw ->"
                    : bound.definition().erpQuery() == null ? "the ERP fills it; draw ->"
                    : table + " has no such column; draw ->, or say with erpWrittenAs what is written for it"));
        }
    }

    private void compare(Column erp, Column crm) {
        if (field.arrow().includes(Direction.TO_CRM)) {
            writable(crm);
        }
        if (field.coupled() != null || crm.kind() == Kind.LOOKUP) {
            lookup(crm);
            return;
        }
        if (field.constant() && field.options().isEmpty()) {
            literal("the constant", field.erp(), crm);
        } else if (erp != null) {
            kinds(erp, crm);
        }
        field.options().values().forEach(value -> option(value.toString(), crm));
        if (field.elseValue() != null && !field.elseValue().isBlank()) {
            literal("the value after 'else'", field.elseValue(), crm);
        }
        if (field.blank() != null && field.options().isEmpty()) {
            literal("the value after 'blank is'", field.blank(), crm);
        }
        if (field.fromLcy()) {
            money(crm);
        }
    }

    private void writable(Column crm) {
        boolean create = crm.can(Ability.CREATE) || field.secondPass()
                || bound.definition().createInCrm() == MappingDefinition.Create.NEVER;
        boolean update = crm.can(Ability.UPDATE) || field.onCreate();
        if (!create && !update) {
            mistakes.add("the CRM does not let '" + field.crm() + "' be written; turn the arrow");
        } else if (!create) {
            mistakes.add("the CRM does not let '" + field.crm() + "' be set on create; write 'second pass'");
        } else if (!update) {
            mistakes.add("the CRM does not let '" + field.crm() + "' be changed; write 'on create'");
        }
    }

    private void lookup(Column crm) {
        if (crm.kind() != Kind.LOOKUP) {
            mistakes.add("'" + field.crm() + "' is no lookup, so 'coupled' does not belong there");
            return;
        }
        if (field.coupled() == null) {
            mistakes.add("'" + field.crm() + "' is a lookup; say whose couplings translate it: coupled <mapping>");
            return;
        }
        String target = crmTableOf.apply(field.coupled());
        Map<String, String> navigations = crm.navigations();
        if (target != null && !navigations.isEmpty() && !navigations.containsKey(target)
                && !navigations.containsKey(PRINCIPAL)) {
            mistakes.add("'" + field.crm() + "' refers to " + String.join(" or ", new TreeSet<>(navigations.keySet()))
                    + ", but the mapping '" + field.coupled() + "' is about " + target);
        }
    }

    private void literal(String what, String text, Column crm) {
        try {
            Object value = Values.convert(text, crm.kind(), bound.settings().clock().getZone());
            if (value instanceof String written && crm.length() > 0 && written.length() > crm.length()) {
                mistakes.add("'" + field.crm() + "' holds " + crm.length() + " characters; " + what + " has "
                        + written.length());
            }
            option(text, crm);
        } catch (IllegalArgumentException e) {
            mistakes.add(what + ", '" + text + "', " + e.getMessage() + ", which '" + field.crm() + "' needs");
        }
    }

    private void option(String value, Column crm) {
        if (crm.kind() == Kind.OPTION && !crm.options().isEmpty()
                && crm.options().keySet().stream().noneMatch(known -> known.toString().equals(value.strip()))) {
            mistakes.add("'" + field.crm() + "' has no option " + value + "; it has " + new TreeMap<>(crm.options()));
        }
    }

    private void kinds(Column erp, Column crm) {
        boolean fits = !field.options().isEmpty() || erp.kind() == crm.kind()
                || erp.kind() == Kind.TEXT || crm.kind() == Kind.TEXT
                || isNumber(erp) && (isNumber(crm) || crm.kind() == Kind.BOOLEAN)
                || erp.kind() == Kind.BOOLEAN && isNumber(crm) || isTime(erp) && isTime(crm);
        if (!fits || crm.kind() == Kind.OTHER || erp.kind() == Kind.OTHER) {
            mistakes.add("'" + field.erp() + "' holds " + Values.nameOf(erp.kind()) + " and '" + field.crm()
                    + "' holds " + Values.nameOf(crm.kind()) + "; these can't be translated into each other");
        } else if (crm.kind() == Kind.OPTION && field.options().isEmpty() && !isNumber(erp)) {
            mistakes.add("'" + field.crm() + "' takes one of " + new TreeMap<>(crm.options())
                    + "; write option {CODE=number, ...}");
        }
    }

    private void money(Column crm) {
        if (crm.kind() != Kind.MONEY) {
            mistakes.add("'" + field.crm() + "' is no amount of money, so 'from LCY' does not belong there");
        } else if (bound.definition().fields().stream().noneMatch(LocalAmount::isCurrency)) {
            mistakes.add("'from LCY' needs to know the currency of the row; add a line for " + LocalAmount.CURRENCY
                    + ", coupled to the mapping of currencies");
        }
    }

    private static boolean isNumber(Column column) {
        return switch (column.kind()) {
            case INTEGER, DECIMAL, MONEY, OPTION -> true;
            default -> false;
        };
    }

    private static boolean isTime(Column column) {
        return column.kind() == Kind.DATE || column.kind() == Kind.DATE_TIME;
    }
}
