package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Writes the records of one page in the fewest requests: one bulk action where the table offers it and nothing depends
 * on a version, else one {@code $batch} in which each operation tells its own fate. A record is created with a key of
 * our choice by an operation that can't overwrite, and updated by one that can't create.
 */
final class PageWrite {
    private static final int TOO_LARGE = 413;
    private static final int NOT_FOUND = 404;

    private record Attempt(boolean bulk, List<PageRecord> records) { }

    private final Page page;
    private final MappedTable table;
    private final CrmClient client;
    private final RefusedRecord refusals;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private final List<PageRecord> ownerless = new ArrayList<>();
    private Attempt sent;

    PageWrite(Page page, MappedTable table, CrmClient client) {
        this.page = page;
        this.table = table;
        this.client = client;
        this.refusals = new RefusedRecord(table);
        List<PageRecord> records = page.toWrite();
        if (!records.isEmpty()) {
            if (bulkAction(records) != null) {
                waiting.add(new Attempt(true, records));
            } else {
                queue(records);
            }
        }
    }

    private void queue(List<PageRecord> records) {
        for (int from = 0; from < records.size(); from += CrmSettings.LARGEST_BATCH) {
            waiting.add(new Attempt(false,
                    records.subList(from, Math.min(records.size(), from + CrmSettings.LARGEST_BATCH))));
        }
    }

    /** The action that can write all of these at once; null when there is none. */
    private String bulkAction(List<PageRecord> records) {
        boolean creates = records.stream().allMatch(PageWrite::isCreate);
        if (creates) {
            return table.can(Table.Ability.CREATE_MULTIPLE) ? "CreateMultiple" : null;
        }
        boolean plainUpdates = records.stream().allMatch(record ->
                record.decision().action() == Decision.Action.UPDATE && versionOf(record) == null);
        return plainUpdates && table.can(Table.Ability.UPDATE_MULTIPLE) ? "UpdateMultiple" : null;
    }

    private static boolean isCreate(PageRecord record) {
        return record.decision().action() == Decision.Action.CREATE;
    }

    /** The version that the decision was made from: an edit made since must not be overwritten. Null: none was read. */
    private String versionOf(PageRecord record) {
        if (!table.can(Table.Ability.OPTIMISTIC_CONCURRENCY)) {
            return null;
        }
        if (record.target() != null) {
            return record.target().version();
        }
        for (Row candidate : record.candidates()) {
            if (table.keyOf(candidate).equals(record.crmId())) {
                return candidate.version();
            }
        }
        return null;
    }

    /** The next request; null when every record's fate is known. */
    CrmPages.Call next() {
        if (waiting.isEmpty() && !ownerless.isEmpty()) {
            queue(List.copyOf(ownerless));
            ownerless.clear();
        }
        sent = waiting.poll();
        if (sent == null) {
            return null;
        }
        return sent.bulk() ? bulk() : batch();
    }

    private CrmPages.Call bulk() {
        byte[] body;
        try {
            body = table.writer().targets(sent.records());
        } catch (IllegalArgumentException unwritable) {
            queue(sent.records());
            return next();
        }
        String action = "/Microsoft.Dynamics.CRM." + bulkAction(sent.records());
        return CrmPages.Call.action(table.table().collection() + action, body);
    }

    private CrmPages.Call batch() {
        Batch batch = new Batch(true);
        List<PageRecord> writable = new ArrayList<>();
        for (PageRecord record : sent.records()) {
            try {
                batch.add(operation(record));
                writable.add(record);
            } catch (IllegalArgumentException unwritable) {
                record.park(Parking.data(unwritable.getMessage(), null, null));
            }
        }
        sent = new Attempt(false, writable);
        return writable.isEmpty() ? next() : CrmPages.Call.batch(batch);
    }

    private CrmRequest operation(PageRecord record) {
        if (record.decision().action() == Decision.Action.DELETE) {
            return delete(record);
        }
        byte[] body = table.writer().one(record);
        if (isCreate(record)) {
            return CrmRequest.json("POST", table.table().collection(), body);
        }
        String version = versionOf(record);
        return CrmRequest.json("PATCH", table.address(record.crmId()), body)
                .with("If-Match", version == null ? "*" : version);
    }

    private CrmRequest delete(PageRecord record) {
        CrmRequest delete = new CrmRequest("DELETE", table.address(record.crmId()), null, null, CrmRequest.NO_BODY, null);
        String version = versionOf(record);
        return version == null ? delete : delete.with("If-Match", version);
    }

    void failed(CrmFailure failure) {
        List<PageRecord> records = sent.records();
        boolean tooLarge = failure instanceof CrmRefused refused && refused.status() == TOO_LARGE;
        if (failure instanceof CrmRefused && (sent.bulk() || tooLarge && records.size() > 1)) {
            int half = tooLarge ? (records.size() + 1) / 2 : records.size();
            queue(records.subList(0, half));
            queue(records.subList(half, records.size()));
        } else if (failure instanceof CrmRefused) {
            records.forEach(record -> record.park(Parking.refused(failure.getMessage(), null, null)));
        } else {
            records.forEach(record -> record.park(Parking.transientFailure(failure.getMessage())));
        }
    }

    Page page() {
        return page;
    }

    void answered(Object answer) {
        if (sent.bulk()) {
            allWritten(answer instanceof JsonNode node ? node.path("Ids") : null);
            return;
        }
        List<?> parts = (List<?>) answer;
        int told = Math.min(parts.size(), sent.records().size());
        for (int at = 0; at < told; at++) {
            settle(sent.records().get(at), (PartAnswer) parts.get(at));
        }
        List<PageRecord> untold = sent.records().subList(told, sent.records().size());
        if (told == 0) {
            untold.forEach(record -> record.park(Parking.transientFailure(
                    "The CRM's answer to a batch holds no answers; whether it ran is not known.")));
        } else {
            queue(untold);
        }
    }

    private void allWritten(JsonNode keys) {
        List<PageRecord> records = sent.records();
        boolean keysTold = keys != null && keys.size() == records.size() && isCreate(records.get(0));
        for (int at = 0; at < records.size(); at++) {
            if (keysTold) {
                records.get(at).takes(UUID.fromString(keys.get(at).asText()));
            }
            records.get(at).ends(isCreate(records.get(at)) ? Outcome.CREATED : Outcome.UPDATED);
        }
    }

    private static boolean isGoneAnyway(PageRecord record, CrmFailure failure) {
        return record.decision().action() == Decision.Action.DELETE && failure instanceof CrmRefused refused
                && refused.status() == NOT_FOUND;
    }

    private void settle(PageRecord record, PartAnswer part) {
        CrmFailure failure = client.judge(part, table.table().collection());
        if (failure == null || isGoneAnyway(record, failure)) {
            record.ends(isCreate(record) ? Outcome.CREATED : Outcome.UPDATED);
        } else if (!(failure instanceof CrmRefused refused)) {
            record.park(Parking.transientFailure(failure.getMessage()));
        } else if (refusals.isAboutOwner(record, refused)) {
            record.decide(refusals.withDefaultOwner(record, refused));
            if (record.decision().values().isEmpty()) {
                record.ends(Outcome.UNCHANGED);
            } else {
                ownerless.add(record);
            }
        } else {
            record.park(refusals.parking(record, refused));
        }
    }
}
