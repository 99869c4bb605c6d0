package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The bean of a mapping file: YAML fills in its properties, the mapping's routes call {@link #toCrm} and {@link #toErp}
 * for each page. The closed list of properties is in docs/mapping-reference.md.
 */
public final class TableMapping implements CamelContextAware {
    private static final List<String> PROPERTIES = List.of("erpTable", "erpQuery", "erpId", "erpKey", "erpModified",
            "alsoChangedBy", "erpFilter", "crmTable", "crmFilter", "createInCrm", "createInErp", "match",
            "matchFilter", "firstMeeting", "conflict", "onErpDelete", "onCrmDelete", "overlap", "fields");
    private static final List<String> DELETE_POLICIES = List.of("keep", "deactivate", "delete", "restore");

    private final Map<MappingDefinition, CrmTranslator> crmTranslators = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<MappingDefinition, ErpTranslator> erpTranslators = Collections.synchronizedMap(new WeakHashMap<>());

    private CamelContext context;
    private String name;
    private String erpTable;
    private String erpQuery;
    private String erpId;
    private String erpKey;
    private String erpModified;
    private String alsoChangedBy;
    private String erpFilter;
    private String crmTable;
    private String crmFilter;
    private String createInCrm = "always";
    private String createInErp = "never";
    private String match;
    private String matchFilter;
    private String firstMeeting = "ask";
    private String conflict = "ask";
    private String onErpDelete = "keep";
    private String onCrmDelete = "keep";
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
        crmTranslators.computeIfAbsent(page.mapping(), known -> new CrmTranslator(bindings().of(known), this::crmTableOf)).decide(page);
        return page;
    }

    /**
     * Decides what happens to each record of a page read in the CRM.
     *
     * @return the same page
     */
    public Page toErp(Page page) {
        erpTranslators.computeIfAbsent(page.mapping(), known -> new ErpTranslator(bindings().of(known))).decide(page);
        return page;
    }

    private String crmTableOf(String mapping) {
        Mappings mappings = context.getRegistry().lookupByNameAndType("mappings", Mappings.class);
        return mappings.definition(mapping).map(MappingDefinition::crmTable).orElse(null);
    }

    private Bindings bindings() {
        return context.getRegistry().lookupByNameAndType("bindings", Bindings.class);
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
        if ((erpTable == null) == (erpQuery == null)) {
            mistake(mistakes, "either erpTable or erpQuery must be set, and not both");
        }
        require(mistakes, "erpId", erpId);
        require(mistakes, "crmTable", crmTable);
        checkFilter(mistakes, "crmFilter", crmFilter);
        checkFilter(mistakes, "matchFilter", matchFilter);
        checkWord(mistakes, "onErpDelete", onErpDelete, DELETE_POLICIES);
        checkWord(mistakes, "onCrmDelete", onCrmDelete, DELETE_POLICIES);
        List<FieldMapping> parsed = List.of();
        try {
            parsed = FieldLines.parse(name, fields);
        } catch (MappingProblem problem) {
            mistakes.addAll(problem.mistakes());
        }
        Create inCrm = word(mistakes, "createInCrm", createInCrm, Create.class);
        Create inErp = word(mistakes, "createInErp", createInErp, Create.class);
        Policy first = word(mistakes, "firstMeeting", firstMeeting, Policy.class);
        Policy later = word(mistakes, "conflict", conflict, Policy.class);
        if (!mistakes.isEmpty()) {
            throw new MappingProblem(mistakes);
        }
        return new MappingDefinition(name, erpTable, erpQuery, list(erpId), list(erpKey == null ? erpId : erpKey),
                erpModified, alsoChangedBy, erpFilter, crmTable.toLowerCase(Locale.ROOT), crmFilter, inCrm, inErp,
                groups(), matchFilter, first, later, onErpDelete, onCrmDelete, overlap, parsed);
    }

    private List<List<String>> groups() {
        if (match == null || match.isBlank()) {
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

    private void require(List<Mistake> mistakes, String property, String value) {
        if (value == null || value.isBlank()) {
            mistake(mistakes, property + " must be set");
        }
    }

    private void checkWord(List<Mistake> mistakes, String property, String value, List<String> known) {
        if (!known.contains(value)) {
            mistake(mistakes, property + " is '" + value + "'; it can be " + String.join(", ", known)
                    + NearestWord.suggestion(value, known));
        }
    }

    private <E extends Enum<E>> E word(List<Mistake> mistakes, String property, String value, Class<E> type) {
        List<String> known = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
        checkWord(mistakes, property, value, known);
        return known.contains(value) ? type.getEnumConstants()[known.indexOf(value)] : null;
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
        this.erpTable = erpTable;
    }

    public void setErpQuery(String erpQuery) {
        this.erpQuery = erpQuery;
    }

    public void setErpId(String erpId) {
        this.erpId = erpId;
    }

    public void setErpKey(String erpKey) {
        this.erpKey = erpKey;
    }

    public void setErpModified(String erpModified) {
        this.erpModified = erpModified;
    }

    public void setAlsoChangedBy(String alsoChangedBy) {
        this.alsoChangedBy = alsoChangedBy;
    }

    public void setErpFilter(String erpFilter) {
        this.erpFilter = erpFilter;
    }

    public void setCrmTable(String crmTable) {
        this.crmTable = crmTable;
    }

    public void setCrmFilter(String crmFilter) {
        this.crmFilter = crmFilter;
    }

    public void setCreateInCrm(String createInCrm) {
        this.createInCrm = createInCrm;
    }

    public void setCreateInErp(String createInErp) {
        this.createInErp = createInErp;
    }

    public void setMatch(String match) {
        this.match = match;
    }

    public void setMatchFilter(String matchFilter) {
        this.matchFilter = matchFilter;
    }

    public void setFirstMeeting(String firstMeeting) {
        this.firstMeeting = firstMeeting;
    }

    public void setConflict(String conflict) {
        this.conflict = conflict;
    }

    public void setOnErpDelete(String onErpDelete) {
        this.onErpDelete = onErpDelete;
    }

    public void setOnCrmDelete(String onCrmDelete) {
        this.onCrmDelete = onCrmDelete;
    }

    public void setOverlap(Duration overlap) {
        this.overlap = overlap;
    }

    public void setFields(String fields) {
        this.fields = fields;
    }
}
