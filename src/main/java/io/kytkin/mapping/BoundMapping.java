package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A definition together with the tables it names on both sides. What its field lines mean there is worked out when it
 * is first needed, so that a mapping with mistakes can be bound and checked. Safe for several threads.
 */
public final class BoundMapping {
    private final MappingDefinition definition;
    private final Table erp;
    private final Table crm;
    private final TranslationSettings settings;
    private volatile List<FieldToCrm> toCrm;
    private volatile List<FieldToErp> toErp;
    private volatile List<List<FieldToCrm>> matchToCrm;
    private volatile List<List<FieldToErp>> matchToErp;

    public BoundMapping(MappingDefinition definition, Table erp, Table crm, TranslationSettings settings) {
        this.definition = definition;
        this.erp = erp;
        this.crm = crm;
        this.settings = settings;
    }

    public MappingDefinition definition() {
        return definition;
    }

    public Table erp() {
        return erp;
    }

    public Table crm() {
        return crm;
    }

    public TranslationSettings settings() {
        return settings;
    }

    /** The erpId of the ERP record that this mapping creates, or has created, for a CRM record. */
    public String newErpId(UUID crmId) {
        return DerivedKey.ofErpRecord(settings.company(), definition.name(), crmId, 0).toString();
    }

    /** The fields that travel to the CRM, in the mapping's order. */
    List<FieldToCrm> toCrm() {
        if (toCrm == null) {
            toCrm = travelling(Direction.TO_CRM, field -> new FieldToCrm(this, field));
        }
        return toCrm;
    }

    /** The fields that travel to the ERP, in the mapping's order. */
    List<FieldToErp> toErp() {
        if (toErp == null) {
            toErp = travelling(Direction.TO_ERP, field -> new FieldToErp(this, field));
        }
        return toErp;
    }

    /** The fields by which records find their CRM partner, whichever way they travel otherwise. */
    List<List<FieldToCrm>> matchToCrm() {
        if (matchToCrm == null) {
            matchToCrm = matching(field -> new FieldToCrm(this, field));
        }
        return matchToCrm;
    }

    /** The fields by which records find their ERP partner; a constant has no ERP column to compare. */
    List<List<FieldToErp>> matchToErp() {
        if (matchToErp == null) {
            matchToErp = matching(field -> field.constant() ? null : new FieldToErp(this, field));
        }
        return matchToErp;
    }

    private <F> List<F> travelling(Direction direction, Function<FieldMapping, F> prepare) {
        return definition.fields().stream().filter(field -> field.arrow().includes(direction)).map(prepare).toList();
    }

    private <F> List<List<F>> matching(Function<FieldMapping, F> prepare) {
        List<List<F>> groups = new ArrayList<>();
        for (List<String> names : definition.match()) {
            List<F> group = new ArrayList<>();
            for (String name : names) {
                F prepared = prepare.apply(Matching.fieldOf(definition, name));
                if (prepared != null) {
                    group.add(prepared);
                }
            }
            groups.add(group);
        }
        return groups;
    }
}
