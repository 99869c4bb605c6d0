package io.kytkin;

import io.kytkin.sandbox.SandboxCrm;
import io.kytkin.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The sandbox CRM in this process, with the users of the demo company. */
final class EmbeddedSandbox implements AutoCloseable {
    private static final String USERS = "/sandbox/demo-users.json";

    private final SandboxCrm crm;

    private EmbeddedSandbox(SandboxCrm crm) {
        this.crm = crm;
    }

    static EmbeddedSandbox start(Settings settings) {
        int port = settings.number(Setting.SANDBOX_PORT, 0, 65_535);
        Ports.requireFree(Setting.SANDBOX_PORT, "127.0.0.1", port);
        SandboxCrm crm = SandboxCrm.start(SandboxSettings.defaults()
                .withPort(port)
                .withBaseCurrency(settings.text(Setting.ERP_LOCAL_CURRENCY))
                .withDataFile(settings.dataDirectory().resolve("sandbox-crm.mv.db"))
                .withAuthentication(false));
        try (InputStream users = EmbeddedSandbox.class.getResourceAsStream(USERS)) {
            crm.seed(users);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EmbeddedSandbox(crm);
    }

    String url() {
        return crm.url();
    }

    @Override
    public void close() {
        crm.close();
    }
}
