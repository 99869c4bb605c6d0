package io.kytkin.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateReplay;
import java.util.List;

/**
 * What {@link MeasuredRuntime} is compared with, in a process of its own, because it keeps all bodies and all records of a
 * round in memory: the raw client, and the state database alone, with what a job sent and kept. The questions are {@code raw},
 * {@code creates} and {@code state}; the answer is how many seconds a round took, preparations left out.
 */
final class Comparison {
    private final RawClient raw;
    private final List<RawClient.Post> posts;
    private final StateReplay state;
    private int rounds;

    private Comparison(RawClient raw, List<RawClient.Post> posts, StateReplay state) {
        this.raw = raw;
        this.posts = posts;
        this.state = state;
    }

    /** Needs the variables that {@link BenchmarkLine} sets. */
    public static void main(String[] arguments) throws Exception {
        int parallel = Integer.parseInt(System.getenv("CRM_MAX_PARALLEL"));
        Comparison comparison;
        try (HikariDataSource done = MeasuredRuntime.open(System.getenv("BENCHMARK_DONE"))) {
            comparison = new Comparison(new RawClient(System.getenv("CRM_URL"), parallel),
                    RawClient.kept(System.getenv("BENCHMARK_RECORDING_CRM")),
                    new StateReplay(done, MeasuredRuntime.open(System.getenv("STATE_JDBC_URL")),
                            Integer.parseInt(System.getenv("CRM_BATCH_SIZE")), parallel));
        }
        ChildProcess.answer(comparison::seconds);
    }

    private String seconds(String question) throws Exception {
        rounds++;
        return String.valueOf(switch (question) {
            case "raw" -> send(posts);
            case "creates" -> send(posts.stream().filter(RawClient.Post::creates).toList());
            case "state" -> state.seconds(rounds);
            default -> throw new IllegalArgumentException(question);
        });
    }

    private double send(List<RawClient.Post> bodies) throws Exception {
        int salt = rounds;
        List<RawClient.Post> salted = bodies.stream().map(post -> post.salted(salt)).toList();
        System.gc();
        return raw.send(salted);
    }
}
