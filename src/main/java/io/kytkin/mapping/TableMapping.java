package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Leave;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.CamelContextHelper;

/**
 * The bean of a mapping file: YAML fills in its properties, the mapping's routes call {@link #toCrm} and {@link #toErp}
 * for each page. The closed list of properties is in docs/mapping-reference.md.
 */
public final class TableMapping implements CamelContextAware {
    private static final List<String> PROPERTIES = List.of("erpTable", "erpQuery", "erpWrittenAs", "erpId", "erpKey", "erpModified",
            "alsoChangedBy", "erpFilter", "erpProblem", "crmTable", "crmFilter", "createInCrm", "createInErp", "erpNumber",
            "erpTemplates", "match", "matchFilter", "firstMeeting", "conflict", "onErpDelete", "onCrmDelete", "onErpLeave", "overlap", "fields");

    private CamelContext context;
    private String name;
    private String erpTable;
    private String erpQuery;
    private String erpWrittenAs;
    private String erpId;
    private String erpKey;
    private String erpModified;
    private String alsoChangedBy;
    private String erpFilter;
    private String erpProblem;
    private String crmTable;
    private String crmFilter;
    private String createInCrm = "always";
    private String createInErp = "never";
    private String erpNumber;
    private String erpTemplates;
    private String match;
    private String matchFilter;
    private String firstMeeting = "ask";
    private String conflict = "ask";
    private String onErpDelete = "keep";
    private String onCrmDelete = "keep";
    private String onErpLeave = "keep";
    private Duration overlap = Duration.ofSeconds(60);
    private String fields = "";
    private MappingDefinition definition;

    /** The names of all properties that a file may set. */
    public static List<String> properties() {
        return PROPERTIES;
    }

    /**
     * Decides what happens to each record of a page read in the ERP.
     *
     * @return the same page
     */
    public Page toCrm(Page page) {
        new CrmTranslator(bound(page), this::crmTableOf).decide(page);
        return page;
    }

    /**
     * Decides what happens to each record of a page read in the CRM.
     *
     * @return the same page
     */
    public Page toErp(Page page) {
        new ErpTranslator(bound(page)).decide(page);
        return page;
    }

    private BoundMapping bound(Page page) {
        return CamelContextHelper.mandatoryLookup(context, "bindings", Bindings.class).of(page.mapping());
    }

    private String crmTableOf(String mapping) {
        return CamelContextHelper.mandatoryLookup(context, "mappings", Mappings.class).definition(mapping)
                .map(MappingDefinition::crmTable).orElse(null);
    }

    /**
     * What the properties say.
     *
     * @throws MappingProblem with every mistake of form
     */
    public synchronized MappingDefinition definition() {
        if (definition == null) {
            definition = read();
        }
        return definition;
    }

    private MappingDefinition read() {
        List<Mistake> mistakes = new ArrayList<>();
        if (erpTable == null && erpQuery == null) {
            mistake(mistakes, "erpTable or erpQuery must be set");
        }
        checkNames(mistakes, "erpId", erpId, ",");
        checkNames(mistakes, "erpKey", erpKey == null ? "as erpId" : erpKey, ",");
        checkNames(mistakes, "match", match == null ? "none" : match, "[|+]");
        if (crmTable == null) {
            mistake(mistakes, "crmTable must be set");
        }
        if (overlap == null || overlap.isNegative()) {
            mistake(mistakes, "overlap is " + overlap + "; it must be a time like 60s");
        }
        checkFilter(mistakes, "crmFilter", crmFilter);
        checkFilter(mistakes, "matchFilter", matchFilter);
        DeletePolicy onErp = policy(mistakes, "onErpDelete", onErpDelete);
        DeletePolicy onCrm = policy(mistakes, "onCrmDelete", onCrmDelete);
        Leave onLeave = word(mistakes, "onErpLeave", onErpLeave, Leave.class);
        List<FieldMapping> parsed = List.of();
        try {
            parsed = FieldLines.parse(name, fields);
        } catch (MappingProblem problem) {
            mistakes.addAll(problem.mistakes());
        }
        List<WrittenAs> writtenAs = writtenAs(mistakes);
        List<AlsoChangedBy> also = alsoTables(mistakes);
        Create inCrm = word(mistakes, "createInCrm", createInCrm, Create.class);
        Create inErp = word(mistakes, "createInErp", createInErp, Create.class);
        NumberSource number = number(mistakes);
        List<ErpTemplate> templates = List.of();
        try {
            templates = erpTemplates == null ? List.of() : ErpTemplate.parse(name, erpTemplates);
        } catch (MappingProblem problem) {
            mistakes.addAll(problem.mistakes());
        }
        Policy first = word(mistakes, "firstMeeting", firstMeeting, Policy.class);
        Policy later = word(mistakes, "conflict", conflict, Policy.class);
        if (!mistakes.isEmpty()) {
            throw new MappingProblem(mistakes);
        }
        return new MappingDefinition(name, erpTable, erpQuery, writtenAs, list(erpId),
                list(erpKey == null ? erpId : erpKey), erpModified, also, erpFilter, erpProblem,
                crmTable.toLowerCase(Locale.ROOT), crmFilter, inCrm,
                new NewErpRecords(inErp, number, templates), groups(), matchFilter, first, later, onErp, onCrm, onLeave,
                overlap, parsed);
    }

    private List<AlsoChangedBy> alsoTables(List<Mistake> mistakes) {
        try {
            List<AlsoChangedBy> tables = alsoChangedBy == null ? List.of() : AlsoChangedBy.parse(alsoChangedBy);
            if (!tables.isEmpty() && erpModified == null) {
                mistake(mistakes, "alsoChangedBy needs erpModified: without it every run reads all records anyway");
            }
            return tables;
        } catch (IllegalArgumentException wrong) {
            mistake(mistakes, "alsoChangedBy: " + wrong.getMessage());
            return List.of();
        }
    }

    private List<WrittenAs> writtenAs(List<Mistake> mistakes) {
        try {
            if (erpWrittenAs != null && (erpTable == null || erpQuery == null)) {
                mistake(mistakes, "erpWrittenAs is about an erpQuery that is written through an erpTable; name both");
            }
            return erpWrittenAs == null ? List.of() : WrittenAs.parse(erpWrittenAs);
        } catch (IllegalArgumentException wrong) {
            mistake(mistakes, "erpWrittenAs: " + wrong.getMessage());
            return List.of();
        }
    }

    private NumberSource number(List<Mistake> mistakes) {
        try {
            return erpNumber == null ? null : NumberSource.parse(erpNumber);
        } catch (IllegalArgumentException wrong) {
            mistake(mistakes, "erpNumber: " + wrong.getMessage());
            return null;
        }
    }

    private List<List<String>> groups() {
        if (match == null) {
            return List.of();
        }
        return Arrays.stream(match.split("\\|"))
                .map(group -> Arrays.stream(group.split("\\+")).map(String::strip).toList())
                .toList();
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).toList();
    }

    private void mistake(List<Mistake> mistakes, String text) {
        mistakes.add(new Mistake(name, null, 0, text));
    }

    /** Blank is as if it had not been written. */
    private static String filled(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private void checkNames(List<Mistake> mistakes, String property, String names, String separator) {
        if (names == null) {
            mistake(mistakes, property + " must be set");
        } else if (Arrays.stream(names.split(separator, -1)).anyMatch(String::isBlank)) {
            mistake(mistakes, property + " is '" + names + "', in which a name is missing");
        }
    }

    private void checkWord(List<Mistake> mistakes, String property, String value, List<String> known) {
        if (value == null || !known.contains(value)) {
            mistake(mistakes, property + " is '" + value + "'; it can be " + String.join(", ", known)
                    + NearestWord.suggestion(String.valueOf(value), known));
        }
    }

    private <E extends Enum<E>> E word(List<Mistake> mistakes, String property, String value, Class<E> type) {
        List<String> known = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
        checkWord(mistakes, property, value, known);
        return value != null && known.contains(value) ? type.getEnumConstants()[known.indexOf(value)] : null;
    }

    private DeletePolicy policy(List<Mistake> mistakes, String property, String value) {
        try {
            return DeletePolicy.of(value);
        } catch (IllegalArgumentException e) {
            mistake(mistakes, property + " " + e.getMessage());
            return null;
        }
    }

    private void checkFilter(List<Mistake> mistakes, String property, String value) {
        if (value != null) {
            try {
                CrmFilter.parse(value);
            } catch (IllegalArgumentException e) {
                mistake(mistakes, property + ": " + e.getMessage());
            }
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    /** The name of the file without its ending; the loader of the file sets it. */
    public void setName(String name) {
        this.name = name;
        this.definition = null;
    }

    public void setErpTable(String erpTable) {
        this.erpTable = filled(erpTable);
    }

    public void setErpQuery(String erpQuery) {
        this.erpQuery = filled(erpQuery);
    }

    public void setErpWrittenAs(String erpWrittenAs) {
        this.erpWrittenAs = filled(erpWrittenAs);
    }

    public void setErpId(String erpId) {
        this.erpId = filled(erpId);
    }

    public void setErpKey(String erpKey) {
        this.erpKey = filled(erpKey);
    }

    public void setErpModified(String erpModified) {
        this.erpModified = filled(erpModified);
    }

    public void setAlsoChangedBy(String alsoChangedBy) {
        this.alsoChangedBy = filled(alsoChangedBy);
    }

    public void setErpFilter(String erpFilter) {
        this.erpFilter = filled(erpFilter);
    }

    public void setErpProblem(String erpProblem) {
        this.erpProblem = filled(erpProblem);
    }

    public void setCrmTable(String crmTable) {
        this.crmTable = filled(crmTable);
    }

    public void setCrmFilter(String crmFilter) {
        this.crmFilter = filled(crmFilter);
    }

    public void setCreateInCrm(String createInCrm) {
        this.createInCrm = filled(createInCrm);
    }

    public void setCreateInErp(String createInErp) {
        this.createInErp = filled(createInErp);
    }

    public void setErpNumber(String erpNumber) {
        this.erpNumber = filled(erpNumber);
    }

    public void setErpTemplates(String erpTemplates) {
        this.erpTemplates = filled(erpTemplates);
    }

    public void setMatch(String match) {
        this.match = filled(match);
    }

    public void setMatchFilter(String matchFilter) {
        this.matchFilter = filled(matchFilter);
    }

    public void setFirstMeeting(String firstMeeting) {
        this.firstMeeting = filled(firstMeeting);
    }

    public void setConflict(String conflict) {
        this.conflict = filled(conflict);
    }

    public void setOnErpDelete(String onErpDelete) {
        this.onErpDelete = filled(onErpDelete);
    }

    public void setOnCrmDelete(String onCrmDelete) {
        this.onCrmDelete = filled(onCrmDelete);
    }

    public void setOnErpLeave(String onErpLeave) {
        this.onErpLeave = filled(onErpLeave);
    }

    public void setOverlap(Duration overlap) {
        this.overlap = overlap;
    }

    public void setFields(String fields) {
        this.fields = fields == null ? "" : fields;
    }
}
