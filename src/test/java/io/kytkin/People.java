package io.kytkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.ModelRecord.Side;
import io.kytkin.sandbox.CompanyGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * People who work on customers in the ERP and on accounts in the CRM, and what they see there: values by the names of the
 * ERP's columns, and in the ERP's form, on both sides. A record's token stands in its home page.
 */
final class People {
    /** Texts that travel both ways: the ERP's column and the CRM's attribute. */
    static final Map<String, String> TEXTS = Map.of("name", "name", "address", "address1_line1", "city", "address1_city",
            "phone_no", "telephone1", "contact", "address1_primarycontactname");
    /** A reference that travels both ways. */
    static final String CURRENCY = "currency_code";
    /** References that travel from the ERP only. */
    static final String GROUP = "customer_price_group";
    static final String SALESPERSON = "salesperson_code";

    /** A code that the mapping does not know. */
    static final String UNKNOWN_TERMS = "NOPE";

    private static final String SHELVED = "Ship";
    private static final String LOCAL_CURRENCY = "EUR";
    private static final int SALESPEOPLE = 3;

    private final Installation installation;
    private final Jdbi erp;

    People(Installation installation) {
        this.installation = installation;
        this.erp = installation.jdbi();
    }

    /** Some of the ERP's salespeople become users of the CRM. */
    void hireSalespeople() {
        for (int person = 1; person <= SALESPEOPLE; person++) {
            installation.crm().create("systemuser", Map.of("firstname", "Person", "lastname", "No " + person,
                    "internalemailaddress", CompanyGenerator.salespersonEMail(person), "domainname", "user" + person,
                    "isdisabled", false, "islicensed", true, "isintegrationuser", false));
        }
    }

    /** What may stand in the column; empty: any text. */
    List<String> choices(String column) {
        return switch (column) {
            case CURRENCY -> listed("select code from currency order by code");
            case GROUP -> listed("select code from customer_price_group order by code");
            case SALESPERSON -> listed("select code from salesperson_purchaser order by code").subList(0, SALESPEOPLE);
            default -> List.of();
        };
    }

    private List<String> listed(String sql) {
        List<String> values = new ArrayList<>(List.of(""));
        values.addAll(erp.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list()));
        return values;
    }

    void create(Side side, String token, String key, Map<String, String> values) {
        if (side == Side.ERP) {
            erp.useHandle(handle -> handle.createUpdate("insert into customer (no, name, address, city, phone_no, contact, "
                            + "home_page, system_id, system_modified_at) values (:no, :name, :address, :city, :phone_no, "
                            + ":contact, :token, :id, current_timestamp)").bindMap(values).bind("no", key)
                    .bind("token", token).bind("id", UUID.randomUUID()).execute());
        } else {
            Map<String, Object> row = new HashMap<>(Map.of("customertypecode", 3, "websiteurl", token));
            values.forEach((column, value) -> row.put(TEXTS.get(column), value));
            installation.crm().create("account", row);
        }
    }

    void edit(Side side, String token, String column, String value) {
        if (side == Side.ERP) {
            erp.useHandle(handle -> editCustomer(handle, token, column, value));
        } else if (column.equals(CURRENCY)) {
            installation.crm().update("account", accountId(token), Map.of("transactioncurrencyid@odata.bind",
                    "/transactioncurrencies(" + currencies().get(value) + ")"));
        } else {
            installation.crm().update("account", accountId(token), Map.of(TEXTS.get(column), value));
        }
    }

    /** An edit in a transaction that commits only after something else was done. */
    void editLate(String token, String column, String value, Runnable meanwhile) {
        erp.useTransaction(handle -> {
            editCustomer(handle, token, column, value);
            meanwhile.run();
        });
    }

    private static void editCustomer(Handle handle, String token, String column, String value) {
        handle.createUpdate("update customer set " + column + " = :value, system_modified_at = current_timestamp "
                + "where home_page = :token").bind("value", value).bind("token", token).execute();
    }

    /** Takes the record out of the mapping's filter. */
    void shelve(Side side, String token) {
        if (side == Side.ERP) {
            edit(side, token, "blocked", SHELVED);
        } else {
            installation.crm().update("account", accountId(token), Map.of("statecode", 1, "statuscode", 2));
        }
    }

    /** Takes back what is not right any more: codes that the mapping does not know, and customers out of its filter. */
    void tidyCustomers() {
        installation.inErp("update customer set payment_terms_code = '', system_modified_at = current_timestamp "
                + "where payment_terms_code = '" + UNKNOWN_TERMS + "'");
        installation.inErp("update customer set blocked = '', system_modified_at = current_timestamp "
                + "where blocked = '" + SHELVED + "'");
    }

    /** Takes the account back into the mapping's filter. */
    void unshelveAccount(String token) {
        installation.crm().update("account", accountId(token), Map.of("statecode", 0, "statuscode", 1));
    }

    void delete(Side side, String token) {
        if (side == Side.ERP) {
            erp.useHandle(handle -> handle.createUpdate("delete from customer where home_page = :token")
                    .bind("token", token).execute());
        } else {
            installation.crm().delete("account", accountId(token));
        }
    }

    /** Creates the price group or gives it another description. */
    void describeGroup(String code, String description) {
        erp.useHandle(handle -> {
            int known = handle.createUpdate("update customer_price_group set description = :description, "
                    + "system_modified_at = current_timestamp where code = :code").bind("code", code)
                    .bind("description", description).execute();
            if (known == 0) {
                handle.createUpdate("insert into customer_price_group (code, description, system_id, system_modified_at) values "
                        + "(:code, :description, :id, current_timestamp)").bind("code", code)
                        .bind("description", description).bind("id", UUID.randomUUID()).execute();
            }
        });
    }

    /** Gives the price group another code, also where customers name it. */
    void renameGroup(String code, String other) {
        erp.useTransaction(handle -> {
            handle.createUpdate("update customer_price_group set code = :other, system_modified_at = current_timestamp "
                    + "where code = :code").bind("code", code).bind("other", other).execute();
            handle.createUpdate("update customer set customer_price_group = :other, system_modified_at = current_timestamp "
                    + "where customer_price_group = :code").bind("code", code).bind("other", other).execute();
        });
    }

    /** Descriptions of the CRM's price lists by their names. */
    Map<String, List<String>> priceLists() {
        Map<String, List<String>> lists = new HashMap<>();
        installation.crm().rows("pricelevel").forEach(row -> lists.computeIfAbsent(row.path("name").asText(),
                any -> new ArrayList<>()).add(row.path("description").asText("")));
        return lists;
    }

    boolean has(Side side, String token) {
        return side == Side.ERP ? customers().containsKey(token) : accounts().containsKey(token);
    }

    private UUID accountId(String token) {
        return UUID.fromString(accounts().get(token).get(0).get("accountid"));
    }

    /** Every customer, by its token. */
    Map<String, Map<String, String>> customers() {
        Map<String, Map<String, String>> customers = new LinkedHashMap<>();
        erp.useHandle(handle -> handle.createQuery("select * from customer").mapToMap().forEach(row -> {
            Map<String, String> customer = new LinkedHashMap<>();
            row.forEach((column, value) -> customer.put(column, String.valueOf(value)));
            customers.put(customer.get("home_page"), customer);
        }));
        return customers;
    }

    /** The accounts that bear a token. */
    Map<String, List<Map<String, String>>> accounts() {
        Map<String, String> currencies = turned(currencies());
        Map<String, String> salespeople = new HashMap<>();
        erp.useHandle(handle -> handle.createQuery("select e_mail, code from salesperson_purchaser").mapToMap()
                .forEach(row -> salespeople.put(row.get("e_mail").toString(), row.get("code").toString())));
        Map<String, String> owners = new HashMap<>();
        installation.crm().rows("systemuser").forEach(row -> owners.put(row.path("systemuserid").asText(),
                salespeople.getOrDefault(row.path("internalemailaddress").asText(""), "")));
        Map<String, String> groups = new HashMap<>();
        installation.crm().rows("pricelevel").forEach(row -> groups.put(row.path("pricelevelid").asText(),
                row.path("name").asText()));
        Map<String, List<Map<String, String>>> accounts = new HashMap<>();
        installation.crm().rows("account").forEach(row -> {
            Map<String, String> account = new LinkedHashMap<>();
            TEXTS.forEach((column, attribute) -> account.put(column, row.path(attribute).asText("")));
            account.put(CURRENCY, named(currencies, row, "_transactioncurrencyid_value"));
            account.put(GROUP, named(groups, row, "_defaultpricelevelid_value"));
            account.put(SALESPERSON, named(owners, row, "_ownerid_value"));
            account.put("accountid", row.path("accountid").asText());
            account.put("statecode", row.path("statecode").asText());
            accounts.computeIfAbsent(row.path("websiteurl").asText(""), any -> new ArrayList<>()).add(account);
        });
        return accounts;
    }

    private static String named(Map<String, String> names, ObjectNode row, String attribute) {
        JsonNode id = row.path(attribute);
        return id.isMissingNode() || id.isNull() ? "" : names.getOrDefault(id.asText(), "unknown " + id.asText());
    }

    /** The keys of the CRM's currencies, the local one under a blank. */
    private Map<String, String> currencies() {
        Map<String, String> currencies = new HashMap<>();
        installation.crm().rows("transactioncurrency").forEach(row -> {
            String code = row.path("isocurrencycode").asText();
            currencies.put(code.equals(LOCAL_CURRENCY) ? "" : code, row.path("transactioncurrencyid").asText());
        });
        return currencies;
    }

    private static Map<String, String> turned(Map<String, String> map) {
        Map<String, String> turned = new HashMap<>();
        map.forEach((key, value) -> turned.put(value, key));
        return turned;
    }
}
