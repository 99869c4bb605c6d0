package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.MovableClock;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A first read of everything, then only what changed, deletes included. */
class ChangeTrackingTest {
    private static final String[] TRACK = {"Prefer", "odata.track-changes,odata.maxpagesize=2"};
    private final MovableClock clock = MovableClock.at("2026-01-15T10:00:00Z");
    private SandboxCrm crm;
    private WebClient web;

    @BeforeEach
    void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false).withClock(clock)
            .withoutChangeTracking(Set.of("contact")));
        web = new WebClient(crm);
    }

    @AfterEach
    void stop() {
        crm.close();
    }

    private UUID account(String name) {
        return crm.create("account", Map.of("name", name));
    }

    /** All entries of a tracked read, and the delta link at its end. */
    private record Read(List<JsonNode> entries, String deltaLink) {
        List<String> names() {
            return entries.stream().filter(entry -> entry.has("name")).map(entry -> entry.get("name").asText())
                .toList();
        }

        List<String> deleted() {
            return entries.stream().filter(entry -> entry.has("reason")).map(entry -> entry.get("id").asText())
                .toList();
        }
    }

    private Read read(String address) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        String next = address;
        while (true) {
            Answer page = web.get(next, TRACK);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            page.value().forEach(entries::add);
            if (page.json().has("@odata.deltaLink")) {
                return new Read(entries, page.json().get("@odata.deltaLink").asText());
            }
            next = page.json().get("@odata.nextLink").asText();
        }
    }

    @Test
    void the_first_read_has_everything_and_an_unchanged_table_has_no_changes() throws IOException {
        for (int number = 0; number < 5; number++) {
            account("A" + number);
        }

        Read first = read("accounts?$select=name");

        assertThat(first.names()).containsExactlyInAnyOrder("A0", "A1", "A2", "A3", "A4");
        assertThat(read(first.deltaLink()).entries()).isEmpty();
    }

    @Test
    void changes_come_in_the_order_they_were_made_and_deletes_last() throws IOException {
        List<UUID> ids = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            ids.add(account("A" + number));
        }
        Read first = read("accounts?$select=name");
        crm.update("account", ids.get(3), Map.of("name", "A3 changed"));
        crm.delete("account", ids.get(0));
        crm.delete("account", ids.get(4));
        crm.update("account", ids.get(1), Map.of("fax", "1"));
        account("new");

        Read second = read(first.deltaLink());

        assertThat(second.names()).containsExactly("A3 changed", "A1", "new");
        assertThat(second.deleted()).containsExactly(ids.get(0).toString(), ids.get(4).toString());
        assertThat(read(second.deltaLink()).entries()).isEmpty();
    }

    @Test
    void a_change_made_while_the_first_read_is_under_way_is_told_later() throws IOException {
        for (int number = 0; number < 4; number++) {
            account("A" + number);
        }
        Answer page = web.get("accounts?$select=name", TRACK);
        UUID read = UUID.fromString(page.value().get(0).get("accountid").asText());
        crm.update("account", read, Map.of("name", "changed"));

        Read rest = read(page.json().get("@odata.nextLink").asText());

        assertThat(read(rest.deltaLink()).names()).containsExactly("changed");
    }

    @Test
    void a_record_created_and_deleted_between_two_reads_is_told_as_deleted() throws IOException {
        Read first = read("accounts?$select=name");
        UUID id = account("short");
        crm.delete("account", id);

        assertThat(read(first.deltaLink()).deleted()).containsExactly(id.toString());
    }

    @Test
    void a_token_older_than_the_organization_keeps_is_refused() throws IOException {
        String link = read("accounts?$select=name").deltaLink();
        clock.move(Duration.ofDays(7));
        assertThat(web.get(link).status()).isEqualTo(200);
        clock.move(Duration.ofSeconds(1));

        assertThat(web.get(link).errorCode()).isEqualTo("0x80044352");
    }

    @Test
    void options_that_do_not_go_with_tracking_are_refused() throws IOException {
        for (String option : new String[] {"$filter=name%20eq%20'A'", "$orderby=name", "$top=1",
            "$expand=primarycontactid"}) {
            assertThat(web.get("accounts?" + option, TRACK).status()).as(option).isEqualTo(400);
        }
        assertThat(web.get("contacts", TRACK).status()).isEqualTo(400);
        assertThat(web.get("accounts?$deltatoken=forged").status()).isEqualTo(400);
    }
}
