package io.kytkin;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * An installation with customers that are coupled to accounts, for tests that edit both sides. Tests that share one take
 * a customer each, so that they don't disturb one another.
 */
final class TwoSides implements AutoCloseable {
    private final Installation installation;
    private final Map<String, UUID> accounts = new HashMap<>();

    private TwoSides(Installation installation) {
        this.installation = installation;
    }

    /** @param edit changes the file of the mapping {@code customer}, of which a copy is used */
    static TwoSides start(Database database, SandboxSettings sandbox, int customers,
                          UnaryOperator<String> edit) throws IOException {
        return start(on(database, sandbox, customers), edit);
    }

    /** One of which a test still sets some settings. */
    static Installation on(Database database, SandboxSettings sandbox, int customers) {
        return Installation.on(database, sandbox,
                erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(customers)));
    }

    static TwoSides start(Installation installation, UnaryOperator<String> edit) throws IOException {
        Path routes = Files.createTempDirectory("routes");
        installation.withOwnRoutes(routes).ownRoutes().edit("customer", edit);
        TwoSides sides = of(installation.start());
        sides.installation.fullSynchronization("customer");
        sides.synchronize();
        return sides;
    }

    /** One whose mapping files the test has written. */
    static TwoSides of(Installation installation) {
        return new TwoSides(installation);
    }

    Installation installation() {
        return installation;
    }

    /** The number of the n-th generated customer. */
    static String no(int customer) {
        return "C1" + String.format("%07d", customer);
    }

    String customer(String no, String column) {
        return installation.customers().value(no, column);
    }

    void editCustomer(String no, String column, Object value) {
        installation.customers().edit(no, column, value);
    }

    UUID accountId(String no) {
        return accounts.computeIfAbsent(no, any -> installation.coupling("customer", no).coupling().crmId());
    }

    String account(String no, String attribute) {
        return installation.crm().row("account", accountId(no)).path(attribute).asText(null);
    }

    void editAccount(String no, String attribute, Object value) {
        installation.crm().update("account", accountId(no), Collections.singletonMap(attribute, value));
    }

    void synchronize() {
        installation.synchronizeChanges("customer");
    }

    SynchJob latest(Direction direction) {
        return installation.runtime().jobs().store().latest("customer", direction, null).orElseThrow();
    }

    List<ParkedRecord> parked(String no) {
        return installation.runtime().parkedRecords().ofErpKey("customer", no);
    }

    JsonNode get(String path) {
        return RestClient.json(installation.rest().get(path));
    }

    JsonNode post(String path, String json) {
        return RestClient.json(installation.rest().post(path, json));
    }

    JsonNode delete(String path) {
        return RestClient.json(installation.rest().delete(path));
    }

    @Override
    public void close() {
        installation.close();
    }
}
