package io.kytkin.mapping;

import io.kytkin.mapping.Column.Ability;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Compares a mapping with what both sides declare, before anything is read or written. */
public final class MappingCheck {
    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final UnaryOperator<String> crmTableOf;
    private final List<Mistake> mistakes = new ArrayList<>();

    private MappingCheck(BoundMapping bound, UnaryOperator<String> crmTableOf) {
        this.bound = bound;
        this.definition = bound.definition();
        this.crmTableOf = crmTableOf;
    }

    /**
     * Every mistake; lines count from 1 within the block of fields, 0 is the mapping as a whole.
     *
     * @param routes     the directions for which the file has a page route
     * @param known      the names of all mappings
     * @param crmTableOf the CRM table of a mapping by its name, or null when it is not known yet
     */
    public static List<Mistake> check(BoundMapping bound, List<Direction> routes, Collection<String> known,
                                      UnaryOperator<String> crmTableOf) {
        MappingCheck check = new MappingCheck(bound, crmTableOf);
        check.columns();
        check.matchNames();
        check.filters();
        check.routes(routes);
        Set<String> seen = new HashSet<>();
        for (FieldMapping field : bound.definition().fields()) {
            check.field(field, known);
            if (field.arrow().includes(Direction.TO_CRM) && !seen.add(field.crm())) {
                check.mistake(field.lineNumber(), "the attribute '" + field.crm() + "' is mapped twice");
            }
        }
        return check.mistakes;
    }

    private void mistake(int line, String text) {
        mistakes.add(new Mistake(definition.name(), null, line, text));
    }

    private void columns() {
        List<String> names = new ArrayList<>(definition.erpId());
        names.addAll(definition.erpKey());
        if (definition.erpModified() != null) {
            names.add(definition.erpModified());
        }
        names.forEach(name -> erpColumn(0, name));
    }

    private Optional<Column> erpColumn(int line, String name) {
        Optional<Column> column = bound.erp().column(name);
        if (column.isEmpty()) {
            mistake(line, "there is no column '" + name + "' in " + bound.erp().name()
                    + NearestWord.suggestion(Row.nameOf(name), bound.erp().columns().keySet()));
        }
        return column;
    }

    private void matchNames() {
        for (List<String> group : definition.match()) {
            for (String name : group) {
                try {
                    Matching.fieldOf(definition, name);
                } catch (MappingProblem problem) {
                    mistakes.addAll(problem.mistakes());
                }
            }
        }
    }

    private void filters() {
        for (String filter : new String[] {definition.crmFilter(), definition.matchFilter()}) {
            if (filter != null) {
                for (String attribute : CrmFilter.parse(filter).attributes()) {
                    if (bound.crm().column(attribute).isEmpty()) {
                        mistake(0, "the filter names '" + attribute + "', which " + bound.crm().name() + " does not have"
                                + NearestWord.suggestion(attribute, bound.crm().columns().keySet()));
                    }
                }
            }
        }
    }

    private void routes(List<Direction> routes) {
        for (Direction direction : Direction.values()) {
            boolean oneWay = definition.fields().stream().anyMatch(field -> field.arrow()
                    == (direction == Direction.TO_CRM ? FieldMapping.Arrow.TO_CRM : FieldMapping.Arrow.TO_ERP));
            if (oneWay && !routes.contains(direction)) {
                mistake(0, "fields travel " + direction.jsonName() + " but the file has no route '"
                        + direction.routeOf(definition.name()) + "'");
            }
            if (routes.contains(direction) && !definition.goes(direction)) {
                mistake(0, "there is a route '" + direction.routeOf(definition.name()) + "' but no field travels "
                        + direction.jsonName());
            }
        }
        if (routes.isEmpty()) {
            mistake(0, "the file has no route '" + Direction.TO_CRM.routeOf(definition.name()) + "' or '"
                    + Direction.TO_ERP.routeOf(definition.name()) + "'");
        }
    }

    private void field(FieldMapping field, Collection<String> known) {
        int line = field.lineNumber();
        Optional<Column> erp = field.constant() ? Optional.empty() : erpColumn(line, field.erp());
        Optional<Column> crm = bound.crm().column(field.crm());
        if (crm.isEmpty()) {
            mistake(line, "there is no attribute '" + field.crm() + "' in " + bound.crm().name()
                    + NearestWord.suggestion(field.crm(), bound.crm().columns().keySet()));
        }
        if (field.coupled() != null && !known.contains(field.coupled())) {
            mistake(line, "there is no mapping '" + field.coupled() + "'" + NearestWord.suggestion(field.coupled(), known));
        }
        if (crm.isEmpty() || (erp.isEmpty() && !field.constant())) {
            return;
        }
        if (field.arrow().includes(Direction.TO_CRM)) {
            writable(field, crm.get());
        }
        if (field.coupled() != null || crm.get().kind() == Kind.LOOKUP) {
            lookup(field, crm.get());
        } else if (field.constant()) {
            constant(field, crm.get());
        } else {
            kinds(field, erp.get(), crm.get());
        }
    }

    private void writable(FieldMapping field, Column crm) {
        boolean create = crm.can(Ability.CREATE) || field.secondPass()
                || definition.createInCrm() == MappingDefinition.Create.NEVER;
        boolean update = crm.can(Ability.UPDATE) || field.onCreate();
        if (!create || !update) {
            mistake(field.lineNumber(), "the CRM does not let '" + field.crm() + "' be "
                    + (create ? "changed; write 'on create' on the line" : update ? "set on create; write 'second pass'"
                    : "written; turn the arrow"));
        }
    }

    private void lookup(FieldMapping field, Column crm) {
        if (crm.kind() != Kind.LOOKUP) {
            mistake(field.lineNumber(), "'" + field.crm() + "' is no lookup, so 'coupled' does not belong there");
        } else if (field.coupled() == null) {
            mistake(field.lineNumber(), "'" + field.crm() + "' is a lookup; say whose couplings translate it: coupled <mapping>");
        } else {
            String target = crmTableOf.apply(field.coupled());
            if (target != null && !crm.navigations().isEmpty() && !crm.navigations().containsKey(target)
                    && !crm.navigations().containsKey("principal")) {
                mistake(field.lineNumber(), "'" + field.crm() + "' refers to " + String.join(" or ",
                        crm.navigations().keySet()) + ", but the mapping '" + field.coupled() + "' is about " + target);
            }
        }
    }

    private void constant(FieldMapping field, Column crm) {
        try {
            Object value = Values.convert(field.erp(), crm.kind(), bound.settings().clock().getZone());
            if (value instanceof String text && crm.length() > 0 && text.length() > crm.length()) {
                mistake(field.lineNumber(), "'" + field.crm() + "' holds " + crm.length() + " characters, the constant has "
                        + text.length());
            }
            option(field, crm, field.erp());
        } catch (IllegalArgumentException e) {
            mistake(field.lineNumber(), "the constant '" + field.erp() + "' for '" + field.crm() + "' " + e.getMessage());
        }
    }

    private void kinds(FieldMapping field, Column erp, Column crm) {
        field.options().values().forEach(value -> option(field, crm, value.toString()));
        boolean fits = !field.options().isEmpty() || erp.kind() == crm.kind() || isNumber(erp) && isNumber(crm)
                || erp.kind() == Kind.TEXT || crm.kind() == Kind.TEXT || isTime(erp) && isTime(crm)
                || crm.kind() == Kind.BOOLEAN && isNumber(erp) || erp.kind() == Kind.BOOLEAN && isNumber(crm);
        if (!fits || crm.kind() == Kind.OTHER || erp.kind() == Kind.OTHER) {
            mistake(field.lineNumber(), "'" + field.erp() + "' holds " + Values.nameOf(erp.kind()) + " and '" + field.crm()
                    + "' holds " + Values.nameOf(crm.kind()) + "; these can't be translated into each other");
        }
        if (crm.kind() == Kind.OPTION && field.options().isEmpty() && !isNumber(erp)) {
            mistake(field.lineNumber(), "'" + field.crm() + "' takes one of "
                    + crm.options() + "; write option {CODE=number, ...}");
        }
        if (field.fromLcy() && crm.kind() != Kind.MONEY) {
            mistake(field.lineNumber(), "'" + field.crm() + "' is no amount of money, so 'from LCY' does not belong there");
        }
    }

    private void option(FieldMapping field, Column crm, String value) {
        if (crm.kind() == Kind.OPTION && !crm.options().isEmpty() && value.matches("-?\\d{1,9}")
                && !crm.options().containsKey(Integer.valueOf(value))) {
            mistake(field.lineNumber(), "'" + field.crm() + "' has no option " + value + "; it has "
                    + crm.options().toString().toLowerCase(Locale.ROOT));
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
