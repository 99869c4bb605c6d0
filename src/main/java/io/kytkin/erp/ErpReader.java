package io.kytkin.erp;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.SideClocks;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the ERP's records in keyset pages. A position is the text of (time of change, erpId), joined as
 * {@link RecordKey} joins; the bound is the clock of the ERP's database, or on SQL Server's row version the lowest
 * version that a running transaction may still write. Safe for several threads.
 *
 * <p>Where a mapping names other tables, or the day, that concern its records, a position also says how far those are done
 * ({@link LongPosition}).
 *
 * <p>Records whose time of change is null are read first by a job that reads everything, and only by that.
 */
public final class ErpReader implements RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(ErpReader.class);

    /** That nothing lay behind a position when the clock was read for a job. */
    private record Idle(String after, String bound) { }

    private final ErpConnections connections;
    private final ErpCatalogue catalogue;
    private final SideClocks clocks;
    private final Map<String, Idle> idle = new ConcurrentHashMap<>();
    private final ReadAhead readAhead = new ReadAhead();

    public ErpReader(DataSource erp, ErpCatalogue catalogue) {
        this(erp, catalogue, new SideClocks());
    }

    /** @param clocks takes what the ERP's clock says */
    public ErpReader(DataSource erp, ErpCatalogue catalogue, SideClocks clocks) {
        this.clocks = clocks;
        this.connections = new ErpConnections(erp, catalogue);
        this.catalogue = catalogue;
    }

    /** @throws ErpFailure when the database refuses or can't be reached */
    @Override
    public Chunk read(MappingDefinition mapping, String after, String before, int limit) {
        ErpTable table = catalogue.erpTable(mapping);
        if (!table.hasOtherChanges() || before == null || before.isEmpty()) {
            return own(table, after, before, limit);
        }
        LongPosition position = after == null ? OtherChanges.beginning(table, before) : LongPosition.parse(after);
        if (position.phase() == null) {
            Chunk changed = own(table, position.own(), before, limit);
            LongPosition reached = changed.end() == null ? position : position.withOwn(changed.end());
            if (!changed.records().isEmpty()) {
                return new Chunk(changed.records(), reached.text(), false);
            }
        }
        Chunk others = new OtherChanges(table, connections, readAhead, before).read(position, limit);
        return after == null && others.end() == null ? new Chunk(List.of(), position.text(), true) : others;
    }

    /** The records that changed themselves. */
    private Chunk own(ErpTable table, String after, String before, int limit) {
        if (after != null && idle.remove(table.mapping().name(), new Idle(after, before))) {
            return new Chunk(List.of(), null, true);
        }
        return readAhead.read(table, after, before, limit, rows -> fetch(table, after, before, rows));
    }

    private List<ReadAhead.Placed> fetch(ErpTable table, String after, String before, int limit) {
        ErpColumn modified = table.modified();
        List<ErpColumn> id = table.id();
        Selection selection = Selection.of(table, Direction.TO_CRM);
        Object bound = modified == null || before == null || before.isEmpty() ? null : bound(modified, before);
        Position position = reached(table, Position.parse(after, modified, id), bound);
        return connections.run(table.mapping(), "reading " + table.mapping().name(), connection -> {
            List<ReadAhead.Placed> placed = new ArrayList<>();
            for (Keyset.Stretch stretch : new Keyset(table).after(position, bound)) {
                if (placed.size() < limit) {
                    Query query = selection.select().add(" where ");
                    stretch.addTo(query);
                    query.add(Dialect.first(limit));
                    selection.read(connection, query, limit - placed.size(),
                            line -> placed.add(new ReadAhead.Placed(line.record(),
                                    new Position(line.modified(), line.id()).text(modified, id))));
                }
            }
            return placed;
        });
    }

    /**
     * Where reading goes on. From the beginning when the ERP's clock has gone back behind the position: what has changed since
     * then bears times before it.
     */
    private static Position reached(ErpTable table, Position stored, Object bound) {
        if (stored == null || !isAfter(stored.modified(), bound)) {
            return stored;
        }
        LOG.warn("{}: the ERP's clock says {}, which is before the last change that was read ({}). It was set back; all records "
                + "are read and compared.", table.mapping().name(), table.modified().type().text(bound),
                table.modified().type().text(stored.modified()));
        return null;
    }

    /** Whether a time of change, or a row version, is later than another of its kind; null is none. */
    static boolean isAfter(Object modified, Object bound) {
        if (modified instanceof Instant time && bound instanceof Instant clock) {
            return time.isAfter(clock);
        }
        if (modified instanceof LocalDate day && bound instanceof LocalDate today) {
            return day.isAfter(today);
        }
        return modified instanceof byte[] version && bound instanceof byte[] lowest
                && Arrays.compareUnsigned(version, lowest) > 0;
    }

    /** The value of a job's bound, to be compared with the column. */
    static Object bound(ErpColumn modified, String before) {
        if (modified.isRowVersion()) {
            return modified.type().parse(before);
        }
        Instant time = Instant.parse(before);
        return modified.type() == ColumnType.DATE ? time.atOffset(ZoneOffset.UTC).toLocalDate() : time;
    }

    /** An id that no value of the key column can look like is answered as a record that does not exist. */
    @Override
    public List<PageRecord> readByIds(MappingDefinition mapping, Collection<String> ids) {
        ErpTable table = catalogue.erpTable(mapping);
        Selection selection = Selection.of(table, Direction.TO_CRM);
        Map<String, PageRecord> found = connections.run(mapping, "reading chosen records of " + mapping.name(),
                connection -> RowsById.read(connection, table, selection, ids));
        List<PageRecord> records = new ArrayList<>(ids.size());
        for (String id : ids) {
            PageRecord record = found.get(id);
            records.add(record == null ? new PageRecord(null, id, null, null, false) : record);
        }
        return records;
    }

    /** Reads keys only: a sweep asks for every record of the table. */
    @Override
    public List<PageRecord> absent(MappingDefinition mapping, Collection<String> ids) {
        ErpTable table = catalogue.erpTable(mapping);
        Selection selection = Selection.ofKeys(table);
        Map<String, PageRecord> found = connections.run(mapping, "looking for deleted records of " + mapping.name(),
                connection -> RowsById.read(connection, table, selection, ids));
        return ids.stream().filter(id -> !found.containsKey(id))
                .map(id -> new PageRecord(null, id, null, null, false)).toList();
    }

    /**
     * The records with these readable keys, inside the filter or not, with the fields of both directions. A key counts
     * as it is written and as the code it would be (trimmed, in upper case), so that an index is used; one without a
     * record, or that can't be a key here, is left out.
     *
     * @param erpKeys as {@link RecordKey#join} writes them
     */
    public List<PageRecord> readByKeys(MappingDefinition mapping, Collection<String> erpKeys) {
        ErpTable table = catalogue.erpTable(mapping);
        return connections.run(mapping, "looking records of " + mapping.name() + " up", connection ->
                RowsByKey.read(connection, table, Selection.ofAllFields(table), erpKeys));
    }

    @Override
    public boolean isOpen() {
        return !isAwaited();
    }

    @Override
    public boolean isAwaited() {
        return silentSince().isPresent();
    }

    @Override
    public Optional<Instant> silentSince() {
        return catalogue.outage().since();
    }

    @Override
    public void probe() {
        if (isAwaited() && catalogue.outage().isOpen()) {
            connections.probe();
        }
    }

    /** Empty when the mapping names no column with the time of change. */
    @Override
    public String bound(MappingDefinition mapping) {
        return bound(mapping, Duration.ZERO, null);
    }

    /** With the clock the database says whether anything lies behind the position, so that an idle poll is one statement. */
    @Override
    public String bound(MappingDefinition mapping, Duration age, String after) {
        ErpTable table = catalogue.erpTable(mapping);
        ErpColumn modified = table.modified();
        if (modified == null) {
            return "";
        }
        String own = after != null && table.hasOtherChanges() ? LongPosition.parse(after).own() : after;
        Position position = Position.parse(own, modified, table.id());
        return connections.run(mapping, "reading its clock", connection -> {
            try (PreparedStatement statement = boundQuery(table, position).prepare(connection);
                 ResultSet rows = statement.executeQuery()) {
                rows.next();
                ColumnType type = modified.isRowVersion() ? ColumnType.BINARY : ColumnType.TIMESTAMP_WITH_ZONE;
                Object bound = type.read(rows, 1);
                if (bound instanceof Instant clock) {
                    clocks.erpSays(clock, Instant.now());
                }
                String text = type.text(bound);
                boolean setBack = position != null && isAfter(position.modified(), bound(modified, text));
                if (position != null && rows.getInt(2) == 0 && !setBack) {
                    idle.put(mapping.name(), new Idle(own, text));
                }
                return text;
            }
        });
    }

    private static Query boundQuery(ErpTable table, Position position) throws SQLException {
        Query query = table.query().add(table.dialect().selectBound(table.modified()));
        if (position == null) {
            return query;
        }
        String separator = ", case when ";
        for (Keyset.Stretch stretch : Keyset.unordered(table).after(position, null)) {
            query.add(separator).add("exists (select 1 from ").add(table.source().from()).add(" where ");
            stretch.addTo(query);
            query.add(")");
            separator = " or ";
        }
        return query.add(" then 1 else 0 end");
    }

    /**
     * {@inheritDoc}
     *
     * <p>A row version has no overlap: its bound already leaves out what a running transaction may still write. A date
     * without a time never passes the day before, so that the present day is read again.
     *
     * @return null, for nothing to store, when nothing was read, or when the mapping names no column with the time of
     *         change: then every job reads everything
     */
    @Override
    public String storable(String end, String bound, Duration overlap) {
        if (end == null || bound == null || bound.isEmpty()) {
            return null;
        }
        return LongPosition.isOne(end) ? LongPosition.parse(end).cut(part -> cut(part, bound, overlap)).text()
                : cut(end, bound, overlap);
    }

    private static String cut(String end, String bound, Duration overlap) {
        String modified = RecordKey.split(end).get(0);
        if (modified.isEmpty() || !isTime(bound)) {
            return end;
        }
        Instant latest = Instant.parse(bound).minus(overlap);
        if (!isTime(modified)) {
            LocalDate day = latest.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
            return LocalDate.parse(modified).isAfter(day) ? day.toString() : end;
        }
        return Instant.parse(modified).isAfter(latest) ? latest.toString() : end;
    }

    private static boolean isTime(String text) {
        return text.indexOf('T') > 0;
    }

    @Override
    public long count(MappingDefinition mapping) {
        ErpTable table = catalogue.erpTable(mapping);
        return connections.run(mapping, "counting " + mapping.name(), connection -> {
            Query query = table.query().add("select count(*) from ").add(table.source().from()).add(" where ")
                    .add(table.insideFilter());
            try (PreparedStatement statement = query.prepare(connection); ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }
}
