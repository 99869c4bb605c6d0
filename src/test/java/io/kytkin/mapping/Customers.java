package io.kytkin.mapping;

import io.kytkin.mapping.Column.Ability;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** A mapping customer to account with the field lines that a test gives, its tables, and what is coupled already. */
final class Customers {
    static final UUID DEFAULT_OWNER = id("default owner");

    private static final Set<Ability> ALL = Set.of(Ability.READ, Ability.CREATE, Ability.UPDATE);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"),
            ZoneId.of("Europe/Stockholm"));
    private static final Table ERP = new Table("customer", "customer", null, null, Table.byName(List.of(
            text("id", 36), text("no", 20), text("name", 100), text("post_code", 20), text("e_mail", 80),
            text("phone_no", 30), text("currency_code", 10), text("salesperson_code", 20),
            text("payment_terms_code", 10), text("primary_contact_no", 20), text("employees_text", 20),
            number("credit_limit_lcy", Kind.DECIMAL, 2), number("discount", Kind.DECIMAL, 5),
            column("employees", Kind.INTEGER), column("blocked", Kind.BOOLEAN), column("started", Kind.DATE),
            column("picture", Kind.OTHER), column("modified_at", Kind.DATE_TIME))), Set.of());
    private static final Table CRM = new Table("account", "accounts", "accountid", "name", Table.byName(List.of(
            column("accountid", Kind.GUID), text("name", 30), text("accountnumber", 20), text("telephone1", 50),
            text("address1_postalcode", 20), text("emailaddress1", 100),
            money("creditlimit"), number("discountrate", Kind.DECIMAL, 2),
            new Column("numberofemployees", Kind.INTEGER, 0, -1, BigDecimal.ZERO, new BigDecimal(1_000_000), Map.of(),
                    ALL, Map.of()),
            option("paymenttermscode", Map.of(1, "Net 30", 2, "2% 10, Net 30", 3, "Net 45", 4, "Net 60"), ALL),
            option("customertypecode", Map.of(3, "Customer", 11, "Vendor"), ALL),
            option("statecode", Map.of(0, "Active", 1, "Inactive"), Set.of(Ability.READ, Ability.UPDATE)),
            column("donotemail", Kind.BOOLEAN), column("opened", Kind.DATE), column("lastcalled", Kind.DATE_TIME),
            lookup("transactioncurrencyid", "transactioncurrency"), lookup("primarycontactid", "contact"),
            lookup("ownerid", "systemuser", "team"), lookup("parentid", "account", "contact"),
            new Column("createdon", Kind.DATE_TIME, 0, -1, null, null, Map.of(), Set.of(Ability.READ), Map.of()),
            new Column("taxnumber", Kind.TEXT, 20, -1, null, null, Map.of(), Set.of(Ability.READ, Ability.CREATE),
                    Map.of()),
            column("modifiedon", Kind.DATE_TIME))), Set.of());

    private final TableMapping mapping = new TableMapping();
    private final List<Coupling> references = new ArrayList<>();
    private UUID defaultOwner = DEFAULT_OWNER;
    private BoundMapping bound;

    private Customers(List<String> lines) {
        mapping.setName("customer");
        mapping.setErpTable("customer");
        mapping.setErpId("id");
        mapping.setErpKey("no");
        mapping.setErpModified("modified_at");
        mapping.setCrmTable("account");
        mapping.setFields(String.join("\n", lines));
    }

    static Customers mapping(String... lines) {
        return new Customers(List.of(lines));
    }

    Customers with(Consumer<TableMapping> property) {
        property.accept(mapping);
        return this;
    }

    Customers withoutDefaultOwner() {
        defaultOwner = null;
        return this;
    }

    /** Makes a record of another mapping known as coupled. */
    Customers knowing(String otherMapping, String key) {
        return knowing(otherMapping, key, Coupling.State.COUPLED, Map.of());
    }

    Customers knowingCurrency(String code, String exchangeRate) {
        return knowing("currency", code, Coupling.State.COUPLED,
                Map.of("exchangerate", new AgreedValues.Pair(exchangeRate, exchangeRate)));
    }

    Customers knowing(String otherMapping, String key, Coupling.State state, Map<String, AgreedValues.Pair> agreed) {
        references.add(new Coupling(otherMapping, "id of " + key, key, id(otherMapping + " " + key), state, 0,
                new AgreedValues(agreed), Set.of()));
        return this;
    }

    BoundMapping bound() {
        if (bound == null) {
            bound = new BoundMapping(mapping.definition(), ERP, CRM,
                    new TranslationSettings("Cronus", "SEK", defaultOwner, CLOCK));
        }
        return bound;
    }

    Page page(Direction direction, PageRecord... records) {
        Page page = new Page(new Page.Origin(UUID.randomUUID(), 0, 1, null), bound().definition(), direction,
                List.of(records));
        References found = new References();
        references.forEach(found::add);
        page.refersTo(found);
        return page;
    }

    Decision toCrm(PageRecord record) {
        new CrmTranslator(bound(), Customers::tableOf).decide(page(Direction.TO_CRM, record));
        return record.decision();
    }

    Decision toErp(PageRecord record) {
        new ErpTranslator(bound()).decide(page(Direction.TO_ERP, record));
        return record.decision();
    }

    static String tableOf(String mapping) {
        return switch (mapping) {
            case "currency" -> "transactioncurrency";
            case "salesperson" -> "systemuser";
            case "contact" -> "contact";
            case "customer" -> "account";
            default -> null;
        };
    }

    /** An uncoupled customer; columns that are not named are blank. */
    static PageRecord customer(Object... namesAndValues) {
        return new PageRecord(customerRow(namesAndValues), "1", "C1", null, true);
    }

    static PageRecord account(Object... namesAndValues) {
        return new PageRecord(accountRow(namesAndValues), null, null, id("account"), true);
    }

    static Row customerRow(Object... namesAndValues) {
        return row(ERP, namesAndValues);
    }

    static Row accountRow(Object... namesAndValues) {
        return row(CRM, namesAndValues);
    }

    private static Row row(Table table, Object... namesAndValues) {
        List<String> names = new ArrayList<>(table.columns().keySet());
        Object[] values = new Object[names.size()];
        if (table == CRM) {
            values[names.indexOf("accountid")] = id("account");
        } else {
            values[names.indexOf("id")] = "1";
            values[names.indexOf("no")] = "C1";
        }
        for (int at = 0; at < namesAndValues.length; at += 2) {
            values[names.indexOf(namesAndValues[at])] = namesAndValues[at + 1];
        }
        return new Row(new Row.Header(names), values, null);
    }

    /** A row that was read with these columns only. */
    static Row rowOf(Object... namesAndValues) {
        List<String> names = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            names.add((String) namesAndValues[at]);
            values.add(namesAndValues[at + 1]);
        }
        return new Row(new Row.Header(names), values.toArray(), null);
    }

    /** The same record, coupled; agreed values as attribute, ERP form, CRM form. */
    static PageRecord coupled(PageRecord record, String... agreed) {
        return linked(record, Coupling.State.COUPLED, agreed);
    }

    static PageRecord linked(PageRecord record, Coupling.State state, String... agreed) {
        Map<String, AgreedValues.Pair> values = new LinkedHashMap<>();
        for (int at = 0; at < agreed.length; at += 3) {
            values.put(agreed[at], new AgreedValues.Pair(agreed[at + 1], agreed[at + 2]));
        }
        record.coupledBy(new Coupling("customer", "1", "C1", id("account"), state, 0, new AgreedValues(values),
                Set.of()));
        return record;
    }

    static PageRecord matching(PageRecord record, Row... candidates) {
        record.matches(Arrays.asList(candidates));
        return record;
    }

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    static Column text(String name, int length) {
        return new Column(name, Kind.TEXT, length, -1, null, null, Map.of(), ALL, Map.of());
    }

    static Column column(String name, Kind kind) {
        return new Column(name, kind, 0, -1, null, null, Map.of(), ALL, Map.of());
    }

    private static Column number(String name, Kind kind, int scale) {
        return new Column(name, kind, 0, scale, null, null, Map.of(), ALL, Map.of());
    }

    private static Column money(String name) {
        return new Column(name, Kind.MONEY, 0, 2, BigDecimal.ZERO, new BigDecimal("100000000000"), Map.of(), ALL,
                Map.of());
    }

    private static Column option(String name, Map<Integer, String> options, Set<Ability> abilities) {
        return new Column(name, Kind.OPTION, 0, -1, null, null, options, abilities, Map.of());
    }

    private static Column lookup(String name, String... targets) {
        Map<String, String> navigations = new HashMap<>();
        for (String target : targets) {
            navigations.put(target, targets.length == 1 ? name : name + "_" + target);
        }
        return new Column(name, Kind.LOOKUP, 0, -1, null, null, Map.of(), ALL, navigations);
    }
}
