package io.kytkin.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** Posts bodies that were serialised beforehand, and does nothing else: what the HTTP client and the CRM allow. */
final class RawClient {
    private static final Pattern KEY = Pattern.compile("(\"accountid\":\")([0-9a-f]{2})");

    private final String crm;
    private final int parallel;

    RawClient(String crm, int parallel) {
        this.crm = crm;
        this.parallel = parallel;
    }

    /** What the job posted for a page: first the question for matches, then the creates. */
    record Post(String path, String contentType, byte[] body) {
        boolean creates() {
            return path.endsWith("CreateMultiple");
        }

        /**
         * The same under other keys and names, because a CRM that remembers has those already, and would find them.
         *
         * @param salt from 1 to 255
         */
        Post salted(int salt) {
            String named = new String(body, StandardCharsets.UTF_8).replace(MeasuredRuntime.NAMED, MeasuredRuntime.NAMED + salt);
            return new Post(path, contentType, KEY.matcher(named).replaceAll(found -> found.group(1)
                    + String.format("%02x", Integer.parseInt(found.group(2), 16) ^ salt)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The posts that the do-nothing CRM kept, in the order in which they came. */
    static List<Post> kept(String crm) throws IOException, InterruptedException {
        java.net.http.HttpClient client = http();
        List<Post> posts = new ArrayList<>();
        while (true) {
            HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(
                    URI.create(crm + "/benchmark/bodies/" + posts.size())).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                return posts;
            }
            posts.add(new Post(answer.headers().firstValue("Path").orElseThrow(),
                    answer.headers().firstValue("Content-Type").orElseThrow(), answer.body()));
        }
    }

    /** Of the old version: the newer one can't ask before the upgrade when a body is large. */
    private static java.net.http.HttpClient http() {
        return java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1).build();
    }

    /** The do-nothing CRM has kept what is needed; to keep more would cost it time. */
    static void keptEnough(String crm) throws IOException, InterruptedException {
        http().send(HttpRequest.newBuilder(
                URI.create(crm + "/benchmark/bodies/enough")).build(), HttpResponse.BodyHandlers.discarding());
    }

    /** @return seconds */
    double send(List<Post> posts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try (CloseableHttpClient http = HttpClients.custom().setMaxConnPerRoute(parallel).setMaxConnTotal(parallel)
                .disableCookieManagement().build()) {
            long start = System.nanoTime();
            List<Future<?>> requests = new ArrayList<>();
            for (Post post : posts) {
                requests.add(threads.submit(() -> {
                    send(http, post);
                    return null;
                }));
            }
            for (Future<?> request : requests) {
                request.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private void send(CloseableHttpClient http, Post post) throws IOException {
        HttpPost request = new HttpPost(crm + post.path());
        request.setEntity(new ByteArrayEntity(post.body(), ContentType.parse(post.contentType())));
        try (CloseableHttpResponse response = http.execute(request)) {
            String answer = EntityUtils.toString(response.getEntity());
            if (response.getStatusLine().getStatusCode() != 200) {
                throw new IllegalStateException(response.getStatusLine() + ": " + answer);
            }
        }
    }
}
