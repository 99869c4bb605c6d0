package io.kytkin.sandbox;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** The values of generated records by their number, from 1, in the order of the columns named beside them. */
final class GeneratedRecords {
    static final String SALESPERSON = "code name e_mail phone_no job_title";
    static final String CURRENCY = "code iso_code description symbol";
    static final String EXCHANGE_RATE = "currency_code starting_date exchange_rate_amount relational_exch_rate_amount";
    static final String CUSTOMER = "no name search_name contact address post_code city county country_region_code"
            + " phone_no e_mail home_page currency_code customer_price_group payment_terms_code shipment_method_code"
            + " salesperson_code credit_limit_lcy vat_registration_no";
    static final String COMPANY = "no type company_no name company_name post_code city country_region_code e_mail";
    static final String RELATION = "contact_no business_relation_code link_to_table no";
    static final String PERSON = "no type company_no name company_name first_name surname job_title post_code city"
            + " country_region_code phone_no mobile_phone_no e_mail salesperson_code";
    static final String ITEM = "no description item_category_code base_unit_of_measure sales_unit_of_measure unit_price"
            + " unit_cost unit_volume gross_weight net_weight vendor_item_no";
    static final String ITEM_UNIT = "item_no code qty_per_unit_of_measure";
    static final String PRICE = "item_no sales_type sales_code starting_date minimum_quantity unit_price";

    private static final List<String> CURRENCIES =
            List.of("USD", "GBP", "SEK", "NOK", "DKK", "PLN", "CZK", "CHF", "JPY", "CAD");
    private static final List<String> PRICE_GROUPS = List.of("RETAIL", "WHOLESALE");
    private static final List<String> TERMS = List.of("30 DAYS", "45 DAYS", "60 DAYS", "");
    private static final List<String> METHODS = List.of("FOB", "FREE", "");
    private static final List<String> FAMILIES = List.of("Aalto", "Björklund", "Hämäläinen", "Kowalczyk", "Lindqvist",
            "Mäkinen", "O'Connor", "Øverland", "Räsänen", "Żuraw", "Virtanen");
    private static final List<String> GIVEN =
            List.of("Aino", "Björn", "Eeva", "Juho", "Małgorzata", "Ólafur", "Siobhán");
    private static final List<String> TRADES = List.of("Rauta", "Puutarha", "Sisustus", "Retki", "Valo");
    private static final List<String> STREETS = List.of("Satamakatu", "Rantatie", "Koivukuja", "Myllypolku");
    private static final List<String> TOWNS = List.of("Turku", "Helsinki", "Tampere", "Oulu", "Jyväskylä", "Vaasa");
    private static final List<String> GOODS =
            List.of("Lantern", "Bucket", "Blanket", "Paddle", "Kettle", "Lamp", "Rope");

    private final GeneratorSettings settings;

    GeneratedRecords(GeneratorSettings settings) {
        this.settings = settings;
    }

    static String eMail(int salesperson) {
        return "salesperson" + salesperson + "@generated.example";
    }

    List<String> salesperson(int number) {
        return List.of(salespersonCode(number), nameOfPerson(number), eMail(number), phone(40, number), "Sales");
    }

    List<String> currency(int number) {
        String code = CURRENCIES.get(number - 1);
        return List.of(code, code, "Currency " + code, code);
    }

    List<String> exchangeRate(int number) {
        return List.of(CURRENCIES.get(number - 1), "2024-01-01", "100", decimal(900 + number * 733L, 2));
    }

    List<String> customer(int number) {
        String name = customerName(number);
        String code = code("C", number);
        return List.of(code, name, name.toUpperCase(Locale.ROOT), nameOfPerson(number), street(number),
                postCode(number), of(TOWNS, number), "", "FI", phone(2, number), "orders@" + code.toLowerCase(Locale.ROOT) + ".example",
                "https://www." + code.toLowerCase(Locale.ROOT) + ".example", customerCurrency(number),
                of(PRICE_GROUPS, number), of(TERMS, number), of(METHODS, number), ownerOf(number),
                decimal(number % 1000 * 12_345L, 2), "FI" + (10_000_000 + number));
    }

    List<String> company(int number) {
        String no = code("F", number);
        String name = customerName(number);
        return List.of(no, "Company", no, name, name, postCode(number), of(TOWNS, number), "FI",
                "info@" + no.toLowerCase(Locale.ROOT) + ".example");
    }

    List<String> relation(int number) {
        return List.of(code("F", number), "CUST", "Customer", code("C", number));
    }

    List<String> person(int number) {
        String no = code("P", number);
        return List.of(no, "Person", code("F", number), nameOfPerson(number), customerName(number), of(GIVEN, number),
                of(FAMILIES, number), "Buyer", postCode(number), of(TOWNS, number), "FI", phone(2, number),
                phone(50, number), no.toLowerCase(Locale.ROOT) + "@generated.example", ownerOf(number));
    }

    List<String> item(int number) {
        long price = 100 + number * 37L % 50_000;
        return List.of(code("I", number), of(GOODS, number) + " model " + number, "GENERATED", "PCS", "PCS",
                decimal(price, 2), decimal(price * 6 / 10, 2), decimal(number % 900, 4), decimal(50 + number % 9000, 3),
                decimal(40 + number % 8000, 3), "M-" + number);
    }

    List<String> itemUnit(int number) {
        return List.of(code("I", number), "PCS", "1");
    }

    /** Prices go over all items, then over the groups, then a day later over both again. */
    List<String> price(int number) {
        int round = (number - 1) / settings.items();
        int item = (number - 1) % settings.items() + 1;
        LocalDate start = LocalDate.of(2024, 1, 1).plusDays(round / PRICE_GROUPS.size());
        return List.of(code("I", item), "Customer Price Group", of(PRICE_GROUPS, round), start.toString(), "0",
                decimal(90 + number * 31L % 40_000, 2));
    }

    private String customerCurrency(int number) {
        boolean foreign = settings.currencies() > 0 && number % 2 == 0;
        return foreign ? CURRENCIES.get(number / 2 % settings.currencies()) : "";
    }

    private String ownerOf(int number) {
        return settings.salespeople() == 0 ? "" : salespersonCode(number % settings.salespeople() + 1);
    }

    private static String customerName(int number) {
        return of(FAMILIES, number) + " " + of(TRADES, number) + " " + number + " Oy";
    }

    private static String nameOfPerson(int number) {
        return of(GIVEN, number) + " " + of(FAMILIES, number);
    }

    private static String street(int number) {
        return of(STREETS, number) + " " + (number % 150 + 1);
    }

    private static String postCode(int number) {
        return String.valueOf(10_000 + number % 89_990);
    }

    private static String phone(int area, int number) {
        return "+358 " + area + " 555 " + (1_000_000 + number % 9_000_000);
    }

    private static String salespersonCode(int number) {
        return "S" + (1000 + number);
    }

    private static String code(String letter, int number) {
        return letter + (10_000_000 + number);
    }

    private static String decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    private static String of(List<String> words, int number) {
        return words.get(number % words.size());
    }
}
