package io.kytkin.erp;

import io.kytkin.mapping.AlsoChangedBy;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes the tables of {@code alsoChangedBy} as the database does. */
final class AlsoTables {
    private AlsoTables() { }

    /** @throws MappingProblem when there is no such table or column, or its time of change can't be used */
    static List<AlsoTable> of(Connection connection, ErpTable own) throws SQLException {
        List<AlsoTable> tables = new ArrayList<>();
        for (AlsoChangedBy said : own.mapping().alsoChangedBy()) {
            Map<String, ErpColumn> columns = columns(connection, own, said);
            ErpColumn modified = column(own, said, columns,
                    said.modified() == null ? own.mapping().erpModified() : said.modified());
            if (!comparable(modified, own.modified())) {
                throw problem(own, said.table() + "." + modified.name() + " is of type " + modified.typeName()
                        + "; it must be a date, a time or, like erpModified, a row version");
            }
            String named = said.column() == null ? null : column(own, said, columns, said.column()).sql();
            tables.add(new AlsoTable(said, modified, named,
                    said.owner() == null ? null : own.column("alsoChangedBy", said.owner())));
        }
        return tables;
    }

    /** The bound of a job is either a time or a row version. */
    private static boolean comparable(ErpColumn modified, ErpColumn own) {
        return own.isRowVersion() ? modified.isRowVersion() : switch (modified.type()) {
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
            default -> false;
        };
    }

    private static ErpColumn column(ErpTable own, AlsoChangedBy said, Map<String, ErpColumn> columns, String name) {
        ErpColumn column = columns.get(Row.nameOf(name));
        if (column == null) {
            throw problem(own, "the ERP's '" + said.table() + "' has no column '" + name + "'"
                    + NearestWord.suggestion(name, columns.values().stream().map(ErpColumn::name).toList()));
        }
        return column;
    }

    private static Map<String, ErpColumn> columns(Connection connection, ErpTable own, AlsoChangedBy said)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select * from " + said.table() + " " + AlsoTable.ALIAS + " where 1 = 0")) {
            ResultSetMetaData described = statement.getMetaData();
            Map<String, ErpColumn> columns = new LinkedHashMap<>();
            for (int position = 1; position <= described.getColumnCount(); position++) {
                ErpColumn column = ErpCatalogue.column(described, position, true, true);
                columns.put(Row.nameOf(Dialect.quoted(column.name())), new ErpColumn(column.column(), column.type(),
                        column.typeName(), AlsoTable.qualified(column), column.nullable()));
            }
            return columns;
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw failure;
            }
            throw problem(own, "the ERP's table '" + said.table() + "' can't be read: " + ErpFailure.reason(failure));
        }
    }

    private static MappingProblem problem(ErpTable own, String text) {
        return new MappingProblem(own.mapping().name(), "alsoChangedBy: " + text);
    }
}
