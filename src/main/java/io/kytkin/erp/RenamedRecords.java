package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.WantedReferences.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the records that have codes which no coupling knows: whoever refers to a renamed record refers to it by its new
 * code, perhaps before the rename itself was read. Costs a query for each mapping referred to, and only for a page with such
 * codes.
 */
public final class RenamedRecords {
    private final ErpReader reader;
    private final Mappings mappings;

    public RenamedRecords(ErpReader reader, Mappings mappings) {
        this.reader = reader;
        this.mappings = mappings;
    }

    /** @throws ErpFailure when the database refuses or can't be reached */
    public void find(Page page) {
        Map<String, List<Code>> byMapping = new LinkedHashMap<>();
        page.unknownCodes().keySet().forEach(code ->
                byMapping.computeIfAbsent(code.mapping(), mapping -> new ArrayList<>()).add(code));
        byMapping.forEach((name, codes) -> mappings.definition(name).ifPresent(mapping -> find(page, mapping, codes)));
    }

    private void find(Page page, MappingDefinition mapping, List<Code> codes) {
        for (PageRecord record : reader.readByKeys(mapping, codes.stream().map(Code::code).toList())) {
            if (record.erpKey() != null) {
                page.unknownCodes().replace(new Code(mapping.name(), RecordKey.code(record.erpKey())), record.erpId());
            }
        }
    }
}
