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
    private static final int CREATES_SALT = 3;

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
        List<RawClient.Post> posts = RawClient.kept(environment.get("BENCHMARK_BODIES_CRM"));
        RawClient raw = new RawClient(environment.get("BENCHMARK_MEASURED_CRM"), parallel);
        send(raw, posts.subList(0, posts.size() / 2), WARM_UP_SALT);
        double rawRate = records / send(raw, posts, SALT);
        double createsRate = records / send(raw, posts.stream().filter(RawClient.Post::creates).toList(), CREATES_SALT);
        posts = null;
        System.gc();
        double stateRate;
        try (HikariDataSource done = Measurement.open(urls.get(Benchmark.DONE));
             HikariDataSource fresh = Measurement.open(urls.get(Benchmark.FRESH))) {
            stateRate = StateSpeed.replay(done, fresh, batch, parallel);
        }
        System.out.printf(" %10.0f %10.0f %10.0f %5.0f %%%n", rawRate, createsRate, stateRate, 100 * rate / Math.min(rawRate, stateRate));
    }

    /** @return seconds */
    private static double send(RawClient raw, List<RawClient.Post> posts, int salt) throws Exception {
        List<RawClient.Post> salted = posts.stream().map(post -> post.salted(salt)).toList();
        System.gc();
        return raw.send(salted);
    }
}
