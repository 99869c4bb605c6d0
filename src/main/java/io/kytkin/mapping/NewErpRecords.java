package io.kytkin.mapping;

import java.util.List;
import java.util.Optional;

/**
 * How records that are new in the CRM come into the ERP.
 *
 * @param create    when
 * @param number    where their number comes from; null: a field line or a template fills the key
 * @param templates what they get beside the mapped values; the first that fits counts
 */
public record NewErpRecords(MappingDefinition.Create create, NumberSource number, List<ErpTemplate> templates) {
    public NewErpRecords {
        templates = List.copyOf(templates);
    }

    /** The template for a CRM record, if any fits. */
    Optional<ErpTemplate> templateFor(Row source) {
        return templates.stream().filter(template -> template.fits(source)).findFirst();
    }

    public boolean areCreated() {
        return create != MappingDefinition.Create.NEVER;
    }
}
