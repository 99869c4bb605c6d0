package io.kytkin.web;

import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem.Mistake;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the calls of a test meet: mappings {@code customer} (both ways), {@code salesperson} (to the ERP) and
 * {@code broken} (a file that never was good), and the records that a test puts on either side.
 */
final class WebCase {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String HOSTILE = "a/b ? #%'\";--\\,Ä";

    final Mappings mappings = new Mappings();
    final MemoryState state = new MemoryState();
    final Map<String, PageRecord> erpRecords = new HashMap<>();
    final Map<String, PageRecord> crmRecords = new HashMap<>();
    boolean crmAnswers = true;
    ConnectionReport.Connection connection = new ConnectionReport.Connection(
            new ConnectionReport.Crm("http://127.0.0.1:1", true, ConnectionReport.State.unknown, null, null, null, null,
                    null), new ConnectionReport.Erp(null, true, ConnectionReport.State.unknown, "demo", "EUR", null),
            List.of(), null);

    WebCase() {
        mappings.put(new Mappings.Loaded("customer", definition("customer", MappingDefinition.Create.ALWAYS,
                field("name", "name", FieldMapping.Arrow.BOTH),
                field("credit_limit_lcy", "creditlimit", FieldMapping.Arrow.TO_CRM)),
                "routes/mappings/customer.camel.yaml", List.of(Direction.values()), "0/30 * * * * ?", List.of()));
        mappings.put(new Mappings.Loaded("salesperson", definition("salesperson", MappingDefinition.Create.NEVER,
                field("name", "fullname", FieldMapping.Arrow.TO_ERP)),
                "routes/mappings/salesperson.camel.yaml", List.of(Direction.TO_ERP), null, List.of()));
        mappings.put(new Mappings.Loaded("broken", null, "routes/mappings/broken.camel.yaml", List.of(), null,
                List.of(new Mistake("broken", "routes/mappings/broken.camel.yaml", 14, "there is no column 'naem'; "
                        + "the nearest is 'name'"))));
    }

    static MappingDefinition definition(String name, MappingDefinition.Create createInCrm, FieldMapping... fields) {
        return new MappingDefinition(name, name, null, List.of("system_id"), List.of("no"), "system_modified_at", null,
                "blocked = ''", "account", null, createInCrm, MappingDefinition.Create.NEVER, List.of(List.of("name")),
                null, MappingDefinition.Policy.ASK, MappingDefinition.Policy.ASK, null, null, Duration.ofSeconds(60),
                List.of(fields));
    }

    private static FieldMapping field(String erp, String crm, FieldMapping.Arrow arrow) {
        return new FieldMapping(erp + " " + arrow.text() + " " + crm, 1, erp, false, crm, arrow, null, false, false,
                false, false, Map.of(), null, null);
    }

    PageRecord inErp(String key, boolean inScope, Object name, Object creditLimit) {
        Row row = new Row(new Row.Header(List.of("no", "name", "credit_limit_lcy")),
                new Object[] {key, name, creditLimit}, null);
        PageRecord record = new PageRecord(row, "id of " + key, key, null, inScope);
        erpRecords.put(RecordKey.code(key), record);
        return record;
    }

    void inCrm(UUID id, Object name, Object creditLimit) {
        Row row = new Row(new Row.Header(List.of("name", "creditlimit")), new Object[] {name, creditLimit}, "W/\"1\"");
        crmRecords.put(id.toString(), new PageRecord(row, null, null, id, true));
    }

    KnownCouplings.Known couple(String mapping, String key, UUID crmId, Coupling.State coupled) {
        Coupling coupling = new Coupling(mapping, "id of " + key, key, crmId, coupled, 0,
                new AgreedValues(Map.of("name", new AgreedValues.Pair("Aalto", "Aalto"))), Set.of("primarycontactid"));
        KnownCouplings.Known known = new KnownCouplings.Known(UUID.randomUUID(), coupling, NOW, "created");
        state.coupled.add(known);
        return known;
    }

    ParkedRecordView park(String key, String parkingClass, String reason, ParkedRecordView.WaitsFor waitsFor) {
        ParkedRecordView record = new ParkedRecordView(UUID.randomUUID(), "customer", "toCrm", key, null, parkingClass,
                reason, "ownerid", "JD", null, waitsFor, 2, NOW, null, List.of());
        state.held.add(record);
        return record;
    }

    ParkedRecordView conflict(String key, String... fields) {
        List<ParkedRecordView.Conflict> conflicts = Stream.of(fields)
                .map(field -> new ParkedRecordView.Conflict(field, "ERP", "CRM", null)).toList();
        ParkedRecordView record = new ParkedRecordView(UUID.randomUUID(), "customer", "toCrm", key, UUID.randomUUID(),
                "conflict", "both changed " + String.join(", ", fields), fields[0], "ERP", "CRM", null, 1, NOW, null,
                conflicts);
        state.held.add(record);
        return record;
    }

    private List<PageRecord> byKeys(MappingDefinition mapping, Collection<String> keys) {
        return keys.stream().map(RecordKey::code).filter(erpRecords::containsKey).map(erpRecords::get).toList();
    }

    WebRuntime start(Login login) {
        return new WebRuntime(login, beans());
    }

    RecordReader crmRows() {
        return new CrmRows();
    }

    /** What the route file calls, by name. */
    Map<String, Object> beans() {
        CrmAddresses addresses = (table, id) -> "http://crm/" + table + "/" + id;
        Map<String, Object> beans = new HashMap<>(Map.of(
                "documentAnswers", new DocumentAnswers(),
                "mappingAnswers", new MappingAnswers(mappings, state, state.couplings, state.parked,
                        name -> Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC)),
                "jobAnswers", new JobAnswers(mappings, state, state.couplings, this::byKeys),
                "fullSynchronizationAnswers", new FullSynchronizationAnswers(mappings, state.fullSynchronizations),
                "couplingAnswers", new CouplingAnswers(mappings, state.couplings, addresses),
                "personsCouplingAnswers", new PersonsCouplingAnswers(mappings, state.couplings, addresses, null,
                        this::byKeys, new CrmRows()),
                "parkedRecordAnswers", new ParkedRecordAnswers(mappings, state.parked),
                "recordAnswers", new RecordAnswers(mappings, state.couplings, addresses, state.parked, this::byKeys,
                        new CrmRows(), state),
                "connectionAnswers", new ConnectionAnswers(new Report())));
        // These need the state database: HintsTest calls them.
        beans.put("changesAnswers", new ChangesAnswers(mappings, null, null));
        beans.put("pauseAnswers", new PauseAnswers(mappings, null));
        return beans;
    }

    /** Both sides answer at once. */
    private final class Report implements ConnectionReport {
        @Override
        public Connection known() {
            return connection;
        }

        @Override
        public Connection test() {
            connection = new Connection(new Crm("http://127.0.0.1:1", true, State.connected,
                    UUID.randomUUID().toString(), "9.2.26020.1", UUID.randomUUID().toString(), "EUR", null),
                    new Erp("H2 2.4.240", true, State.connected, "demo", "EUR", null),
                    List.of(new MissingPrivilege("customer", "account", "may not create")), NOW);
            return connection;
        }
    }

    /** The CRM's rows by id. */
    private final class CrmRows implements RecordReader {
        @Override
        public List<PageRecord> readByIds(MappingDefinition mapping, Collection<String> ids) {
            if (!crmAnswers) {
                throw new IllegalStateException("connection refused");
            }
            return ids.stream().map(id -> crmRecords.getOrDefault(id,
                    new PageRecord(null, null, null, UUID.fromString(id), false))).toList();
        }

        @Override
        public Chunk read(MappingDefinition mapping, String after, String before, int limit) {
            throw new IllegalStateException("REST reads no pages");
        }

        @Override
        public String bound(MappingDefinition mapping) {
            throw new IllegalStateException("REST reads no pages");
        }

        @Override
        public String storable(String end, String bound, Duration overlap) {
            throw new IllegalStateException("REST stores no positions");
        }

        @Override
        public long count(MappingDefinition mapping) {
            return crmRecords.size();
        }
    }
}
