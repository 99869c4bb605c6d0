package io.kytkin.sandbox.service;

import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.Transaction;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The rows every organization has from its first day, written straight into an empty store. */
public final class SystemRows {
    /** The one organization. */
    public static final UUID ORGANIZATION = id("organization");
    /** The root business unit. */
    public static final UUID BUSINESS_UNIT = id("businessunit");
    /** The organization's base currency. */
    public static final UUID BASE_CURRENCY = id("transactioncurrency");
    /** The user behind every token. */
    public static final UUID APPLICATION_USER = id("application user");
    /** The user in whose name the sandbox's own Java methods write: a person at the screen. */
    public static final UUID ADMINISTRATOR = id("administrator");
    private static final List<String> SINGLE_MESSAGES = List.of("Create", "Update", "Upsert", "Delete", "Retrieve",
        "RetrieveMultiple");

    private final Schema schema;
    private final SandboxSettings settings;

    /** Rows by that schema and those settings. */
    public SystemRows(Schema schema, SandboxSettings settings) {
        this.schema = schema;
        this.settings = settings;
    }

    private static UUID id(String what) {
        return UUID.nameUUIDFromBytes(("kytkin sandbox " + what).getBytes(StandardCharsets.UTF_8));
    }

    /** Fills the store if nothing is in it, and says whether it did. */
    public boolean writeTo(Store store) {
        return store.write(transaction -> {
            if (transaction.find(schema.table("organization"), ORGANIZATION) != null) {
                return false;
            }
            put(transaction, "transactioncurrency", BASE_CURRENCY, currency());
            put(transaction, "businessunit", BUSINESS_UNIT, Map.of("name", "Sandbox"));
            put(transaction, "organization", ORGANIZATION, organization());
            put(transaction, "systemuser", APPLICATION_USER, user("Sandbox", "Application", Map.of("accessmode", 4,
                "applicationid", UUID.fromString(settings.clientId()), "islicensed", false, "isintegrationuser",
                true)));
            put(transaction, "systemuser", ADMINISTRATOR, user("Sandbox", "Administrator", Map.of("accessmode", 1,
                "islicensed", false, "isintegrationuser", false)));
            messages(transaction);
            return true;
        });
    }

    private Map<String, Object> currency() {
        String code = settings.baseCurrency();
        Currency known = Currency.getAvailableCurrencies().stream().filter(each -> each.getCurrencyCode().equals(code))
            .findFirst().orElse(null);
        return Map.of("isocurrencycode", code, "currencyname",
            known == null ? code : known.getDisplayName(Locale.ENGLISH), "currencysymbol",
            code.equals("EUR") ? "€" : known == null ? code : known.getSymbol(Locale.US), "currencyprecision", 2,
            "exchangerate", BigDecimal.ONE.setScale(12), "statecode", 0, "statuscode", 1);
    }

    private static Map<String, Object> organization() {
        Map<String, Object> values = new HashMap<>();
        values.put("name", "sandbox");
        values.put("pricingdecimalprecision", 2);
        values.put("currencydecimalprecision", 2);
        values.put("basecurrencyprecision", 2);
        values.put("basecurrencysymbol", "€");
        values.put("localeid", "1033");
        values.put("oobpricecalculationenabled", true);
        values.put("createproductswithoutparentinactivestate", false);
        values.put("useinbuiltrulefordefaultpricelistselection", false);
        values.put("expirechangetrackingindays", 7);
        values.put("_basecurrencyid_value", new Reference("transactioncurrency", BASE_CURRENCY));
        return values;
    }

    private static Map<String, Object> user(String first, String last, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        values.put("firstname", first);
        values.put("lastname", last);
        values.put("fullname", first + " " + last);
        values.put("domainname", last.toLowerCase(Locale.ROOT) + "@sandbox.example");
        values.put("internalemailaddress", last.toLowerCase(Locale.ROOT) + "@sandbox.example");
        values.put("caltype", 0);
        values.put("issyncwithdirectory", false);
        values.put("isdisabled", false);
        values.put("_businessunitid_value", new Reference("businessunit", BUSINESS_UNIT));
        return values;
    }

    private void messages(Transaction transaction) {
        Map<String, List<Table>> tablesOf = new HashMap<>();
        for (Table table : schema.tables()) {
            List<String> messages = new ArrayList<>(table.isReadOnly() ? List.of("Retrieve", "RetrieveMultiple")
                : SINGLE_MESSAGES);
            messages.addAll(table.bulkActions());
            messages.forEach(message -> tablesOf.computeIfAbsent(message, name -> new ArrayList<>()).add(table));
        }
        tablesOf.forEach((message, tables) -> {
            UUID id = id("message " + message);
            put(transaction, "sdkmessage", id, Map.of("name", message));
            for (Table table : tables) {
                put(transaction, "sdkmessagefilter", id("message " + message + " of " + table), Map.of(
                    "primaryobjecttypecode", table.logicalName(), "secondaryobjecttypecode", "none",
                    "iscustomprocessingstepallowed", true, "_sdkmessageid_value", new Reference("sdkmessage", id)));
            }
        });
    }

    /** Stores a row past all rules. */
    void put(Transaction transaction, String tableName, UUID id, Map<String, Object> values) {
        Table table = schema.table(tableName);
        Row row = new Row(table);
        table.twoOptionColumns().forEach(column -> row.set(column, false));
        values.forEach(row::set);
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        row.set(table.primaryId(), id);
        row.set("ownerid", id);
        row.set("createdon", now);
        row.set("modifiedon", now);
        Column createdBy = table.column("_createdby_value");
        if (createdBy != null) {
            row.set(createdBy, new Reference("systemuser", ADMINISTRATOR));
            row.set("_modifiedby_value", new Reference("systemuser", ADMINISTRATOR));
        }
        row.set("_organizationid_value", new Reference("organization", ORGANIZATION));
        transaction.put(row);
    }
}
