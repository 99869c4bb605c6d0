package io.kytkin.crm;

import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Pages of a mapping customer to account, as the earlier steps of a route leave them. */
final class AccountPages {
    static final UUID OWNER = UUID.fromString("0e000000-0000-4000-8000-000000000001");
    static final UUID DEFAULT_OWNER = UUID.fromString("0e000000-0000-4000-8000-000000000002");
    private static final Set<Column.Ability> ALL =
            Set.of(Column.Ability.READ, Column.Ability.CREATE, Column.Ability.UPDATE);

    private AccountPages() { }

    static Table table(Table.Ability... abilities) {
        return new Table("account", "accounts", "accountid", "name", Table.byName(List.of(
                column("accountid", Kind.GUID, Map.of()), column("name", Kind.TEXT, Map.of()),
                column("address1_postalcode", Kind.TEXT, Map.of()), column("creditlimit", Kind.MONEY, Map.of()),
                column("ownerid", Kind.LOOKUP, Map.of("systemuser", "ownerid", "team", "ownerid")),
                column("statecode", Kind.OPTION, Map.of()))), Set.of(abilities));
    }

    private static Column column(String name, Kind kind, Map<String, String> navigations) {
        return new Column(name, kind, 160, 2, null, null, Map.of(), ALL, navigations);
    }

    static MappingDefinition definition(String... match) {
        return definition("customer", "statecode eq 0", match.length == 0 ? List.of() : List.of(List.of(match)), List.of(
                field("name", "name"), field("post_code", "address1_postalcode"),
                field("credit_limit", "creditlimit"), field("salesperson_code", "ownerid")));
    }

    /** Another mapping of the same table. */
    static MappingDefinition named(String name, String crmFilter) {
        return definition(name, crmFilter, List.of(), List.of(field("name", "name")));
    }

    /** One with fewer fields. */
    static MappingDefinition withFields(String name, String... attributes) {
        return definition(name, null, List.of(), List.of(attributes).stream().map(each -> field(each, each)).toList());
    }

    private static MappingDefinition definition(String name, String crmFilter, List<List<String>> match,
                                                List<FieldMapping> fields) {
        return new MappingDefinition(name, "customer", null, List.of("id"), List.of("no"), null, null, null, "account",
                crmFilter, MappingDefinition.Create.ALWAYS, MappingDefinition.Create.NEVER, match, null,
                MappingDefinition.Policy.ASK, MappingDefinition.Policy.ASK, null, null, Duration.ofSeconds(60), fields);
    }

    private static FieldMapping field(String erp, String crm) {
        return new FieldMapping(erp + " -> " + crm, 1, erp, false, crm, FieldMapping.Arrow.TO_CRM, null, false,
                false, false, false, Map.of(), null, null);
    }

    static UUID key(int number) {
        return UUID.nameUUIDFromBytes(("account " + number).getBytes(StandardCharsets.UTF_8));
    }

    static PageRecord record(int number) {
        Row row = new Row(new Row.Header(List.of("id", "name", "post_code", "credit_limit", "salesperson_code")),
                new Object[] {String.valueOf(number), "Customer " + number, "0015" + number, new BigDecimal("1000"),
                "JD"}, null);
        return new PageRecord(row, String.valueOf(number), "C" + number, null, true);
    }

    static Page page(MappingDefinition mapping, List<PageRecord> records) {
        return new Page(new Page.Origin(UUID.randomUUID(), 0, 1, null), mapping, Direction.TO_CRM, records);
    }

    static Page creates(int count) {
        return decided(count, Decision.Action.CREATE);
    }

    static Page updates(int count) {
        return decided(count, Decision.Action.UPDATE);
    }

    private static Page decided(int count, Decision.Action action) {
        List<PageRecord> records = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            PageRecord record = record(number);
            record.takes(key(number));
            record.decide(decision(number, action));
            records.add(record);
        }
        return page(definition(), records);
    }

    static Decision decision(int number, Decision.Action action) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", "Customer " + number);
        values.put("creditlimit", new BigDecimal("1000.50"));
        values.put("ownerid", OWNER);
        return new Decision(action, values, Map.of("ownerid", "systemuser"), AgreedValues.none(), Set.of(), null,
                List.of());
    }

    static Coupling coupling(int number, Coupling.State state) {
        return new Coupling("customer", String.valueOf(number), "C" + number, key(number), state, 0,
                AgreedValues.none(), Set.of());
    }
}
