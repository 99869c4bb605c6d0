package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A row as a query sees it, with the rows it is related to within reach. Only inside {@link Store#read}. */
public final class RowSource implements Source {
    private final Schema schema;
    private final Store store;
    private final Row row;

    /** A row of that store. */
    public RowSource(Schema schema, Store store, Row row) {
        this.schema = schema;
        this.store = store;
        this.row = row;
    }

    /** The row itself. */
    public Row row() {
        return row;
    }

    @Override
    public Object get(String property) {
        Navigation navigation = row.table().column(property) == null ? row.table().navigation(property) : null;
        return navigation == null ? row.get(property) : reference(navigation);
    }

    @Override
    public Source follow(String navigation) {
        Row target = target(navigation);
        return target == null ? null : new RowSource(schema, store, target);
    }

    /** The row a navigation property leads to; null when it is empty or points elsewhere. */
    public Row target(String name) {
        Reference reference = reference(row.table().navigation(name));
        return reference == null ? null : store.rows(schema.table(reference.table())).find(reference.id());
    }

    private Reference reference(Navigation navigation) {
        boolean leadsThere = row.get(navigation.column()) instanceof Reference reference
            && (navigation.target().equals(reference.table()) || navigation.target().equals(Schema.PRINCIPAL));
        return leadsThere ? (Reference) row.get(navigation.column()) : null;
    }

    @Override
    public List<Source> all(String collection) {
        return new ArrayList<>(related(collection).stream().map(each -> new RowSource(schema, store, each)).toList());
    }

    /** The rows of a collection, in key order. */
    public List<Row> related(String name) {
        CollectionNavigation collection = row.table().collection(name);
        Table table = schema.table(collection.table());
        Column column = table.column(table.navigation(collection.partner()).column());
        Set<UUID> ids = store.rows(table).equalTo(column, row.id());
        List<Row> rows = new ArrayList<>();
        if (ids != null) {
            ids.forEach(id -> rows.add(store.rows(table).find(id)));
        } else {
            store.rows(table).scan(null, each -> {
                if (Objects.equals(each.lookup(column.name()), row.id())) {
                    rows.add(each);
                }
                return true;
            });
        }
        return rows;
    }
}
