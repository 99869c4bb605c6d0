package io.kytkin.sandbox.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table while it is being read from the CSDL. */
final class TableDefinition {
    String logicalName;
    String entitySet;
    String primaryId;
    String primaryName;
    String ownership;
    boolean readOnly;
    boolean changeTracking;
    final List<String> bulkActions = new ArrayList<>();
    final Map<Integer, List<Integer>> states = new LinkedHashMap<>();
    final List<Column> columns = new ArrayList<>();
    final List<Navigation> navigations = new ArrayList<>();
    final List<CollectionNavigation> collections = new ArrayList<>();
    final List<AlternateKey> keys = new ArrayList<>();
}
