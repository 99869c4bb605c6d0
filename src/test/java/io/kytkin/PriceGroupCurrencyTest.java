package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.ParkedRecord;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A price list has one currency, a price group as many as its prices: the demo company's RETAIL is in local currency. */
class PriceGroupCurrencyTest {

    @ParameterizedTest
    @EnumSource
    void a_group_with_prices_in_several_currencies_is_parked_with_their_names_until_they_are_corrected(Database database) {
        try (Installation installation = Installation.on(database, DemoCompany::install)) {
            installation.inErp("update sales_price set currency_code = 'USD' where sales_code = 'RETAIL' and item_no = "
                    + "(select min(item_no) from sales_price where sales_code = 'RETAIL')");
            installation.start().fullSynchronization("customer-price-group");

            assertThat(parked(installation)).singleElement().satisfies(group -> {
                assertThat(group.erpKey()).isEqualTo("RETAIL");
                assertThat(group.parking().parkingClass()).isEqualTo(ParkingClass.DATA);
                assertThat(group.parking().reason()).isEqualTo("the prices of the price group 'RETAIL' are in several "
                        + "currencies (EUR, USD), but a price list has one; correct the prices");
            });
            assertThat(names(installation)).doesNotContain("RETAIL");

            installation.inErp("update sales_price set currency_code = '', system_modified_at = current_timestamp "
                    + "where sales_code = 'RETAIL' and currency_code = 'USD'");
            installation.synchronizeChanges("customer-price-group");

            assertThat(parked(installation)).isEmpty();
            assertThat(names(installation)).contains("RETAIL");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_price_in_another_currency_than_its_list_is_refused_and_no_amount_is_taken_for_another_s(Database database) {
        try (Installation installation = Installation.on(database, DemoCompany::install).start()) {
            installation.fullSynchronization("sales-price");
            ObjectNode item = priceOf(installation, "K-1010");
            assertThat(item.get("_transactioncurrencyid_value")).isEqualTo(
                    list(installation).get("_transactioncurrencyid_value"));

            installation.inErp("update sales_price set currency_code = 'USD', unit_price = 1, system_modified_at = current_timestamp "
                    + "where sales_code = 'RETAIL' and item_no = 'K-1010'");
            installation.synchronizeChanges("sales-price");

            assertThat(priceOf(installation, "K-1010").get("amount")).isEqualTo(item.get("amount"));
            assertThat(installation.runtime().parkedRecords().list("sales-price", ParkingClass.DATA, null, 10))
                    .anySatisfy(price -> {
                        assertThat(price.erpKey()).startsWith("RETAIL,K-1010");
                        assertThat(price.parking().reason()).contains("currency");
                    });
        }
    }

    private static ObjectNode list(Installation installation) {
        return installation.crm().rows("pricelevel").stream().filter(list -> list.get("name").asText().equals("RETAIL"))
                .findFirst().orElseThrow();
    }

    private static ObjectNode priceOf(Installation installation, String item) {
        String retail = list(installation).get("pricelevelid").asText();
        return installation.crm().rows("productpricelevel").stream().filter(price -> price.get("productnumber").asText().equals(item)
                && price.get("_pricelevelid_value").asText().equals(retail)).findFirst().orElseThrow();
    }

    private static List<ParkedRecord> parked(Installation installation) {
        return installation.runtime().parkedRecords().list("customer-price-group", null, null, 10);
    }

    private static List<String> names(Installation installation) {
        return installation.crm().rows("pricelevel").stream().map(list -> list.get("name").asText()).toList();
    }
}
