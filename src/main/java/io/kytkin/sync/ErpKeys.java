package io.kytkin.sync;

import io.kytkin.mapping.MappingDefinition;
import java.util.Collection;
import java.util.Map;

/** Finds ERP records by the key that people know; the start-up binds the ERP's reader and the couplings to it. */
@FunctionalInterface
public interface ErpKeys {

    /**
     * The erpIds of the records with these keys, in scope or not; a record that the ERP does not have any more is known by its
     * coupling. A key that names nothing is left out.
     *
     * @param keys as {@link io.kytkin.mapping.RecordKey#join} writes them
     */
    Map<String, String> idsOf(MappingDefinition mapping, Collection<String> keys);
}
