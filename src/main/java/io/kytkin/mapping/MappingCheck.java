package io.kytkin.mapping;

import io.kytkin.mapping.Column.Ability;
import io.kytkin.mapping.DeletePolicy.Action;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Compares a mapping with what both sides declare, before anything is read or written. */
public final class MappingCheck {
    /**
     * Attributes that the CRM requires and fills by itself (crm-schema, 0): the owner is the caller, documents are
     * numbered. Numbers, choices and yes or no have defaults too.
     */
    private static final Set<String> FILLED_BY_CRM =
            Set.of("ownerid", "organizationid", "ordernumber", "quotenumber", "invoicenumber");

    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final List<Mistake> mistakes = new ArrayList<>();

    private MappingCheck(BoundMapping bound) {
        this.bound = bound;
        this.definition = bound.definition();
    }

    /**
     * Every mistake; lines count from 1 within the block of fields, 0 is the mapping as a whole.
     *
     * @param loaded     for the directions for which the file has a page route, and how it writes to the ERP
     * @param known      the names of all mappings
     * @param crmTableOf the CRM table of a mapping by its name, or null when it is not known yet
     */
    public static List<Mistake> check(BoundMapping bound, Mappings.Loaded loaded, Collection<String> known,
                                      UnaryOperator<String> crmTableOf) {
        MappingCheck check = new MappingCheck(bound);
        List<Direction> routes = loaded.routes();
        check.columns();
        check.matchNames();
        check.filter("crmFilter", bound.definition().crmFilter());
        check.filter("matchFilter", bound.definition().matchFilter());
        check.routes(routes);
        check.required(routes);
        check.newErpRecords(loaded);
        check.deletes(routes);
        for (FieldMapping field : bound.definition().fields()) {
            FieldCheck.check(bound, field, known, crmTableOf).forEach(text -> check.mistake(field.lineNumber(), text));
        }
        check.repeated();
        return check.mistakes;
    }

    /**
     * The mistakes that the CRM's table alone can tell, for a mapping whose ERP side is not understood yet.
     *
     * @param known the names of all mappings
     */
    public static List<Mistake> ofCrm(MappingDefinition definition, Catalogue crm, Collection<String> known) {
        BoundMapping bound;
        try {
            bound = new BoundMapping(definition, null, crm.table(definition), null);
        } catch (MappingProblem problem) {
            return problem.mistakes();
        }
        MappingCheck check = new MappingCheck(bound);
        check.matchNames();
        check.filter("crmFilter", definition.crmFilter());
        check.filter("matchFilter", definition.matchFilter());
        for (FieldMapping field : definition.fields()) {
            FieldCheck.ofCrm(bound, field, known).forEach(text -> check.mistake(field.lineNumber(), text));
        }
        return check.mistakes;
    }

    private void mistake(int line, String text) {
        mistakes.add(new Mistake(definition.name(), null, line, text));
    }

    private void columns() {
        Set<String> names = new TreeSet<>(definition.erpId());
        names.addAll(definition.erpKey());
        if (definition.erpModified() != null) {
            names.add(definition.erpModified());
        }
        for (String name : names) {
            if (bound.erp().column(name).isEmpty()) {
                mistake(0, "there is no column '" + name + "' in " + bound.erp().name()
                        + NearestWord.suggestion(Row.nameOf(name), bound.erp().columns().keySet()));
            }
        }
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

    private void filter(String property, String filter) {
        if (filter == null) {
            return;
        }
        for (String attribute : CrmFilter.parse(filter).attributes()) {
            Optional<Column> column = bound.crm().column(attribute);
            if (column.isEmpty()) {
                mistake(0, property + " names '" + attribute + "', which " + bound.crm().name() + " does not have"
                        + NearestWord.suggestion(attribute, bound.crm().columns().keySet()));
            } else if (!column.get().can(Ability.READ)) {
                mistake(0, property + " names '" + attribute + "', which the CRM does not let be read");
            }
        }
    }

    private void routes(List<Direction> routes) {
        for (Direction direction : Direction.values()) {
            String route = direction.routeOf(definition.name());
            FieldMapping.Arrow oneWay =
                    direction == Direction.TO_CRM ? FieldMapping.Arrow.TO_CRM : FieldMapping.Arrow.TO_ERP;
            if (routes.contains(direction) && !definition.goes(direction)) {
                mistake(0, "there is a route '" + route + "' but no field is drawn " + oneWay.text());
            }
            if (!routes.isEmpty() && !routes.contains(direction)) {
                definition.fields().stream().map(FieldMapping::arrow).filter(arrow -> arrow.includes(direction))
                        .findFirst().ifPresent(arrow -> mistake(0, "fields are drawn " + arrow.text()
                                + " but the file has no route '" + route + "'"));
            }
        }
        if (routes.isEmpty()) {
            mistake(0, "the file has no route '" + Direction.TO_CRM.routeOf(definition.name()) + "' or '"
                    + Direction.TO_ERP.routeOf(definition.name()) + "'");
        }
    }

    /** Attributes without which the CRM refuses every create. */
    private void required(List<Direction> routes) {
        if (!routes.contains(Direction.TO_CRM) || definition.createInCrm() == MappingDefinition.Create.NEVER) {
            return;
        }
        Set<String> filled = new HashSet<>(FILLED_BY_CRM);
        for (FieldMapping field : definition.fields()) {
            if (field.arrow().includes(Direction.TO_CRM) && !field.secondPass()) {
                filled.add(field.crm());
            }
        }
        for (Column column : bound.crm().columns().values()) {
            boolean hasDefault = column.kind() != Kind.TEXT && column.kind() != Kind.LOOKUP;
            if (column.can(Ability.REQUIRED) && column.can(Ability.CREATE) && !hasDefault
                    && !filled.contains(Row.nameOf(column.name()))) {
                mistake(0, "the CRM creates no " + bound.crm().name() + " without '" + column.name()
                        + "', and no field line fills it");
            }
        }
    }

    /** What the ERP can't do without in a new record, and what tells that record from all others after a crash. */
    private void newErpRecords(Mappings.Loaded loaded) {
        NewErpRecords rules = definition.newErpRecords();
        Set<String> filled = new HashSet<>();
        for (ErpTemplate template : rules.templates()) {
            template.columns().forEach(column -> {
                filled.add(Row.nameOf(column));
                known("erpTemplates, line " + template.line(), column);
            });
        }
        if (rules.number() != null) {
            known("erpNumber", rules.number().column());
        }
        if (!rules.areCreated() || !loaded.routes().contains(Direction.TO_ERP)) {
            return;
        }
        if (definition.erpTable() == null) {
            mistake(0, "createInErp: an erpQuery takes no new records; name the table as erpTable, or write never");
            return;
        }
        boolean oneGuid = definition.erpId().size() == 1 && bound.erp().column(definition.erpId().get(0))
                .map(column -> column.kind() == Kind.GUID).orElse(true);
        if (!oneGuid) {
            mistake(0, "createInErp needs an erpId of one column that takes a GUID (the ERP's system id): by it a new record "
                    + "is known again after a crash; name it, or write never");
        }
        definition.erpId().forEach(column -> filled.add(Row.nameOf(column)));
        if (definition.erpModified() != null) {
            filled.add(Row.nameOf(definition.erpModified()));
        }
        if (rules.number() != null) {
            filled.add(Row.nameOf(rules.number().column()));
        }
        definition.fields().stream().filter(field -> field.arrow().includes(Direction.TO_ERP))
                .forEach(field -> filled.add(Row.nameOf(field.erp())));
        definition.writtenAs().stream().filter(written -> filled.contains(Row.nameOf(written.column()))).toList()
                .forEach(written -> filled.add(Row.nameOf(written.target())));
        // Who works off the inbox fills in what the ERP requires.
        if (loaded.toInbox() || rules.templates().stream().anyMatch(ErpTemplate::leavesOthersBlank)) {
            return;
        }
        for (Column column : bound.erp().columns().values()) {
            if (column.can(Ability.REQUIRED) && !filled.contains(Row.nameOf(column.name()))) {
                boolean key = definition.erpKey().stream().anyMatch(name -> Row.nameOf(name).equals(Row.nameOf(column.name())));
                mistake(0, "createInErp: the ERP takes no new " + bound.erp().name() + " without '" + column.name() + "'; "
                        + (key ? "say with erpNumber where it comes from, or write never"
                        : "fill it by a field line or in erpTemplates, or write never"));
            }
        }
    }

    private void known(String property, String name) {
        if (bound.erp().column(name).isEmpty()) {
            mistake(0, property + " names '" + name + "', which " + bound.erp().name() + " does not have"
                    + NearestWord.suggestion(Row.nameOf(name), bound.erp().columns().keySet()));
        }
    }

    /** A policy that the other side's routes or columns can't carry out. */
    private void deletes(List<Direction> routes) {
        DeletePolicy onErp = definition.onErpDelete();
        DeletePolicy onCrm = definition.onCrmDelete();
        deleteRoute("onErpDelete", onErp, routes, onErp.action() == Action.RESTORE ? Direction.TO_ERP : Direction.TO_CRM);
        deleteRoute("onCrmDelete", onCrm, routes, onCrm.action() == Action.RESTORE ? Direction.TO_CRM : Direction.TO_ERP);
        if (onErp.action() == Action.RESTORE && definition.createInErp() != MappingDefinition.Create.ALWAYS) {
            mistake(0, "onErpDelete: restore creates ERP records, so it needs createInErp: always");
        }
        if (onErp.column() != null) {
            mistake(0, "onErpDelete: deactivate sets the CRM record's statecode to 1; it takes no column");
        } else if (onErp.action() == Action.DEACTIVATE && bound.crm().column("statecode").isEmpty()) {
            mistake(0, "onErpDelete: deactivate is not possible, because " + bound.crm().name() + " has no statecode");
        }
        if (onCrm.action() == Action.DEACTIVATE) {
            mark(onCrm);
        }
    }

    private void deleteRoute(String property, DeletePolicy policy, List<Direction> routes, Direction needed) {
        if (policy.action() != Action.KEEP && !routes.isEmpty() && !routes.contains(needed)) {
            mistake(0, property + ": " + policy.action().name().toLowerCase(Locale.ROOT) + " needs the route '"
                    + needed.routeOf(definition.name()) + "', which the file does not have");
        }
    }

    private void mark(DeletePolicy policy) {
        if (policy.column() == null) {
            mistake(0, "onCrmDelete: deactivate must name the ERP's column and its value: deactivate blocked = 'All'");
            return;
        }
        Optional<Column> column = bound.erp().column(policy.column());
        if (column.isEmpty()) {
            mistake(0, "onCrmDelete names the column '" + policy.column() + "', which " + bound.erp().name()
                    + " does not have"
                    + NearestWord.suggestion(Row.nameOf(policy.column()), bound.erp().columns().keySet()));
            return;
        }
        try {
            Values.convert(policy.value(), column.get().kind(), bound.settings().clock().getZone());
        } catch (IllegalArgumentException e) {
            mistake(0, "onCrmDelete: the value '" + policy.value() + "' for " + policy.column() + " " + e.getMessage());
        }
    }

    private void repeated() {
        Set<String> seen = new HashSet<>();
        for (FieldMapping field : definition.fields()) {
            if (field.arrow().includes(Direction.TO_CRM) && !seen.add("-> " + field.crm())) {
                mistake(field.lineNumber(), "the attribute '" + field.crm() + "' is mapped twice");
            }
            if (field.arrow().includes(Direction.TO_ERP) && !seen.add("<- " + Row.nameOf(field.erp()))) {
                mistake(field.lineNumber(), "the column '" + field.erp() + "' is filled from two attributes");
            }
        }
    }
}
