package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.DatedMappings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.SynchJob;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code {today}} in a mapping's SQL: a new day is a change, although no row was touched. */
class NewDayTest {

    @Test
    void a_mapping_that_depends_on_the_day_is_read_as_a_whole_once_on_each_day() {
        try (Installation installation = Installation.on(DemoCompany::install).start()) {
            installation.fullSynchronization("currency");
            // As if yesterday somebody had entered a rate that is valid from today.
            Installation.execute(installation.state(), "update job set started_at = started_at - interval '1' day");
            installation.inErp("insert into currency_exchange_rate (currency_code, starting_date, exchange_rate_amount, "
                    + "relational_exch_rate_amount, system_id, system_modified_at) values ('SEK', current_date, 10, 1, "
                    + "random_uuid(), timestamp with time zone '2020-01-01 00:00:00+00')");
            DatedMappings dated = installation.runtime().context().getRegistry()
                    .lookupByNameAndType("datedMappings", DatedMappings.class);

            List<List<JobRequest>> requests = dated.requests();

            assertThat(requests).extracting(jobs -> jobs.get(0).mapping()).containsExactly("currency");
            SynchJob job = installation.run(requests.get(0).get(0));
            assertThat(job.count(Outcome.UPDATED)).isEqualTo(1);
            assertThat(installation.crm().rows("transactioncurrency")).anySatisfy(currency -> {
                assertThat(currency.path("isocurrencycode").asText()).isEqualTo("SEK");
                assertThat(currency.path("exchangerate").decimalValue()).isEqualByComparingTo("10");
            });
            assertThat(dated.requests()).isEmpty();
        }
    }
}
