package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;

/** Kills processes of an installation in the middle of a full synchronization of customers, at moments that repeat. */
final class Killer {
    private final Installation installation;
    private final Path log;
    private final Random moment = new Random(20260101);

    /** @param log takes what the processes print */
    Killer(Installation installation, Path log) {
        this.installation = installation;
        this.log = log;
    }

    /** Starts a process, waits until it has carried something across, and kills it a random moment later. */
    void startAndKill(IntSupplier arrived, int latestMillis) throws Exception {
        int before = arrived.getAsInt();
        Process process = installation.startProcess(log, "synchronize", "customer");
        try {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).pollInterval(10, TimeUnit.MILLISECONDS).until(() ->
                    !process.isAlive() || arrived.getAsInt() > before);
            Thread.sleep(moment.nextInt(latestMillis));
            assertThat(process.isAlive()).as("it is killed in the middle; it said: " + Files.readString(log)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
