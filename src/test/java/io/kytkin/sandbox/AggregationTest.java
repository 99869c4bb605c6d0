package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code $apply} over accounts in two towns with 1, 2 and 6 employees, and one of which nothing is known. */
class AggregationTest {
    private static SandboxCrm crm;
    private static WebClient web;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        for (int employees : new int[] {1, 2, 6}) {
            crm.create("account", Map.of("name", "A" + employees, "numberofemployees", employees, "creditlimit",
                employees * 1000.5, "address1_city", employees == 1 ? "Turku" : "Oulu"));
        }
        crm.create("account", Map.of("name", "Unknown"));
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Answer apply(String transformation, String... headers) throws IOException {
        return web.get("accounts?$apply=" + encoded(transformation), headers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"numberofemployees with sum|9", "numberofemployees with average|3",
        "numberofemployees with min|1", "numberofemployees with max|6", "creditlimit with sum|9004.5",
        "address1_city with countdistinct|2", "$count|4"})
    void a_column_is_reckoned_over_all_rows_that_have_it(String measure, double expected) throws IOException {
        Answer answer = apply("aggregate(" + measure + " as result)");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.value()).hasSize(1);
        assertThat(answer.value().get(0).get("result").asDouble()).isEqualTo(expected);
    }

    @Test
    void rows_are_grouped_by_columns_and_reckoned_by_group() throws IOException {
        Map<String, Integer> sums = new HashMap<>();
        for (JsonNode group : apply("groupby((address1_city),aggregate($count as count,"
            + "numberofemployees with sum as employees))").value()) {
            sums.put(group.get("address1_city").asText() + group.get("count").asInt(),
                group.get("employees").asInt());
        }
        assertThat(sums).containsExactlyInAnyOrderEntriesOf(Map.of("Turku1", 1, "Oulu2", 8, "null1", 0));
    }

    @Test
    void a_filter_before_says_which_rows_count() throws IOException {
        assertThat(apply("filter(numberofemployees gt 1 and address1_city eq 'oulu')/aggregate($count as n)").value()
            .get(0).get("n").asInt()).isEqualTo(2);
        JsonNode none = apply("filter(name eq 'none')/aggregate($count as n,numberofemployees with sum as s)").value();
        assertThat(none.get(0).get("n").asInt()).isZero();
        assertThat(none.get(0).get("s").isNull()).isTrue();
        assertThat(apply("filter(name eq 'none')/groupby((statecode))").value()).isEmpty();
    }

    @Test
    void blanks_between_the_parts_mean_nothing() throws IOException {
        assertThat(apply("filter( name ne 'A, 1')/groupby( (statecode, statuscode), aggregate( $count as n,  "
            + "numberofemployees with sum as s))").value().get(0).get("n").asInt()).isEqualTo(4);
    }

    @Test
    void groups_without_measures_are_the_different_values_with_their_labels() throws IOException {
        JsonNode groups = apply("groupby((statecode))", "Prefer",
            "odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"").value();
        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).get("statecode@OData.Community.Display.V1.FormattedValue").asText())
            .isEqualTo("Active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"groupby((createdon))", "aggregate(name with sum as n)", "groupby((nothing))",
        "groupby((primarycontactid/fullname))", "topcount(2,numberofemployees)",
        "aggregate($count as n)/filter(n gt 1)", "nonsense"})
    void what_the_service_does_not_know_is_refused(String transformation) throws IOException {
        assertThat(apply(transformation).status()).isEqualTo(400);
    }

    @Test
    void it_goes_with_no_other_option_and_only_where_a_page_is_read() throws IOException {
        assertThat(web.get("accounts?$apply=aggregate($count%20as%20n)&$orderby=n").errorCode())
            .isEqualTo("0x80060888");
        assertThat(web.get("accounts/$count?$apply=aggregate($count%20as%20n)").errorCode()).isEqualTo("0x80060888");
        assertThat(web.get("accounts?$apply=aggregate($count%20as%20n)", "Prefer", "odata.track-changes").errorCode())
            .isEqualTo("0x80060888");
    }
}
