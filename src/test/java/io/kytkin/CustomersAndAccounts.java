package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Outcome;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The customers and accounts of an installation, to be counted and compared: one of each for each, and coupled. */
final class CustomersAndAccounts {
    /** More than any test makes. */
    private static final int ALL = 10_000;

    private final Installation installation;

    CustomersAndAccounts(Installation installation) {
        this.installation = installation;
    }

    /** A customer inside the mapping's filter. */
    record Customer(String no, String name) { }

    /** Finishes what was interrupted, if anything was, and compares all once more. @return the jobs of the latter */
    List<SynchJob> synchronizeToTheEnd() {
        if (installation.runtime() == null) {
            installation.start().runtime().fullSynchronizations().resume().ifPresent(installation::awaitEnd);
        }
        FullSynchronization run = installation.fullSynchronization("customer");
        List<SynchJob> jobs = installation.jobs(run);
        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(jobs).allSatisfy(job -> assertThat(job.count(Outcome.PARKED)).isZero());
        return jobs;
    }

    int accounts() {
        return installation.crm().rows("account").size();
    }

    /** By their system id. */
    Map<String, Customer> customers() {
        Map<String, Customer> customers = new HashMap<>();
        installation.jdbi().useHandle(handle -> handle.createQuery("select system_id, no, name from customer where blocked = ''")
                .map((row, context) -> customers.put(row.getString(1), new Customer(row.getString(2), row.getString(3)))).list());
        return customers;
    }

    /** The couplings of customers by their CRM record; none of a CRM record or a customer twice. */
    private Map<UUID, Coupling> couplings() {
        Map<UUID, Coupling> couplings = new HashMap<>();
        Set<String> customers = new HashSet<>();
        installation.runtime().couplings().list("customer", null, null, null, ALL).forEach(stored -> {
            Coupling coupling = stored.coupling();
            assertThat(coupling.state()).isEqualTo(Coupling.State.COUPLED);
            assertThat(couplings.put(coupling.crmId(), coupling)).isNull();
            assertThat(customers.add(coupling.erpId())).isTrue();
        });
        return couplings;
    }

    /** One account for each customer and the reverse, and each coupled with its own, which bears the same name. */
    void assertExactlyOne(int each) {
        Map<UUID, String> accounts = new HashMap<>();
        installation.crm().rows("account").forEach(account ->
                accounts.put(UUID.fromString(account.get("accountid").asText()), account.get("name").asText()));
        Map<String, Customer> customers = customers();
        assertThat(customers).hasSize(each);
        assertThat(accounts.values()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(
                customers.values().stream().map(Customer::name).toList());
        Map<UUID, Coupling> couplings = couplings();
        assertThat(couplings.keySet()).isEqualTo(accounts.keySet());
        couplings.forEach((account, coupling) -> assertThat(customers.get(coupling.erpId()))
                .isEqualTo(new Customer(coupling.erpKey(), accounts.get(account))));
    }
}
