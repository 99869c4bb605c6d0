package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.ModelRecord.Side;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People edit, create and delete customers and accounts at random, while jobs run, the CRM fails and the runtime is started
 * again. In the end both sides must say the same, as a simple model allows it, each record once, and nothing may move any
 * more. Longer, or again what has failed:
 * {@code mvn test -Dtest=RandomisedTest -Dkytkin.random.seed=17 -Dkytkin.random.steps=2000 -Dkytkin.random.database=POSTGRESQL};
 * {@code -Dkytkin.random.seeds=100} tries a hundred seeds from that one on.
 */
class RandomisedTest {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>(Map.of("name", "name", "address", "address1_line1",
            "city", "address1_city", "phone_no", "telephone1", "contact", "address1_primarycontactname"));
    private static final List<String> LETTERS = List.of("Å", "'", "\"", " & ", "/", "%", "ß", "東", ";--", "x");
    private static final int MOST_ROUNDS = 40;

    @TempDir
    private Path routes;

    private final Map<String, ModelRecord> records = new LinkedHashMap<>();
    /** What happened, for whoever looks into a failure. */
    private final List<String> story = new ArrayList<>();
    private Installation installation;
    private Jdbi erp;
    private Random random;
    private String onErpDelete;
    private String onCrmDelete;
    private CompletableFuture<Void> job = CompletableFuture.completedFuture(null);
    private int values;

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
            for (int step = Integer.getInteger("kytkin.random.steps", 60); step > 0; step--) {
                step();
            }
            settle();
        } catch (AssertionError wrong) {
            story.forEach(System.out::println);
            installation.runtime().parkedRecords().list("customer", null, null, 1000).forEach(System.out::println);
            throw wrong;
        } finally {
            installation.close();
        }
    }

    private void start() throws IOException {
        TwoWayTest.Database database = TwoWayTest.Database.valueOf(System.getProperty("kytkin.random.database", "H2"));
        installation = Installation.on(SandboxSettings.defaults().withAuthentication(false), database.url("erp"),
                database.url("state"), company -> CompanyGenerator.generate(company, GeneratorSettings.customers(1)))
                .withOwnRoutes(routes).with("DELETES_MOST", "100000").with("CRM_TIMEOUT_SECONDS", "1")
                .with("CRM_LONGEST_PAUSE_SECONDS", "1").with("CRM_BATCH_SIZE", "10");
        erp = installation.jdbi();
        installation.inErp("delete from customer");
        installation.inErp("insert into no_series_line (series_code, line_no, starting_no, last_no_used, system_id, "
                + "system_modified_at) values ('CUSTOMER', 10000, 'K00001', 'K00000', "
                + "cast('00000000-0000-0000-0000-000000000001' as uuid), current_timestamp)");
        onErpDelete = oneOf("keep", "deactivate", "delete", "restore");
        onCrmDelete = oneOf("keep", "deactivate blocked = 'All'", "delete", "restore");
        String conflict = oneOf("erp", "crm", "newest");
        System.out.println("  onErpDelete: " + onErpDelete + ", onCrmDelete: " + onCrmDelete + ", conflict: " + conflict);
        Path file = routes.resolve("mappings/customer.camel.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("onErpDelete: .*", "onErpDelete: " + onErpDelete)
                .replaceAll("onCrmDelete: .*", "onCrmDelete: " + onCrmDelete).replaceAll("conflict: .*", "conflict: " + conflict)
                .replaceAll("firstMeeting: .*", "firstMeeting: newest"));
        installation.start();
        installation.fullSynchronization("customer");
    }

    private String oneOf(String... words) {
        return words[random.nextInt(words.length)];
    }

    private String value() {
        return "v" + ++values + LETTERS.get(random.nextInt(LETTERS.size())) + random.nextInt(100);
    }

    private void step() {
        int dice = random.nextInt(100);
        story.add("-- step " + story.size());
        if (dice < 8) {
            createInErp();
        } else if (dice < 16) {
            createInCrm();
        } else if (dice < 38) {
            edit(Side.ERP, oneOf(FIELDS.keySet().toArray(new String[0])));
        } else if (dice < 60) {
            edit(Side.CRM, oneOf(FIELDS.keySet().toArray(new String[0])));
        } else if (dice < 66) {
            delete(random.nextBoolean() ? Side.ERP : Side.CRM);
        } else if (dice < 70) {
            spoil();
        } else if (dice < 76) {
            fail();
        } else if (dice < 79) {
            story.add("restart");
            job.join();
            installation.stop();
            installation.start();
        } else if (dice < 97) {
            synchronize();
        } else {
            settle();
        }
    }

    /** Now and then the next steps happen while the job runs. */
    private void synchronize() {
        job.join();
        story.add("synchronize");
        job = CompletableFuture.runAsync(() -> installation.synchronizeChanges("customer"));
        if (random.nextBoolean()) {
            job.join();
            story.add("synchronized");
        }
    }

    private void createInErp() {
        ModelRecord record = newRecord(Side.ERP);
        Map<String, String> row = new HashMap<>();
        FIELDS.keySet().forEach(field -> row.put(field, value()));
        row.forEach((field, value) -> record.edited(Side.ERP, field, value));
        erp.useHandle(handle -> handle.createUpdate("insert into customer (no, name, address, city, phone_no, contact, home_page, "
                        + "system_id, system_modified_at) values (:no, :name, :address, :city, :phone_no, :contact, :token, "
                        + ":id, current_timestamp)").bindMap(row).bind("no", "E" + records.size())
                .bind("token", record.token()).bind("id", UUID.randomUUID()).execute());
    }

    private void createInCrm() {
        ModelRecord record = newRecord(Side.CRM);
        Map<String, Object> row = new HashMap<>(Map.of("customertypecode", 3, "websiteurl", record.token()));
        FIELDS.forEach((field, attribute) -> {
            String value = value();
            row.put(attribute, value);
            record.edited(Side.CRM, field, value);
        });
        installation.crm().create("account", row);
    }

    private ModelRecord newRecord(Side side) {
        ModelRecord record = new ModelRecord("https://token" + records.size() + ".example");
        story.add(side + " creates " + record.token());
        records.put(record.token(), record);
        return record;
    }

    /** A record that the side has at present, or null. */
    private ModelRecord some(Side side) {
        List<ModelRecord> living = records.values().stream().filter(record -> !record.isDeleted()).toList();
        ModelRecord record = living.isEmpty() ? null : living.get(random.nextInt(living.size()));
        return record == null || (side == Side.ERP ? customers().get(record.token()) : accounts().get(record.token())) == null
                ? null : record;
    }

    private void edit(Side side, String field) {
        ModelRecord record = some(side);
        if (record == null) {
            return;
        }
        String value = value();
        record.edited(side, field, value);
        story.add(side + " edits " + record.token() + " " + field + " = " + value);
        if (side == Side.ERP) {
            erp.useHandle(handle -> handle.createUpdate("update customer set " + field + " = :value, "
                            + "system_modified_at = current_timestamp where home_page = :token").bind("value", value)
                    .bind("token", record.token()).execute());
        } else {
            installation.crm().update("account", id(accounts().get(record.token()).get(0)), Map.of(FIELDS.get(field), value));
        }
    }

    private void delete(Side side) {
        ModelRecord record = some(side);
        if (record == null) {
            return;
        }
        record.deleted(side);
        story.add(side + " deletes " + record.token());
        if (side == Side.ERP) {
            erp.useHandle(handle -> handle.createUpdate("delete from customer where home_page = :token")
                    .bind("token", record.token()).execute());
        } else {
            installation.crm().delete("account", id(accounts().get(record.token()).get(0)));
        }
    }

    /** A code that the mapping does not know keeps a record from the CRM until it is corrected. */
    private void spoil() {
        ModelRecord record = some(Side.ERP);
        if (record != null) {
            story.add("ERP spoils " + record.token());
            erp.useHandle(handle -> handle.createUpdate("update customer set payment_terms_code = 'NOPE', "
                    + "system_modified_at = current_timestamp where home_page = :token").bind("token", record.token()).execute());
        }
    }

    private void fail() {
        List<Fault> faults = List.of(Fault.throttled(0), Fault.status(503, -1), Fault.cutBeforeCommit(), Fault.cutAfterCommit(),
                Fault.delay(1500));
        Fault fault = faults.get(random.nextInt(faults.size())).fromThe(1 + random.nextInt(3)).times(1 + random.nextInt(2));
        story.add("CRM " + fault.kind() + " " + fault.status() + " from the " + fault.nth() + ", " + fault.times() + " times");
        installation.crm().faults().add(fault);
    }

    /** Everybody waits until nothing moves any more; then both sides are compared. */
    private void settle() {
        job.join();
        story.add("settle");
        installation.crm().faults().clear();
        installation.inErp("update customer set payment_terms_code = '', system_modified_at = current_timestamp "
                + "where payment_terms_code = 'NOPE'");
        int quiet = 0;
        for (int round = 0; quiet < 2; round++) {
            assertThat(round).as("rounds in which something still moves").isLessThan(MOST_ROUNDS);
            Map<String, String> before = customers();
            installation.crm().resetStatistics();
            installation.runtime().parkedRecords().retry("customer", null, null);
            installation.run(new JobRequest("customer", Direction.TO_CRM, Scope.DELETES, List.of(), "test", null));
            installation.synchronizeChanges("customer");
            long writes = installation.crm().statistics().writes();
            Map<String, String> after = customers();
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
    }

    /** Whether the last jobs came to their end, with nothing left that only waits for time. */
    private boolean bothSidesAnswer() {
        return installation.runtime().parkedRecords().list("customer", ParkingClass.TRANSIENT, null, 1).isEmpty()
                && Arrays.stream(Direction.values()).allMatch(direction -> installation.runtime().jobs().store()
                .latest("customer", direction, null).orElseThrow().state() == SynchJob.State.FINISHED);
    }

    private void compare() {
        Map<String, Map<String, Object>> customers = erp.withHandle(handle -> handle.createQuery("select * from customer")
                .mapToMap().list()).stream().collect(Collectors.toMap(row -> row.get("home_page").toString(), Function.identity()));
        Map<String, List<ObjectNode>> accounts = accounts();
        Map<UUID, UUID> couplings = installation.runtime().couplings().list("customer", null, null, null, 100_000).stream()
                .map(CouplingStore.Stored::coupling).filter(coupling -> coupling.isCoupled())
                .collect(Collectors.toMap(coupling -> UUID.fromString(coupling.erpId()), coupling -> coupling.crmId()));
        for (ModelRecord record : records.values()) {
            Map<String, Object> customer = customers.get(record.token());
            List<ObjectNode> account = accounts.getOrDefault(record.token(), List.of());
            if (record.isDeleted() && !isRestored(record)) {
                assertDeleted(record, customer, account);
                continue;
            }
            if (record.isDeleted() && customer == null && account.isEmpty()) {
                // Deleted on both sides, or before anybody else knew it.
                continue;
            }
            assertThat(customer).as(record.token() + " in the ERP, deleted on " + record.deletedOn()).isNotNull();
            assertThat(account).as(record.token() + " in the CRM, deleted on " + record.deletedOn()).hasSize(1);
            assertThat(couplings).as(record.token()).containsEntry((UUID) customer.get("system_id"), id(account.get(0)));
            record.restored();
            FIELDS.forEach((field, attribute) -> record.agree(field, customer.get(field).toString(),
                    account.get(0).path(attribute).asText()));
        }
        assertThat(customers.keySet()).as("customers").isSubsetOf(records.keySet());
        assertThat(accounts.keySet()).as("accounts").isSubsetOf(records.keySet());
    }

    private boolean isRestored(ModelRecord record) {
        return record.deletedOn().stream().anyMatch(side -> (side == Side.ERP ? onErpDelete : onCrmDelete).equals("restore"));
    }

    /** Nobody brings it back; the other side's is gone, marked or kept as the policy says, or a person is asked. */
    private void assertDeleted(ModelRecord record, Map<String, Object> customer, List<ObjectNode> account) {
        if (record.deletedOn().contains(Side.ERP)) {
            assertThat(customer).as(record.token() + " in the ERP, where it was deleted").isNull();
            assertThat(account).as(record.token() + " in the CRM").hasSizeLessThanOrEqualTo(1);
        }
        if (record.deletedOn().contains(Side.CRM)) {
            assertThat(account).as(record.token() + " in the CRM, where it was deleted").isEmpty();
        }
        if (!account.isEmpty() && !isAsked(record, id(account.get(0)).toString())) {
            assertThat(onErpDelete).as("what becomes of " + record.token() + " in the CRM").isIn("keep", "deactivate");
            assertThat(account.get(0).path("statecode").asInt()).as("state of " + record.token())
                    .isEqualTo(onErpDelete.equals("deactivate") ? 1 : 0);
        }
        if (customer != null && !isAsked(record, customer.get("system_id").toString())) {
            assertThat(onCrmDelete).as("what becomes of " + record.token() + " in the ERP").isNotEqualTo("delete");
            assertThat(customer.get("blocked")).as("mark of " + record.token())
                    .isEqualTo(onCrmDelete.startsWith("deactivate") ? "All" : "");
        }
    }

    private boolean isAsked(ModelRecord record, String id) {
        return installation.runtime().parkedRecords().list("customer", null, null, 100_000).stream()
                .anyMatch(parked -> Arrays.asList(parked.recordId(), parked.erpId(), String.valueOf(parked.crmId())).contains(id));
    }

    private static UUID id(ObjectNode account) {
        return UUID.fromString(account.get("accountid").asText());
    }

    /** Every customer's values, by its token. */
    private Map<String, String> customers() {
        return erp.withHandle(handle -> handle.createQuery("select * from customer").mapToMap().list()).stream()
                .collect(Collectors.toMap(row -> row.get("home_page").toString(), Object::toString));
    }

    private Map<String, List<ObjectNode>> accounts() {
        Map<String, List<ObjectNode>> accounts = new HashMap<>();
        installation.crm().rows("account").forEach(row -> accounts.computeIfAbsent(row.path("websiteurl").asText(),
                any -> new ArrayList<>()).add(row));
        return accounts;
    }
}
