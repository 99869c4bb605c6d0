package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.ModelRecord.Side;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People edit, create and delete customers and accounts at random, and describe price groups in the ERP, while jobs run, the
 * CRM fails and the runtime is started again. In the end both sides must say the same, as a simple model allows it, each
 * record once, and nothing may move any more. Longer, or again what has failed:
 * {@code mvn test -Dtest=RandomisedTest -Dkytkin.random.seed=17 -Dkytkin.random.steps=2000 -Dkytkin.random.database=POSTGRESQL};
 * {@code -Dkytkin.random.seeds=100} tries a hundred seeds from that one on.
 */
class RandomisedTest {
    private static final String CUSTOMER = "customer";
    private static final String GROUP = "customer-price-group";
    private static final List<String> TEXTS = People.TEXTS.keySet().stream().sorted().toList();
    private static final List<String> ERP_FIELDS = with(TEXTS, People.CURRENCY, People.GROUP, People.SALESPERSON);
    private static final List<String> CRM_FIELDS = with(TEXTS, People.CURRENCY);
    private static final List<String> LETTERS = List.of("Å", "'", "\"", " & ", "/", "%", "ß", "東", ";--", "x");
    /** What a rule of the CRM does not take while it is in force; its own people know that. */
    private static final String REFUSED = "^ERP.*x";
    private static final int MOST_ROUNDS = 40;

    @TempDir
    private Path routes;

    private final Map<String, ModelRecord> records = new LinkedHashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    /** What happened, for whoever looks into a failure. */
    private final List<String> story = new ArrayList<>();
    private Installation installation;
    private People people;
    private Random random;
    private String onErpDelete;
    private String onCrmDelete;
    private Side wins;
    private CompletableFuture<Void> job = CompletableFuture.completedFuture(null);
    private int moment;
    private int values;

    private static List<String> with(List<String> fields, String... more) {
        return Stream.concat(fields.stream(), Stream.of(more)).toList();
    }

    static LongStream seeds() {
        long first = Long.getLong("kytkin.random.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("kytkin.random.seeds", 3));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void both_sides_agree_in_the_end(long seed) throws IOException {
        System.out.println("RandomisedTest: seed " + seed);
        random = new Random(new Random(seed).nextLong());
        start();
        try {
            for (int step = Integer.getInteger("kytkin.random.steps", 45); step > 0; step--) {
                step();
            }
            settle();
        } catch (AssertionError | RuntimeException wrong) {
            story.forEach(System.out::println);
            parked().forEach(System.out::println);
            throw wrong;
        } finally {
            job.exceptionally(failure -> null).join();
            installation.close();
        }
    }

    private void start() throws IOException {
        Database database = Database.valueOf(System.getProperty("kytkin.random.database", "H2"));
        installation = Installation.on(database, company -> CompanyGenerator.generate(company, GeneratorSettings.customers(1)))
                .withOwnRoutes(routes).with("DELETES_MOST", "100000").with("CRM_TIMEOUT_SECONDS", "1")
                .with("CRM_LONGEST_PAUSE_SECONDS", "1").with("CRM_BATCH_SIZE", "10");
        people = new People(installation);
        people.hireSalespeople();
        installation.inErp("delete from customer");
        installation.inErp("insert into no_series_line (series_code, line_no, starting_no, last_no_used, system_id, "
                + "system_modified_at) values ('CUSTOMER', 10000, 'K00001', 'K00000', "
                + "cast('00000000-0000-0000-0000-000000000001' as uuid), current_timestamp)");
        onErpDelete = oneOf("keep", "deactivate", "delete", "restore");
        onCrmDelete = oneOf("keep", "deactivate blocked = 'All'", "delete", "restore");
        String conflict = oneOf("erp", "crm", "newest");
        wins = conflict.equals("newest") ? null : Side.valueOf(conflict.toUpperCase(Locale.ROOT));
        System.out.println("  onErpDelete: " + onErpDelete + ", onCrmDelete: " + onCrmDelete + ", conflict: " + conflict);
        installation.ownRoutes().edit(CUSTOMER, text -> text.replaceAll("onErpDelete: .*", "onErpDelete: " + onErpDelete)
                .replaceAll("onCrmDelete: .*", "onCrmDelete: " + onCrmDelete).replaceAll("conflict: .*", "conflict: " + conflict)
                .replaceAll("firstMeeting: .*", "firstMeeting: newest"));
        installation.start();
        installation.fullSynchronization(CUSTOMER);
    }

    private String oneOf(String... words) {
        return words[random.nextInt(words.length)];
    }

    /** @param first of its letters: where it was written */
    private String value(String first) {
        return first + ++values + LETTERS.get(random.nextInt(LETTERS.size())) + random.nextInt(100);
    }

    private String value(Side side, String field) {
        List<String> choices = people.choices(field);
        return choices.isEmpty() ? value(side.name()) : choices.get(random.nextInt(choices.size()));
    }

    private void step() {
        int dice = random.nextInt(100);
        story.add("-- step " + story.size());
        if (dice < 7) {
            create(Side.ERP);
        } else if (dice < 14) {
            create(Side.CRM);
        } else if (dice < 34) {
            edit(Side.ERP);
        } else if (dice < 52) {
            edit(Side.CRM);
        } else if (dice < 57) {
            editBothSides();
        } else if (dice < 59) {
            editLate();
        } else if (dice < 61) {
            describeGroup();
        } else if (dice < 62) {
            rename();
        } else if (dice < 64) {
            shelve(random.nextBoolean() ? Side.ERP : Side.CRM);
        } else if (dice < 69) {
            delete(random.nextBoolean() ? Side.ERP : Side.CRM);
        } else if (dice < 72) {
            spoil();
        } else if (dice < 77) {
            fail();
        } else if (dice < 80) {
            restart();
        } else if (dice < 97) {
            synchronize();
        } else {
            settle();
        }
    }

    /** Now and then the next steps happen while the job runs. */
    private void synchronize() {
        job.join();
        begin();
        if (random.nextBoolean()) {
            job.join();
            story.add("synchronized");
        }
    }

    private void begin() {
        story.add("synchronize");
        moment++;
        boolean both = random.nextBoolean();
        job = job.thenRunAsync(() -> {
            if (both) {
                installation.synchronizeChanges(GROUP);
            }
            installation.synchronizeChanges(CUSTOMER);
        });
    }

    private int moment() {
        return job.isDone() ? moment : ModelRecord.WHILE_A_JOB_RUNS;
    }

    /** After its jobs, in the middle of one, or so that the next takes over while this one still thinks that it may write. */
    private void restart() {
        String how = oneOf("after its jobs", "in the middle", "taken over");
        story.add("restart " + how);
        if (how.equals("after its jobs")) {
            job.join();
        }
        if (!how.equals("taken over")) {
            installation.stop();
            job.join();
            installation.start();
            return;
        }
        IntegrationRuntime before = installation.runtime();
        Database.execute(installation.state(), "update lease set until = current_timestamp - interval '1' second");
        installation.start();
        CompletableFuture<Void> old = job.thenRun(before::close);
        job = CompletableFuture.completedFuture(null);
        begin();
        job = CompletableFuture.allOf(job, old);
    }

    private void create(Side side) {
        ModelRecord record = new ModelRecord("https://token" + records.size() + ".example", wins);
        story.add(side + " creates " + record.token());
        Map<String, String> texts = new LinkedHashMap<>();
        TEXTS.forEach(field -> texts.put(field, value(side, field)));
        ERP_FIELDS.forEach(field -> record.edited(side, field, texts.getOrDefault(field, ""), moment()));
        people.create(side, record.token(), "E" + records.size(), texts);
        records.put(record.token(), record);
    }

    /** A record that the side has at present, also if it was just deleted on the other one, or null. */
    private ModelRecord some(Side side) {
        List<ModelRecord> living = records.values().stream().filter(record -> !record.deletedOn().contains(side)).toList();
        ModelRecord record = living.isEmpty() ? null : living.get(random.nextInt(living.size()));
        return record != null && people.has(side, record.token()) ? record : null;
    }

    private void edit(Side side) {
        ModelRecord record = some(side);
        if (record != null) {
            List<String> fields = side == Side.ERP ? ERP_FIELDS : CRM_FIELDS;
            edit(side, record, fields.get(random.nextInt(fields.size())));
        }
    }

    private void edit(Side side, ModelRecord record, String field) {
        String value = value(side, field);
        int before = moment();
        people.edit(side, record.token(), field, value);
        edited(side, record, field, value, before);
    }

    /** @param before the moment at which the edit began */
    private void edited(Side side, ModelRecord record, String field, String value, int before) {
        record.edited(side, field, value, before);
        story.add(side + " edits " + record.token() + " " + field + " = " + value + (before < 0 ? " while a job runs" : ""));
    }

    /** The same field, or two of one record. */
    private void editBothSides() {
        ModelRecord record = some(Side.ERP);
        if (record != null && people.has(Side.CRM, record.token())) {
            String field = TEXTS.get(random.nextInt(TEXTS.size()));
            edit(Side.ERP, record, field);
            edit(Side.CRM, record, random.nextBoolean() ? field : CRM_FIELDS.get(random.nextInt(CRM_FIELDS.size())));
        }
    }

    private void editLate() {
        ModelRecord record = some(Side.ERP);
        if (record != null) {
            job.join();
            String value = value(Side.ERP, "city");
            people.editLate(record.token(), "city", value, () -> {
                begin();
                job.join();
            });
            edited(Side.ERP, record, "city", value, ModelRecord.WHILE_A_JOB_RUNS);
        }
    }

    private void describeGroup() {
        String code = "G" + random.nextInt(6);
        groups.put(code, value(Side.ERP.name()));
        story.add("ERP describes group " + code + " = " + groups.get(code));
        people.describeGroup(code, groups.get(code));
    }

    /** A customer or a price group gets another key. */
    private void rename() {
        ModelRecord record = some(Side.ERP);
        String code = groups.keySet().stream().findFirst().orElse(null);
        String other = "R" + ++values;
        if (code != null && random.nextBoolean()) {
            story.add("ERP renames group " + code + " to " + other);
            people.renameGroup(code, other);
            groups.put(other, groups.remove(code));
            records.values().forEach(each -> each.renamed(People.GROUP, code, other));
        } else if (record != null) {
            story.add("ERP renames " + record.token() + " to " + other);
            people.edit(Side.ERP, record.token(), "no", other);
        }
    }

    private void shelve(Side side) {
        ModelRecord record = some(side);
        if (record != null && !record.isDeleted()) {
            story.add(side + " shelves " + record.token());
            people.shelve(side, record.token());
        }
    }

    /** Everything is as the mapping can carry it; what a policy marked stays marked. */
    private void tidy() {
        installation.crm().faults().clear();
        people.tidyCustomers();
        Map<String, List<Map<String, String>>> accounts = people.accounts();
        records.values().stream().filter(record -> !record.isDeleted() || !onErpDelete.equals("deactivate"))
                .filter(record -> accounts.getOrDefault(record.token(), List.of()).stream()
                        .anyMatch(account -> account.get("statecode").equals("1")))
                .forEach(record -> people.unshelveAccount(record.token()));
    }

    private void delete(Side side) {
        ModelRecord record = some(side);
        if (record != null) {
            record.deleted(side);
            story.add(side + " deletes " + record.token());
            people.delete(side, record.token());
        }
    }

    /** A code that the mapping does not know keeps a record from the CRM until it is corrected. */
    private void spoil() {
        ModelRecord record = some(Side.ERP);
        if (record != null) {
            story.add("ERP spoils " + record.token());
            people.edit(Side.ERP, record.token(), "payment_terms_code", People.UNKNOWN_TERMS);
        }
    }

    private void fail() {
        List<Fault> faults = List.of(Fault.throttled(0), Fault.status(503, -1), Fault.cutBeforeCommit(), Fault.cutAfterCommit(),
                Fault.delay(1500), Fault.status(410, -1).onUrl("deltatoken"), Fault.refuseRecords("address1_city", REFUSED, "This organization takes no such city."));
        Fault fault = faults.get(random.nextInt(faults.size()));
        if (fault.kind() != Fault.Kind.REFUSE_RECORD) {
            fault = fault.fromThe(1 + random.nextInt(3)).times(1 + random.nextInt(2));
        }
        story.add("CRM " + fault.kind() + " " + fault.status() + " from the " + fault.nth() + ", " + fault.times() + " times");
        installation.crm().faults().add(fault);
    }

    /** Everybody waits until nothing moves any more; then both sides are compared. */
    private void settle() {
        job.join();
        story.add("settle");
        moment++;
        tidy();
        int quiet = 0;
        for (int round = 0; quiet < 2; round++) {
            assertThat(round).as("rounds in which something still moves").isLessThan(MOST_ROUNDS);
            Map<String, Map<String, String>> before = people.customers();
            installation.crm().resetStatistics();
            installation.runtime().parkedRecords().retry(CUSTOMER, null, null);
            installation.run(new JobRequest(CUSTOMER, Direction.TO_CRM, Scope.DELETES, List.of(), "test", null));
            installation.synchronizeChanges(GROUP);
            installation.synchronizeChanges(CUSTOMER);
            long writes = installation.crm().statistics().writes();
            Map<String, Map<String, String>> after = people.customers();
            if (!bothSidesAnswer()) {
                Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                continue;
            }
            quiet = writes == 0 && after.equals(before) ? quiet + 1 : 0;
            if (quiet == 0) {
                before.entrySet().removeAll(after.entrySet());
                story.add("round " + round + ": " + writes + " writes to the CRM; customers changed: " + before);
            }
        }
        compare();
        moment++;
    }

    /** Whether the last jobs came to their end, with nothing left that only waits for time. */
    private boolean bothSidesAnswer() {
        return parked().stream().noneMatch(record -> record.parking().parkingClass() == ParkingClass.TRANSIENT)
                && Stream.of(Direction.values()).allMatch(direction -> hasFinished(CUSTOMER, direction))
                && hasFinished(GROUP, Direction.TO_CRM);
    }

    private boolean hasFinished(String mapping, Direction direction) {
        return installation.runtime().jobs().store().latest(mapping, direction, null).orElseThrow().state()
                == SynchJob.State.FINISHED;
    }

    private List<ParkedRecord> parked() {
        return installation.runtime().parkedRecords().list(null, null, null, 100_000);
    }

    private void compare() {
        Map<String, Map<String, String>> customers = people.customers();
        Map<String, List<Map<String, String>>> accounts = people.accounts();
        Map<String, String> couplings = new HashMap<>();
        Map<String, String> keys = new HashMap<>();
        installation.runtime().couplings().list(CUSTOMER, null, null, null, 100_000).stream().map(CouplingStore.Stored::coupling)
                .filter(Coupling::isCoupled).forEach(coupling -> {
                    couplings.put(coupling.erpId(), coupling.crmId().toString());
                    keys.put(coupling.erpId(), coupling.erpKey());
                });
        Map<String, String> pairs = new HashMap<>();
        for (ModelRecord record : records.values()) {
            Map<String, String> customer = customers.get(record.token());
            List<Map<String, String>> account = accounts.getOrDefault(record.token(), List.of());
            if (record.isDeleted() && !isRestored(record)) {
                assertDeleted(record, customer, account);
                continue;
            }
            if (record.isDeleted() && (customer == null && account.isEmpty() || isDeletedAgain(record, customer, account))) {
                // Deleted on both sides, or before anybody else knew it.
                continue;
            }
            assertThat(customer).as(record.token() + " in the ERP, deleted on " + record.deletedOn()).isNotNull();
            assertThat(account).as(record.token() + " in the CRM, deleted on " + record.deletedOn()).hasSize(1);
            pairs.put(customer.get("system_id"), account.get(0).get("accountid"));
            assertThat(keys).as(record.token()).containsEntry(customer.get("system_id"), customer.get("no"));
            record.isOnBothSides();
            ERP_FIELDS.stream().filter(field -> CRM_FIELDS.contains(field) || !record.wasLostWithIt(customer.get(field)))
                    .forEach(field -> record.agree(field, customer.get(field), account.get(0).get(field)));
        }
        assertThat(couplings).as("couplings").containsAllEntriesOf(pairs);
        assertThat(customers.keySet()).as("customers").isSubsetOf(records.keySet());
        assertThat(accounts.keySet()).as("accounts").isSubsetOf(records.keySet());
        Map<String, List<String>> priceLists = people.priceLists();
        groups.forEach((code, description) -> assertThat(priceLists).containsEntry(code, List.of(description)));
        parked().forEach(this::assertWaitsForAPerson);
    }

    /** Only what was deleted on one side may wait for somebody. */
    private void assertWaitsForAPerson(ParkedRecord parked) {
        assertThat(parked.parking().parkingClass()).as(parked.toString()).isEqualTo(ParkingClass.PARTNER_DELETED);
        assertThat(parked.parking().reason()).as(parked.toString()).doesNotContain("at the end of the job");
    }

    /** Restored where it was deleted first, it was then deleted on the other side: that side's policy counts. */
    private boolean isDeletedAgain(ModelRecord record, Map<String, String> customer, List<Map<String, String>> account) {
        return record.deletedOn().size() > 1 && (customer == null || account.isEmpty());
    }

    private boolean isRestored(ModelRecord record) {
        return record.deletedOn().stream().anyMatch(side -> (side == Side.ERP ? onErpDelete : onCrmDelete).equals("restore"));
    }

    /** Nobody brings it back; the other side's is gone, marked or kept as the policy says, or a person is asked. */
    private void assertDeleted(ModelRecord record, Map<String, String> customer, List<Map<String, String>> account) {
        if (record.deletedOn().contains(Side.ERP)) {
            assertThat(customer).as(record.token() + " in the ERP, where it was deleted").isNull();
            assertThat(account).as(record.token() + " in the CRM").hasSizeLessThanOrEqualTo(1);
        }
        if (record.deletedOn().contains(Side.CRM)) {
            assertThat(account).as(record.token() + " in the CRM, where it was deleted").isEmpty();
        }
        if (!account.isEmpty() && !isAsked(account.get(0).get("accountid"))) {
            assertThat(onErpDelete).as("what becomes of " + record.token() + " in the CRM").isIn("keep", "deactivate");
            assertThat(account.get(0)).as(record.token())
                    .containsEntry("statecode", onErpDelete.equals("deactivate") ? "1" : "0");
        }
        if (customer != null && !isAsked(customer.get("system_id"))) {
            assertThat(onCrmDelete).as("what becomes of " + record.token() + " in the ERP").isNotEqualTo("delete");
            assertThat(customer).as(record.token()).containsEntry("blocked", onCrmDelete.startsWith("deactivate") ? "All" : "");
        }
    }

    private boolean isAsked(String id) {
        return parked().stream().anyMatch(parked ->
                Arrays.asList(parked.recordId(), parked.erpId(), String.valueOf(parked.crmId())).contains(id));
    }
}
