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
import java.util.regex.Matcher;
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
    private static final Pattern KEY = Pattern.compile("(\"accountid\":\")([0-9a-f])");
    private static final String CREATE_MULTIPLE = "/api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple";

    private final String crm;
    private final int parallel;

    RawClient(String crm, int parallel) {
        this.crm = crm;
        this.parallel = parallel;
    }

    /** The bodies that the do-nothing CRM kept. */
    static List<byte[]> kept(String crm) throws IOException, InterruptedException {
        java.net.http.HttpClient client = http();
        List<byte[]> bodies = new ArrayList<>();
        while (true) {
            HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(
                    URI.create(crm + "/benchmark/bodies/" + bodies.size())).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                return bodies;
            }
            bodies.add(answer.body());
        }
    }

    /** Of the old version: the newer one can't ask before the upgrade when a body is large. */
    private static java.net.http.HttpClient http() {
        return java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1).build();
    }

    static void forget(String crm) throws IOException, InterruptedException {
        http().send(HttpRequest.newBuilder(
                URI.create(crm + "/benchmark/bodies/clear")).build(), HttpResponse.BodyHandlers.discarding());
    }

    /** The same bodies under other keys, because a CRM that remembers has those already. @param salt from 1 to 15 */
    static List<byte[]> withOtherKeys(List<byte[]> bodies, int salt) {
        return bodies.stream().map(body -> {
            Matcher matcher = KEY.matcher(new String(body, StandardCharsets.UTF_8));
            return matcher.replaceAll(found -> found.group(1)
                    + Integer.toHexString(Integer.parseInt(found.group(2), 16) ^ salt)).getBytes(StandardCharsets.UTF_8);
        }).toList();
    }

    /** @return seconds */
    double post(List<byte[]> bodies) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try (CloseableHttpClient http = HttpClients.custom().setMaxConnPerRoute(parallel).setMaxConnTotal(parallel)
                .disableCookieManagement().build()) {
            long start = System.nanoTime();
            List<Future<?>> requests = new ArrayList<>();
            for (byte[] body : bodies) {
                requests.add(threads.submit(() -> {
                    post(http, body);
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

    private void post(CloseableHttpClient http, byte[] body) throws IOException {
        HttpPost request = new HttpPost(crm + CREATE_MULTIPLE);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        try (CloseableHttpResponse response = http.execute(request)) {
            String answer = EntityUtils.toString(response.getEntity());
            if (response.getStatusLine().getStatusCode() != 200) {
                throw new IllegalStateException(response.getStatusLine() + ": " + answer);
            }
        }
    }
}
