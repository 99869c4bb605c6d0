package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.component.olingo4.api.Olingo4App;
import org.apache.camel.component.olingo4.api.Olingo4ResponseHandler;
import org.apache.camel.component.olingo4.api.batch.Olingo4BatchResponse;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.http.HttpStatusCode;

/**
 * What {@code olingo4:} does in our routes: one request a call, in the thread of the caller.
 *
 * <ul>
 * <li>{@code read/accounts?$filter=...}: the answer as {@link JsonNode}; with the
 *     header entry {@link #ALL_PAGES} the rows of all pages. {@code CamelOlingo4.resourcePath} may hold a link that the
 *     CRM handed out (next page, delta). {@code uread}: the bytes as they came.
 * <li>{@code create/accounts}, {@code patch/accounts(key)} and {@code merge/...} (PATCH), {@code update/...} (PUT),
 *     {@code action/...} (POST): the body is JSON as bytes, text, stream, tree or map; the answer is a JsonNode, or
 *     null when it has no body. The key may be an id or an alternate key. {@code delete/accounts(key)}.
 * <li>{@code batch}: the body is a {@link Batch}, the answer a list of {@link PartAnswer}.
 * </ul>
 *
 * Headers of a request come from {@code CamelOlingo4.endpointHttpHeaders}; those of the answer, with {@link #STATUS},
 * are in {@code CamelOlingo4.responseHttpHeaders}. What fails ends in a {@link CrmFailure}.
 */
final class CrmOlingoApp implements Olingo4App {
    /** An entry of the request headers that is not sent: with it, a read follows all pages. */
    static final String ALL_PAGES = "Kytkin-All-Pages";
    /** The entry of the answer's headers with the HTTP status. */
    static final String STATUS = "status";

    private final CrmClient client;
    private Map<String, String> commonHeaders = Map.of();
    private String contentType;

    CrmOlingoApp(CrmClient client) {
        this.client = client;
    }

    @Override
    public <T> void read(Edm edm, String resource, Map<String, String> options, Map<String, String> headers,
                         Olingo4ResponseHandler<T> handler) {
        answering(handler, () -> {
            CrmRequest request = request("GET", resource, options, headers, null);
            if (headers != null && headers.containsKey(ALL_PAGES)) {
                return new Answered(client.readAll(request), Map.of(STATUS, "200"));
            }
            CrmAnswer answer = client.send(request);
            return new Answered(tree(answer), headersOf(answer));
        });
    }

    @Override
    public void uread(Edm edm, String resource, Map<String, String> options, Map<String, String> headers,
                      Olingo4ResponseHandler<InputStream> handler) {
        answering(handler, () -> {
            CrmAnswer answer = client.send(request("GET", resource, options, headers, null));
            return new Answered(new ByteArrayInputStream(answer.body()), headersOf(answer));
        });
    }

    @Override
    public void delete(String resource, Map<String, String> headers, Olingo4ResponseHandler<HttpStatusCode> handler) {
        answering(handler, () -> {
            CrmAnswer answer = client.send(request("DELETE", resource, null, headers, null));
            return new Answered(HttpStatusCode.fromStatusCode(answer.status()), headersOf(answer));
        });
    }

    @Override
    public <T> void create(Edm edm, String resource, Map<String, String> headers, Object data,
                           Olingo4ResponseHandler<T> handler) {
        write("POST", resource, headers, data, handler);
    }

    @Override
    public <T> void update(Edm edm, String resource, Map<String, String> headers, Object data,
                           Olingo4ResponseHandler<T> handler) {
        write("PUT", resource, headers, data, handler);
    }

    @Override
    public <T> void patch(Edm edm, String resource, Map<String, String> headers, Object data,
                          Olingo4ResponseHandler<T> handler) {
        write("PATCH", resource, headers, data, handler);
    }

    @Override
    public <T> void merge(Edm edm, String resource, Map<String, String> headers, Object data,
                          Olingo4ResponseHandler<T> handler) {
        write("PATCH", resource, headers, data, handler);
    }

    @Override
    public <T> void action(Edm edm, String resource, Map<String, String> headers, Object data,
                           Olingo4ResponseHandler<T> handler) {
        write("POST", resource, headers, data, handler);
    }

    @Override
    public void batch(Edm edm, Map<String, String> headers, Object data,
                      Olingo4ResponseHandler<List<Olingo4BatchResponse>> handler) {
        answering(handler, () -> {
            if (!(data instanceof Batch batch)) {
                throw new IllegalArgumentException("olingo4:batch takes a Batch as its body, not "
                        + (data == null ? "nothing" : data.getClass().getName()));
            }
            if (headers != null) {
                headers.forEach(batch::with);
            }
            return new Answered(client.send(batch), Map.of(STATUS, "200"));
        });
    }

    private <T> void write(String method, String resource, Map<String, String> headers, Object data,
                           Olingo4ResponseHandler<T> handler) {
        answering(handler, () -> {
            CrmAnswer answer = client.send(request(method, resource, null, headers, bytesOf(data)));
            return new Answered(tree(answer), headersOf(answer));
        });
    }

    /** Never null: a variable that receives the answer then tells a good answer without a body from none. */
    private static JsonNode tree(CrmAnswer answer) {
        JsonNode tree = answer.json();
        return tree == null ? NullNode.getInstance() : tree;
    }

    private record Answered(Object body, Map<String, String> headers) { }

    /** The component's interface is typed for Olingo's own entities; what we hand over is documented above. */
    @SuppressWarnings("unchecked")
    private static <T> void answering(Olingo4ResponseHandler<T> handler, Supplier<Answered> call) {
        Answered answered;
        try {
            answered = call.get();
        } catch (RuntimeException failure) {
            handler.onException(failure);
            return;
        }
        handler.onResponse((T) answered.body(), answered.headers());
    }

    private CrmRequest request(String method, String resource, Map<String, String> options, Map<String, String> headers,
                               byte[] body) {
        Map<String, String> all = new LinkedHashMap<>(commonHeaders);
        if (headers != null) {
            all.putAll(headers);
        }
        all.remove(ALL_PAGES);
        return new CrmRequest(method, resource, options, all, body, contentType);
    }

    private static Map<String, String> headersOf(CrmAnswer answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers());
        headers.put(STATUS, String.valueOf(answer.status()));
        return headers;
    }

    private static byte[] bytesOf(Object data) {
        if (data == null || data instanceof byte[]) {
            return (byte[]) data;
        }
        if (data instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (data instanceof InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException unreadable) {
                throw new IllegalArgumentException("the body to send can't be read: " + unreadable.getMessage(),
                        unreadable);
            }
        }
        return CrmJson.write(data);
    }

    @Override
    public void setServiceUri(String serviceUri) {
        throw new UnsupportedOperationException("the CRM's address comes from crm.url");
    }

    @Override
    public String getServiceUri() {
        return client.address().of("", Map.of());
    }

    @Override
    public void setHttpHeaders(Map<String, String> headers) {
        this.commonHeaders = Map.copyOf(headers);
    }

    @Override
    public Map<String, String> getHttpHeaders() {
        return commonHeaders;
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public void setContentType(String contentType) {
        this.contentType = contentType;
    }

    @Override
    public void close() {
        // The client is shared.
    }
}
