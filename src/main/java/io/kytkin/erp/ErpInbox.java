package io.kytkin.erp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The table through which the ERP itself takes what was decided, and answers: the bean {@code erpInbox}. The ERP works it
 * off in its own time and by its own rules; until it has answered, a record is parked. What the columns mean, and what the
 * ERP's side has to do, says docs/erp-inbox.md. Safe for several threads.
 */
public final class ErpInbox {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataSource erp;
    private final ErpConnections connections;
    private final ErpCatalogue catalogue;
    private final Bindings bindings;
    private final String table;

    /** @param table as SQL writes it */
    public ErpInbox(DataSource erp, ErpCatalogue catalogue, Bindings bindings, String table) {
        this.erp = erp;
        this.connections = new ErpConnections(erp, catalogue);
        this.catalogue = catalogue;
        this.bindings = bindings;
        this.table = table;
    }

    /** Why a mapping can't use the inbox; empty when it can. */
    public Optional<MappingProblem.Mistake> problem(String mapping) {
        try (Connection connection = erp.getConnection(); PreparedStatement statement = connection.prepareStatement(
                "select " + InboxPage.READ + " from " + table + " where 1 = 0")) {
            statement.executeQuery().close();
            return Optional.empty();
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw ErpFailure.of("looking at the inbox", failure);
            }
            return Optional.of(new MappingProblem.Mistake(mapping, null, 0, "write-erp-inbox: the ERP's table '" + table
                    + "' can't be used: " + ErpFailure.reason(failure) + ". docs/erp-inbox.md says how it is created; "
                    + "the setting erp.inbox is its name"));
        }
    }

    /**
     * Enters what was decided for a page, and takes note of what the ERP has answered: one query and one transaction. Each
     * record that is to be written ends as written, or is parked until the ERP answers, or because it refuses.
     *
     * @throws ErpFailure when the database refuses or can't be reached; what was entered counts once all the same
     */
    public void enter(Page page) {
        ErpTable mapped = catalogue.erpTable(page.mapping());
        List<PageRecord> records = page.records().stream()
                .filter(record -> record.erpId() != null && record.decision() != null).toList();
        if (records.isEmpty()) {
            return;
        }
        connections.run(page.mapping(), "filling the inbox for " + page.mapping().name(), connection -> {
            Map<String, List<InboxEntry>> open = unread(connection, mapped, records);
            if (open.isEmpty() && records.stream().noneMatch(PageRecord::isToWrite)) {
                return null;
            }
            WrittenValues values = WrittenValues.of(connection, mapped, page.toWrite());
            InboxPage inbox = new InboxPage(table, mapped, bindings.of(page.mapping()), values);
            records.forEach(record -> inbox.take(record, open.getOrDefault(record.erpId(), List.of())));
            inbox.write(connection);
            return null;
        });
    }

    /** CRM ids of records whose entries the ERP has answered and no job has read back, by mapping. */
    public Map<String, List<UUID>> answered(int most) {
        if (catalogue.outage().since().isPresent()) {
            return Map.of();
        }
        String sql = "select mapping, crm_id from " + table + " where read_at is null and state in ('done', 'refused') "
                + "order by entry_no" + Dialect.first(most);
        try (Connection connection = erp.getConnection(); PreparedStatement statement = connection.prepareStatement(sql);
             ResultSet rows = statement.executeQuery()) {
            Map<String, List<UUID>> answered = new LinkedHashMap<>();
            while (rows.next()) {
                answered.computeIfAbsent(rows.getString(1), any -> new ArrayList<>())
                        .add(UUID.fromString(rows.getString(2).strip()));
            }
            return answered;
        } catch (SQLException failure) {
            connections.failed(failure);
            throw ErpFailure.of("looking for answers in the inbox", failure);
        }
    }

    private Map<String, List<InboxEntry>> unread(Connection connection, ErpTable mapped, List<PageRecord> records)
            throws SQLException {
        MappingDefinition mapping = mapped.mapping();
        Map<String, List<InboxEntry>> open = new HashMap<>();
        int most = mapped.dialect().keyParameters();
        for (int from = 0; from < records.size(); from += most) {
            List<PageRecord> some = records.subList(from, Math.min(records.size(), from + most));
            String sql = "select " + InboxPage.READ + " from " + table + " where read_at is null and mapping = ? and "
                    + "record_id in (" + "?, ".repeat(some.size() - 1) + "?) order by entry_no";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, mapping.name());
                for (int at = 0; at < some.size(); at++) {
                    statement.setString(at + 2, some.get(at).erpId());
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        InboxEntry entry = entry(rows);
                        open.computeIfAbsent(entry.recordId(), any -> new ArrayList<>()).add(entry);
                    }
                }
            }
        }
        return open;
    }

    private static InboxEntry entry(ResultSet rows) throws SQLException {
        return new InboxEntry(rows.getLong(1), rows.getString(2), rows.getString(3), fields(rows.getString(4)),
                InboxEntry.State.of(rows.getString(5)), rows.getString(6), rows.getString(7));
    }

    /** What somebody has made unreadable is entered anew. */
    private static ObjectNode fields(String json) {
        try {
            return json != null && JSON.readTree(json) instanceof ObjectNode fields ? fields : JSON.createObjectNode();
        } catch (JsonProcessingException unreadable) {
            return JSON.createObjectNode();
        }
    }
}
