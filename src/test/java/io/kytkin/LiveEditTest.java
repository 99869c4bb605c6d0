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
import java.util.Set;
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

    private static final int CUSTOMERS = 400;
    private static final int PAGES = 100;

    @TempDir
    private Path folder;
    private Installation installation;
    private OwnRoutes routes;
    private Path customer;

    @BeforeEach
    void fill() throws IOException {
        installation = Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))
                .withOwnRoutes(folder).with("CRM_BATCH_SIZE", "20");
        routes = installation.ownRoutes();
        customer = routes.mapping("customer");
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

    @Test
    void a_new_field_arrives_without_a_restart() throws IOException {
        installation.start();
        installation.fullSynchronization("customer");

        OwnRoutes.replace(customer, NUMBER_OFF, NUMBER_ON);
        await().atMost(Duration.ofSeconds(3)).until(this::sendsNumbers);
        await().atMost(Duration.ofSeconds(30)).until(() -> installation.crm().rows("account").stream()
                .allMatch(account -> account.hasNonNull("accountnumber")));
    }

    @Test
    void a_broken_file_is_refused_by_line_and_word_and_the_last_good_one_goes_on() throws IOException {
        installation.start();
        OwnRoutes.replace(customer, NUMBER_OFF, "no                     -> acountnumber");

        await().atMost(Duration.ofSeconds(3)).until(() -> !loaded("customer").mistakes().isEmpty());
        assertThat(loaded("customer").mistakes().get(0).toString()).contains("customer.camel.yaml:")
                .contains("acountnumber").contains("accountnumber");
        assertThat(loaded("customer").isEnabled()).isTrue();
        assertThat(installation.fullSynchronization("customer").state()).isEqualTo(FullSynchronization.State.FINISHED);

        OwnRoutes.replace(customer, "-> acountnumber", "-> accountnumber");
        await().atMost(Duration.ofSeconds(3)).until(() -> loaded("customer").mistakes().isEmpty() && sendsNumbers());
    }

    /** Breaks these files at the same time. @return what each of them is refused for */
    private Map<String, String> refusals(Map<String, UnaryOperator<String>> edits) throws IOException {
        for (Map.Entry<String, UnaryOperator<String>> edit : edits.entrySet()) {
            routes.edit(edit.getKey(), edit.getValue());
        }
        await().atMost(Duration.ofSeconds(10)).until(() ->
                edits.keySet().stream().noneMatch(name -> loaded(name).mistakes().isEmpty()));
        return edits.keySet().stream().collect(Collectors.toMap(name -> name, name ->
                loaded(name).mistakes().get(0).toString()));
    }

    private String lineOf(String name, String text) throws IOException {
        List<String> lines = Files.readAllLines(routes.mapping(name));
        int line = 0;
        while (!lines.get(line).contains(text)) {
            line++;
        }
        return name + ".camel.yaml:" + (line + 1) + ":";
    }

    @Test
    void a_refusal_names_the_line_also_of_a_property_a_step_and_a_circle() throws IOException {
        installation.start();
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
        installation.start();
        Map<String, UnaryOperator<String>> edits = Map.of(
                "customer", text -> text.replace("erpTable: customer", "erpTabel: customer"),
                "item", text -> text.replace("      steps:", "     steps:"),
                "resource", text -> text.replace("uri: direct:look-up", "urri: direct:look-up"),
                "currency", text -> "");

        refusals(edits);

        assertThat(edits.keySet()).allMatch(name -> loaded(name).isEnabled());
    }

    private String customerGroup() throws IOException {
        return Files.readString(routes.mapping("unit-of-measure")).replace("unit-of-measure", "customer-group")
                .replace("'NAV '", "'GROUP '");
    }

    @Test
    void a_new_file_is_a_new_mapping_and_a_deleted_one_ends_it() throws IOException {
        installation.start();
        Path group = routes.mapping("customer-group");
        Files.writeString(group, customerGroup());
        await().atMost(Duration.ofSeconds(3)).until(() -> installation.runtime().mappings().find("customer-group").isPresent());
        assertThat(loaded("customer-group").mistakes()).isEmpty();

        Files.delete(group);
        await().atMost(Duration.ofSeconds(3)).until(() -> installation.runtime().mappings().find("customer-group").isEmpty());
    }

    /** Begins one over {@value #PAGES} pages, slowly enough for edits to fall into it, and waits until it is at work. */
    private UUID startLongFullSynchronization() {
        installation.with("CRM_BATCH_SIZE", String.valueOf(CUSTOMERS / PAGES)).with("CRM_MAX_PARALLEL", "2").start();
        installation.crm().faults().add(Fault.delay(250).onMethod("POST").onTable("accounts"));
        UUID id = installation.runtime().fullSynchronizations().review(List.of("customer"), "test").id();
        installation.runtime().fullSynchronizations().start(id, "test");
        await().atMost(Duration.ofSeconds(30)).until(() -> !accounts().isEmpty());
        return id;
    }

    private Set<String> accounts() {
        return installation.crm().rows("account").stream().map(account -> account.get("accountid").asText())
                .collect(Collectors.toSet());
    }

    private void assertAllSentOnce() {
        assertThat(accounts()).hasSize(CUSTOMERS);
        assertThat(installation.crm().statistics().created("account")).isEqualTo(CUSTOMERS);
        assertThat(installation.crm().statistics().repeatedCreates("account")).isZero();
    }

    @Test
    void edits_in_the_middle_of_a_job_over_100_pages_take_effect_between_two_pages_and_each_page_goes_once()
            throws IOException {
        UUID id = startLongFullSynchronization();

        OwnRoutes.replace(customer, NUMBER_OFF, NUMBER_ON);
        await().atMost(Duration.ofSeconds(3)).until(this::sendsNumbers);
        Set<String> before = accounts();
        OwnRoutes.replace(customer, "-> accountnumber", "-> acountnumber");
        Files.writeString(routes.mapping("customer-group"), customerGroup());
        Files.delete(routes.mapping("resource"));
        await().atMost(Duration.ofSeconds(5)).until(() -> !loaded("customer").mistakes().isEmpty()
                && installation.runtime().mappings().find("customer-group").isPresent()
                && installation.runtime().mappings().find("resource").isEmpty());
        int whenBroken = accounts().size();
        await().atMost(Duration.ofSeconds(10)).until(() -> accounts().size() > whenBroken);
        OwnRoutes.replace(customer, "-> acountnumber", "-> accountnumber");
        await().atMost(Duration.ofSeconds(3)).until(() -> loaded("customer").mistakes().isEmpty());

        assertThat(installation.crm().rows("account")).as("all of this fell into the job").hasSizeBetween(1, CUSTOMERS - 1)
                .filteredOn(account -> !before.contains(account.get("accountid").asText())).isNotEmpty()
                .as("sent by the edited version, also while the file was broken")
                .allMatch(account -> account.hasNonNull("accountnumber"));
        installation.crm().faults().clear();
        FullSynchronization run = installation.awaitEnd(id);
        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(installation.job(run, "customer").count(Outcome.CREATED)).isEqualTo(CUSTOMERS);
        assertThat(loaded("customer-group").mistakes()).isEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> installation.crm().rows("account").stream()
                .allMatch(account -> account.hasNonNull("accountnumber")));
        assertAllSentOnce();
        assertThat(installation.crm().statistics().updated("account")).as("only those sent before the edit lacked the number")
                .isBetween(1L, (long) before.size());
    }

    @Test
    void a_job_whose_file_is_deleted_is_cancelled_with_the_reason_and_what_is_left_goes_once_the_file_is_back()
            throws IOException {
        UUID id = startLongFullSynchronization();

        Path aside = Files.move(customer, folder.resolve("customer.aside"));
        FullSynchronization run = installation.awaitEnd(id);

        assertThat(run.lines()).filteredOn(line -> line.mapping().equals("customer")).first()
                .satisfies(line -> assertThat(line.message()).isEqualTo("the file of the mapping is gone"));
        assertThat(installation.jobs(run).stream().filter(job -> job.mapping().equals("customer")))
                .isNotEmpty().allSatisfy(job -> {
                    assertThat(job.state()).isEqualTo(SynchJob.State.CANCELLED);
                    assertThat(job.message()).isEqualTo("the file of the mapping is gone");
                });
        assertThat(installation.job(run, "customer").count(Outcome.CREATED)).as("the pages in hand were finished")
                .isEqualTo(accounts().size()).isLessThan(CUSTOMERS);
        installation.crm().faults().clear();
        Files.move(aside, customer);
        await().atMost(Duration.ofSeconds(3)).until(() -> installation.runtime().mappings().find("customer").isPresent());
        assertThat(installation.fullSynchronization("customer").state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertAllSentOnce();
    }

    @Test
    void a_schedule_does_not_wait_for_its_job_so_an_edit_does_not_wait_for_it_either() throws IOException {
        installation.start().fullSynchronization("customer");
        installation.stop();
        installation.with("SCHEDULE_DEFAULT", "* * * * * ?").start();
        installation.crm().faults().add(Fault.delay(300).onMethod("POST"));
        installation.inErp("update customer set city = 'Turku', system_modified_at = current_timestamp");
        await().atMost(Duration.ofSeconds(10)).until(() -> !installation.runtime().jobs().isIdle());

        // A tick itself takes a moment; its job takes seconds.
        await().atMost(Duration.ofSeconds(1)).until(() ->
                installation.runtime().context().getInflightRepository().size("customer-schedule") == 0);
        assertThat(installation.runtime().jobs().isIdle()).isFalse();
        OwnRoutes.replace(customer, NUMBER_OFF, NUMBER_ON);

        await().atMost(Duration.ofSeconds(3)).until(this::sendsNumbers);
        await().atMost(Duration.ofSeconds(60)).until(() -> installation.crm().rows("account").stream().allMatch(account ->
                account.hasNonNull("accountnumber") && "Turku".equals(account.path("address1_city").asText())));
    }
}
