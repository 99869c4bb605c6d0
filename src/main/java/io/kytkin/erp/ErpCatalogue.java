package io.kytkin.erp;

import io.kytkin.mapping.Catalogue;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Column.Ability;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.Outage;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Describes the ERP's tables as the database itself does: a mapping's table or query is prepared, never run. Safe for
 * several threads.
 */
public final class ErpCatalogue implements Catalogue {
    /** Above this a driver means "no limit". */
    private static final int LONGEST_TEXT = 100_000_000;

    private record Known(MappingDefinition definition, LocalDate today, ErpTable table) { }

    private final ErpConnections connections;
    private final Clock clock;
    private final Outage outage;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param clock in the company's time zone; {@code {today}} is its date */
    public ErpCatalogue(DataSource erp, Clock clock) {
        this(erp, clock, Duration.ofMinutes(1));
    }

    /** @param longestPause between two tries while the database can't be reached */
    public ErpCatalogue(DataSource erp, Clock clock, Duration longestPause) {
        this.connections = new ErpConnections(erp, this);
        this.clock = clock;
        // Jobs wait for it, so that one failure is enough: what a network does now and then costs them half a second.
        this.outage = new Outage(longestPause, 1);
    }

    /** Whether the database can be reached, as all that use it have seen. */
    Outage outage() {
        return outage;
    }

    /** Asks the database anew, so that a file saved again sees a table that was changed meanwhile. */
    @Override
    public Table table(MappingDefinition mapping) {
        return describe(mapping, LocalDate.now(clock)).table();
    }

    /**
     * The same with what SQL needs; described once for each version of a mapping and each day.
     *
     * @throws MappingProblem as {@link #table}
     */
    ErpTable erpTable(MappingDefinition mapping) {
        LocalDate today = LocalDate.now(clock);
        Known last = known.get(mapping.name());
        if (last != null && last.definition == mapping && last.today.equals(today)) {
            return last.table;
        }
        return describe(mapping, today);
    }

    /** A failed statement may mean that the table has changed: it is described again when next needed. */
    void forget(MappingDefinition mapping) {
        known.remove(mapping.name());
    }

    private ErpTable describe(MappingDefinition mapping, LocalDate today) {
        return connections.run(mapping, "describing the table of mapping " + mapping.name(), connection -> {
            ErpTable table = describe(connection, mapping, today);
            known.put(mapping.name(), new Known(mapping, today, table));
            return table;
        });
    }

    private static ErpTable describe(Connection connection, MappingDefinition mapping, LocalDate today)
            throws SQLException {
        Dialect dialect = Dialect.of(connection);
        String filter = mapping.erpFilter() == null ? null : ErpTable.filledIn(mapping.erpFilter(), today);
        // The filter may name columns that only the query has, so the table beside a query goes without.
        ErpTable stored = mapping.erpTable() == null ? null
                : stored(connection, mapping, dialect, mapping.erpQuery() == null ? filter : null, today);
        ErpTable own = mapping.erpQuery() == null ? stored
                : queried(connection, mapping, dialect, filter, today, stored);
        checkFilter(connection, own);
        return mapping.alsoChangedBy().isEmpty() ? own : own.withOtherChanges(AlsoTables.of(connection, own));
    }

    private static ErpTable stored(Connection connection, MappingDefinition mapping, Dialect dialect, String filter,
                                   LocalDate today) throws SQLException {
        String name = mapping.erpTable();
        DerivedTable source = new DerivedTable("", name + " " + ErpColumn.ALIAS);
        Map<String, ErpColumn> columns = columns(connection, mapping, source, true);
        return new ErpTable(mapping, dialect, source, true, filter, columns, List.of(), today,
                table(name, columns.values()), null, List.of());
    }

    /** @param base the table that is written, or null: what the query reads is not written */
    private static ErpTable queried(Connection connection, MappingDefinition mapping, Dialect dialect, String filter,
                                    LocalDate today, ErpTable base) throws SQLException {
        DerivedTable source = DerivedTable.of(ErpTable.filledIn(mapping.erpQuery(), today), dialect);
        Map<String, ErpColumn> read = columns(connection, mapping, source, false);
        if (base == null) {
            return new ErpTable(mapping, dialect, source, false, filter, read, List.of(), today,
                    table(mapping.name(), read.values()), null, List.of());
        }
        base.id();
        base.key();
        base.modified();
        List<WrittenColumn> writtenAs = WrittenColumn.of(connection, mapping, read, base);
        Map<String, ErpColumn> columns = new LinkedHashMap<>();
        read.forEach((name, column) -> columns.put(name, asWritten(name, column, base, writtenAs)));
        List<ErpColumn> known = new ArrayList<>(columns.values());
        base.columns().forEach((name, column) -> {
            if (!columns.containsKey(name)) {
                known.add(column.with(without(column.column().abilities(), Ability.READ)));
            }
        });
        return new ErpTable(mapping, dialect, source, false, filter, columns, List.of(), today,
                table(mapping.name(), known), base, writtenAs);
    }

    /** A column of the query, with what the table that is written allows of it and asks for. */
    private static ErpColumn asWritten(String name, ErpColumn column, ErpTable base, List<WrittenColumn> writtenAs) {
        Set<Ability> abilities = EnumSet.of(Ability.READ);
        ErpColumn stored = base.columns().get(name);
        if (stored != null) {
            abilities.addAll(stored.column().abilities());
        }
        writtenAs.stream().filter(written -> written.read() == column).findFirst().ifPresent(written ->
                abilities.addAll(without(written.target().column().abilities(), Ability.REQUIRED)));
        return column.with(abilities);
    }

    private static Set<Ability> without(Set<Ability> abilities, Ability one) {
        Set<Ability> others = EnumSet.copyOf(abilities);
        others.remove(one);
        return others;
    }

    private static Table table(String name, Collection<ErpColumn> columns) {
        return new Table(name, name, "", null, Table.byName(columns.stream().map(ErpColumn::column).toList()), Set.of());
    }

    private static Map<String, ErpColumn> columns(Connection connection, MappingDefinition mapping,
                                                  DerivedTable source, boolean stored) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(source.selectAll() + "1 = 0")) {
            ResultSetMetaData described = statement.getMetaData();
            Set<String> filled = stored ? FilledColumns.of(connection, mapping.erpTable()) : Set.of();
            Map<String, ErpColumn> columns = new LinkedHashMap<>();
            for (int position = 1; position <= described.getColumnCount(); position++) {
                String name = Row.nameOf(Dialect.quoted(described.getColumnLabel(position)));
                columns.put(name, column(described, position, stored, filled.contains(name)));
            }
            return columns;
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw failure;
            }
            throw new MappingProblem(mapping.name(), stored
                    ? "erpTable: the ERP's table '" + mapping.erpTable() + "' can't be read: "
                            + ErpFailure.reason(failure) 
                            + NearestWord.suggestion(mapping.erpTable().replace("\"", ""), tableNames(connection))
                    : "erpQuery does not run: " + ErpFailure.reason(failure));
        }
    }

    static ErpColumn column(ResultSetMetaData described, int position, boolean stored, boolean filled)
            throws SQLException {
        String name = described.getColumnLabel(position);
        String typeName = described.getColumnTypeName(position);
        ColumnType type = ColumnType.of(described.getColumnType(position), typeName == null ? "" : typeName);
        int precision = described.getPrecision(position);
        int scale = described.getScale(position);
        boolean decimal = type == ColumnType.DECIMAL && precision > 0 && scale >= 0 && scale <= precision
                && isExact(described.getColumnType(position));
        BigDecimal maximum = decimal ? greatest(precision, scale) : greatestWhole(described.getColumnType(position));
        boolean nullable = described.isNullable(position) != ResultSetMetaData.columnNoNulls;
        Set<Ability> abilities = EnumSet.of(Ability.READ);
        if (stored && !described.isAutoIncrement(position) && type != ColumnType.BINARY && type != ColumnType.OTHER) {
            abilities.add(Ability.CREATE);
            abilities.add(Ability.UPDATE);
        }
        if (!nullable && !filled) {
            abilities.add(Ability.REQUIRED);
        }
        int length = type == ColumnType.TEXT && precision < LONGEST_TEXT ? precision : 0;
        Column column = new Column(name, type.kind(), length, decimal ? scale : -1,
                maximum == null ? null : decimal ? maximum.negate() : maximum.negate().subtract(BigDecimal.ONE),
                maximum, Map.of(), abilities, Map.of());
        return new ErpColumn(column, type, typeName == null ? "" : typeName,
                ErpColumn.ALIAS + "." + Dialect.quoted(name), nullable);
    }

    private static boolean isExact(int jdbcType) {
        return jdbcType == Types.DECIMAL || jdbcType == Types.NUMERIC;
    }

    private static BigDecimal greatest(int precision, int scale) {
        return BigDecimal.ONE.movePointRight(precision).subtract(BigDecimal.ONE).movePointLeft(scale);
    }

    private static BigDecimal greatestWhole(int jdbcType) {
        return switch (jdbcType) {
            case Types.SMALLINT -> BigDecimal.valueOf(Short.MAX_VALUE);
            case Types.INTEGER -> BigDecimal.valueOf(Integer.MAX_VALUE);
            case Types.BIGINT -> BigDecimal.valueOf(Long.MAX_VALUE);
            default -> null;
        };
    }

    private static List<String> tableNames(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), null, "%",
                new String[] {"TABLE", "BASE TABLE", "VIEW"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    private static void checkFilter(Connection connection, ErpTable table) throws SQLException {
        if (table.filter() == null) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                table.source().selectAll() + table.insideFilter())) {
            statement.getMetaData();
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw failure;
            }
            throw new MappingProblem(table.mapping().name(), "erpFilter '" + table.mapping().erpFilter().strip()
                    + "' does not run on the ERP's '" + table.table().name() + "': " + ErpFailure.reason(failure));
        }
    }
}
