package io.kytkin.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateSpeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@link Measurement} is compared with, in a process of its own, because it keeps all bodies and all records in memory:
 * the raw client and the state database alone with what that job sent and kept, each after a warm-up of its own.
 */
public final class Comparison {
    private static final int WARM_UP_SALT = 1;
    private static final int SALT = 2;

    private Comparison() { }

    /** Needs the variables that {@link Benchmark} sets, and the rate that {@link Measurement} left. */
    public static void main(String[] arguments) throws Exception {
        int code = 0;
        try {
            compare(System.getenv());
        } catch (Exception | Error failure) {
            failure.printStackTrace();
            code = 1;
        }
        System.exit(code);
    }

    private static void compare(Map<String, String> environment) throws Exception {
        int records = Integer.parseInt(environment.get("BENCHMARK_RECORDS"));
        int batch = Integer.parseInt(environment.get("CRM_BATCH_SIZE"));
        int parallel = Integer.parseInt(environment.get("CRM_MAX_PARALLEL"));
        List<String> urls = List.of(environment.get("BENCHMARK_URLS").split(" "));
        double rate = Double.parseDouble(Files.readString(Path.of(environment.get("BENCHMARK_RATE"))));
        double rawRate = records / raw(environment, parallel);
        System.gc();
        double stateRate;
        try (HikariDataSource done = Measurement.open(urls.get(5)); HikariDataSource fresh = Measurement.open(urls.get(6))) {
            stateRate = StateSpeed.replay(done, fresh, batch, parallel);
        }
        System.out.printf(" %10.0f %10.0f %5.0f %%%n", rawRate, stateRate, 100 * rate / Math.min(rawRate, stateRate));
    }

    /** @return seconds */
    private static double raw(Map<String, String> environment, int parallel) throws Exception {
        List<byte[]> bodies = RawClient.kept(environment.get("BENCHMARK_BODIES_CRM"));
        RawClient raw = new RawClient(environment.get("BENCHMARK_MEASURED_CRM"), parallel);
        raw.post(RawClient.withOtherKeys(bodies.subList(0, bodies.size() / 2), WARM_UP_SALT));
        bodies = RawClient.withOtherKeys(bodies, SALT);
        System.gc();
        return raw.post(bodies);
    }
}
