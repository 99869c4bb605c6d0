package io.kytkin.web;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import java.util.Collection;
import java.util.List;

/** Finds ERP records by the key that people know; the start-up binds the ERP side's reader to it. */
@FunctionalInterface
public interface ErpRecords {

    /**
     * The records with these keys, in scope or not, at the cost of one query.
     *
     * @param erpKeys as {@link io.kytkin.mapping.RecordKey#join} writes them; a key without a record is left out
     */
    List<PageRecord> byKeys(MappingDefinition mapping, Collection<String> erpKeys);
}
