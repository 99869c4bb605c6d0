package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.WrittenAs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A column that the {@code erpQuery} computes and that is written as one of the {@code erpTable}.
 *
 * @param said   as the mapping says it, for messages
 * @param read   of the {@code erpQuery}
 * @param target of the {@code erpTable}
 * @param source the pairs of values, as a table
 * @param known  its first column: the value as read
 * @param value  its second column: the value to write
 */
record WrittenColumn(WrittenAs said, ErpColumn read, ErpColumn target, DerivedTable source, ErpColumn known, ErpColumn value) {

    /** @throws MappingProblem when a column is missing, or a query does not run or has other than two columns */
    static List<WrittenColumn> of(Connection connection, MappingDefinition mapping, Map<String, ErpColumn> read,
                                  ErpTable base) throws SQLException {
        List<WrittenColumn> columns = new ArrayList<>();
        for (WrittenAs said : mapping.writtenAs()) {
            ErpColumn column = read.get(Row.nameOf(said.column()));
            if (column == null) {
                throw new MappingProblem(mapping.name(), "erpWrittenAs: the erpQuery has no column '" + said.column()
                        + "'" + NearestWord.suggestion(Row.nameOf(said.column()), read.keySet()));
            }
            columns.add(described(connection, mapping, said, column, base));
        }
        return columns;
    }

    private static WrittenColumn described(Connection connection, MappingDefinition mapping, WrittenAs said,
                                           ErpColumn read, ErpTable base) throws SQLException {
        DerivedTable source = DerivedTable.of(said.query(), base.dialect());
        try (PreparedStatement statement = connection.prepareStatement(source.selectAll() + "1 = 0")) {
            ResultSetMetaData described = statement.getMetaData();
            if (described.getColumnCount() != 2) {
                throw new MappingProblem(mapping.name(), "erpWrittenAs: the query for '" + said.column() + "' has "
                        + described.getColumnCount() + " columns; it must have two, the value that the erpQuery reads "
                        + "and the one to write");
            }
            return new WrittenColumn(said, read, base.column("erpWrittenAs", said.target()), source,
                    ErpCatalogue.column(described, 1, false, true), ErpCatalogue.column(described, 2, false, true));
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw failure;
            }
            throw new MappingProblem(mapping.name(), "erpWrittenAs: the query for '" + said.column()
                    + "' does not run: " + ErpFailure.reason(failure));
        }
    }
}
