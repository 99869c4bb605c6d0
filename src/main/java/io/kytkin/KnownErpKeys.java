package io.kytkin;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.erp.ErpReader;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.RecordKey;
import io.kytkin.sync.ErpKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Readable ERP keys, looked up in the ERP and, where it does not have the record any more, among the couplings. */
record KnownErpKeys(ErpReader erp, CouplingStore couplings) implements ErpKeys {

    @Override
    public Map<String, String> idsOf(MappingDefinition mapping, Collection<String> keys) {
        Map<String, String> present = new HashMap<>();
        erp.readByKeys(mapping, keys).forEach(record -> present.putIfAbsent(RecordKey.code(record.erpKey()), record.erpId()));
        Map<String, String> ids = new LinkedHashMap<>();
        for (String key : keys) {
            String id = present.get(RecordKey.code(key));
            if (id == null) {
                couplings.list(mapping.name(), key, null, null, 1)
                        .forEach(known -> ids.put(key, known.coupling().erpId()));
            } else {
                ids.put(key, id);
            }
        }
        return ids;
    }
}
