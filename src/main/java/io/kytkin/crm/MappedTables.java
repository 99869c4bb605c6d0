package io.kytkin.crm;

import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.MappingDefinition;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** The {@link MappedTable} of each mapping, as long as its definition is in force. Safe for several threads. */
final class MappedTables {
    private final Bindings bindings;
    private final CrmCatalogue catalogue;
    private final Map<MappingDefinition, MappedTable> known = Collections.synchronizedMap(new WeakHashMap<>());

    MappedTables(Bindings bindings, CrmCatalogue catalogue) {
        this.bindings = bindings;
        this.catalogue = catalogue;
    }

    MappedTable of(MappingDefinition mapping) {
        MappedTable table = known.get(mapping);
        if (table == null) {
            table = MappedTable.of(bindings.of(mapping), catalogue);
            known.put(mapping, table);
        }
        return table;
    }
}
