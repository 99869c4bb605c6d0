package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edited mapping file takes effect within two seconds, between two pages; a broken one is refused with its reason. */
class LiveEditTest {
    private static final String NUMBER_OFF = "# no                   -> accountnumber";
    private static final String NUMBER_ON = "no                     -> accountnumber";

    @TempDir
    private Path routes;
    private Installation installation;
    private Path customer;

    @BeforeEach
    void start() throws IOException {
        installation = Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(400)))
                .withOwnRoutes(routes).with("CRM_BATCH_SIZE", "20").start();
        customer = routes.resolve("mappings/customer.camel.yaml");
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private Mappings.Loaded loaded(String name) {
        return installation.runtime().mappings().find(name).orElseThrow();
    }

    private boolean sendsNumbers() {
        return loaded("customer").definition().fields().stream().anyMatch(field -> field.crm().equals("accountnumber"));
    }

    private void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void a_new_field_arrives_without_a_restart() throws IOException {
        installation.fullSynchronization("customer");

        edit(customer, NUMBER_OFF, NUMBER_ON);
        await().atMost(Duration.ofSeconds(3)).until(this::sendsNumbers);
        await().atMost(Duration.ofSeconds(30)).until(() -> installation.crm().rows("account").stream()
                .allMatch(account -> account.hasNonNull("accountnumber")));
    }

    @Test
    void a_broken_file_is_refused_by_line_and_word_and_the_last_good_one_goes_on() throws IOException {
        edit(customer, NUMBER_OFF, "no                     -> acountnumber");

        await().atMost(Duration.ofSeconds(3)).until(() -> !loaded("customer").mistakes().isEmpty());
        assertThat(loaded("customer").mistakes().get(0).toString()).contains("customer.camel.yaml:")
                .contains("acountnumber").contains("accountnumber");
        assertThat(loaded("customer").isEnabled()).isTrue();
        assertThat(installation.fullSynchronization("customer").state()).isEqualTo(FullSynchronization.State.FINISHED);

        edit(customer, "-> acountnumber", "-> accountnumber");
        await().atMost(Duration.ofSeconds(3)).until(() -> loaded("customer").mistakes().isEmpty() && sendsNumbers());
    }

    private Path file(String name) {
        return routes.resolve("mappings/" + name + ".camel.yaml");
    }

    /** Breaks these files at the same time. @return what each of them is refused for */
    private Map<String, String> refusals(Map<String, UnaryOperator<String>> edits) throws IOException {
        for (Map.Entry<String, UnaryOperator<String>> edit : edits.entrySet()) {
            String good = Files.readString(file(edit.getKey()));
            String broken = edit.getValue().apply(good);
            assertThat(broken).isNotEqualTo(good);
            Files.writeString(file(edit.getKey()), broken);
        }
        await().atMost(Duration.ofSeconds(10)).until(() ->
                edits.keySet().stream().noneMatch(name -> loaded(name).mistakes().isEmpty()));
        return edits.keySet().stream().collect(Collectors.toMap(name -> name, name ->
                loaded(name).mistakes().get(0).toString()));
    }

    private String lineOf(String name, String text) throws IOException {
        List<String> lines = Files.readAllLines(file(name));
        int line = 0;
        while (!lines.get(line).contains(text)) {
            line++;
        }
        return name + ".camel.yaml:" + (line + 1) + ":";
    }

    @Test
    void a_refusal_names_the_line_also_of_a_property_a_step_and_a_circle() throws IOException {
        Map<String, String> refusals = refusals(Map.of(
                "resource", text -> text.replace("conflict: ask", "conflict: aks"),
                "item", text -> text.replace("firstMeeting:", "firstMeetings:"),
                "currency", text -> text.replace("direct:write-crm", "direct:wirte-crm"),
                "customer", text -> text.replace("coupled contact, second pass", "coupled contact")));

        assertThat(refusals.get("resource")).contains(lineOf("resource", "conflict: aks")).contains("'ask'");
        assertThat(refusals.get("item")).contains("did you mean 'firstMeeting'");
        assertThat(refusals.get("currency")).contains(lineOf("currency", "direct:wirte-crm"))
                .contains("did you mean 'direct:write-crm'");
        assertThat(refusals.get("customer")).contains(lineOf("customer", "coupled contact"))
                .contains("contact -> customer").contains("second pass");
    }

    @Test
    void broken_yaml_and_a_misspelt_property_are_refused_too() throws IOException {
        Map<String, UnaryOperator<String>> edits = Map.of(
                "customer", text -> text.replace("erpTable: customer", "erpTabel: customer"),
                "item", text -> text.replace("      steps:", "     steps:"),
                "resource", text -> text.replace("uri: direct:look-up", "urri: direct:look-up"),
                "currency", text -> "");

        refusals(edits);

        assertThat(edits.keySet()).allMatch(name -> loaded(name).isEnabled());
    }

    @Test
    void a_new_file_is_a_new_mapping_and_a_deleted_one_ends_it() throws IOException {
        Path region = routes.resolve("mappings/customer-group.camel.yaml");
        Files.writeString(region, Files.readString(routes.resolve("mappings/unit-of-measure.camel.yaml"))
                .replace("unit-of-measure", "customer-group").replace("'NAV '", "'GROUP '"));
        await().atMost(Duration.ofSeconds(3)).until(() -> installation.runtime().mappings().find("customer-group").isPresent());
        assertThat(loaded("customer-group").mistakes()).isEmpty();

        Files.delete(region);
        await().atMost(Duration.ofSeconds(3)).until(() -> installation.runtime().mappings().find("customer-group").isEmpty());
    }

    @Test
    void an_edit_in_the_middle_of_a_job_takes_effect_between_two_pages() throws IOException {
        installation.crm().faults().add(Fault.delay(150).onMethod("POST").onTable("accounts"));
        UUID id = installation.runtime().fullSynchronizations().review(List.of("customer"), "test").id();
        installation.runtime().fullSynchronizations().start(id);
        await().atMost(Duration.ofSeconds(30)).until(() -> installation.crm().rows("account").size() > 40);

        edit(customer, NUMBER_OFF, NUMBER_ON);
        FullSynchronization run = installation.awaitEnd(id);

        SynchJob job = installation.job(run, "customer");
        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(job.count(Outcome.CREATED)).isEqualTo(400);
        assertThat(installation.crm().rows("account")).hasSize(400);
    }

    @Test
    void a_schedule_does_not_wait_for_its_job_so_an_edit_does_not_wait_for_it_either() throws IOException {
        installation.fullSynchronization("customer");
        installation.stop();
        installation.with("SCHEDULE_DEFAULT", "* * * * * ?").start();
        installation.crm().faults().add(Fault.delay(300).onMethod("POST"));
        installation.inErp("update customer set city = 'Turku', system_modified_at = current_timestamp");
        await().atMost(Duration.ofSeconds(10)).until(() -> !installation.runtime().jobs().isIdle());

        assertThat(installation.runtime().context().getInflightRepository().size("customer-schedule")).isZero();
        edit(customer, NUMBER_OFF, NUMBER_ON);

        await().atMost(Duration.ofSeconds(3)).until(this::sendsNumbers);
        await().atMost(Duration.ofSeconds(60)).until(() -> installation.crm().rows("account").stream().allMatch(account ->
                account.hasNonNull("accountnumber") && "Turku".equals(account.path("address1_city").asText())));
    }
}
