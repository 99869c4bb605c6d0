package io.kytkin.sandbox.service;

import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $batch}: up to 1000 operations one after another. The first failure ends it with that failure's status, unless
 * the client prefers to continue; what ran before outside a change set stays. A change set is one transaction, and when
 * one of its operations fails a single error part answers for all of it.
 */
final class Batch {
    private static final int MOST_OPERATIONS = 1000;
    private static final Pattern REQUEST_LINE = Pattern.compile("(\\S+) (\\S+)(?: HTTP/\\d\\.\\d)?");
    private static final Pattern ADDRESS =
        Pattern.compile("(?:https?://[^/]+)?(/api/data/v\\d+\\.\\d+/)?([^?]*)(?:\\?(.*))?");
    private static final Pattern EARLIER = Pattern.compile("/?\\$([A-Za-z0-9_-]+)(/.*)?");

    private final Store store;
    private final Counters counters;
    private final Operations operations;

    /** Carries out one operation; never throws what the client is to blame for. */
    @FunctionalInterface
    interface Operations {
        ApiResponse run(ApiRequest request, UUID caller, Call.ChangeSet changeSet);
    }

    /** The failure of a change set, carried out of its transaction so that it is rolled back. */
    private static final class ChangeSetFailed extends RuntimeException {
        private final transient ApiResponse response;

        ChangeSetFailed(ApiResponse response) {
            super(null, null, false, false);
            this.response = response;
        }
    }

    Batch(Store store, Counters counters, Operations operations) {
        this.store = store;
        this.counters = counters;
        this.operations = operations;
    }

    ApiResponse run(ApiRequest request, UUID caller) {
        List<Multipart.Part> parts =
            Multipart.parts(request.body(), Multipart.boundary(request.header("Content-Type")));
        Preferences prefer = new Preferences(request.headers().get("Prefer"));
        checkSize(parts);
        String boundary = "batchresponse_" + UUID.randomUUID();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = 200;
        for (Multipart.Part part : parts) {
            int failure = isChangeSet(part) ? changeSet(request, caller, part, boundary, out)
                : single(request, caller, part, boundary, out);
            if (failure != 0 && !prefer.continuesOnError()) {
                status = failure;
                break;
            }
        }
        write(out, "--" + boundary + "--\r\n");
        return new ApiResponse(status, new LinkedHashMap<>(Map.of("OData-Version", "4.0")),
            out.toByteArray()).with("Content-Type", "multipart/mixed; boundary=" + boundary)
            .with("Preference-Applied", prefer.continuesOnError() ? "odata.continue-on-error" : null);
    }

    private static boolean isChangeSet(Multipart.Part part) {
        String type = part.header("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/mixed");
    }

    private static void checkSize(List<Multipart.Part> parts) {
        int operations = 0;
        for (Multipart.Part part : parts) {
            operations += isChangeSet(part)
                ? Multipart.parts(part.content(), Multipart.boundary(part.header("Content-Type"))).size() : 1;
        }
        if (operations > MOST_OPERATIONS) {
            throw Multipart.malformed("It has " + operations + " operations; at most " + MOST_OPERATIONS
                + " are taken.");
        }
    }

    private int single(ApiRequest outer, UUID caller, Multipart.Part part, String boundary,
                       ByteArrayOutputStream out) {
        ApiResponse response = attempt(outer, caller, part, null);
        writePart(out, boundary, part.header("Content-ID"), response);
        return response.status() >= 400 ? response.status() : 0;
    }

    private int changeSet(ApiRequest outer, UUID caller, Multipart.Part part, String boundary,
                          ByteArrayOutputStream out) {
        List<Multipart.Part> inner =
            Multipart.parts(part.content(), Multipart.boundary(part.header("Content-Type")));
        String innerBoundary = "changesetresponse_" + UUID.randomUUID();
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        List<Call.Written> written = new ArrayList<>();
        try {
            store.write(transaction -> {
                Call.ChangeSet changeSet = new Call.ChangeSet(transaction);
                inner.forEach(each -> changeSetOperation(outer, caller, each, changeSet, innerBoundary, answers));
                written.addAll(changeSet.written());
                return null;
            });
        } catch (ChangeSetFailed failed) {
            writePart(out, boundary, null, failed.response);
            return failed.response.status();
        }
        written.forEach(each -> counters.written(each.table(), each.kind()));
        write(answers, "--" + innerBoundary + "--\r\n");
        write(out, "--" + boundary + "\r\nContent-Type: multipart/mixed; boundary=" + innerBoundary + "\r\n\r\n");
        out.writeBytes(answers.toByteArray());
        write(out, "\r\n");
        return 0;
    }

    private void changeSetOperation(ApiRequest outer, UUID caller, Multipart.Part part, Call.ChangeSet changeSet,
                                    String boundary, ByteArrayOutputStream answers) {
        String contentId = part.header("Content-ID");
        ApiResponse response = attempt(outer, caller, part, changeSet);
        if (response.status() >= 400) {
            throw new ChangeSetFailed(response);
        }
        String made = response.headers().getOrDefault("OData-EntityId", response.headers().get("Location"));
        if (made != null && contentId != null) {
            changeSet.made(contentId, made);
        }
        writePart(answers, boundary, contentId, response);
    }

    private ApiResponse attempt(ApiRequest outer, UUID caller, Multipart.Part part, Call.ChangeSet changeSet) {
        try {
            ApiRequest operation = operation(outer, part, changeSet);
            if (changeSet != null && operation.isRead()) {
                throw Multipart.malformed("A change set takes no GET.");
            }
            return operations.run(operation, caller, changeSet);
        } catch (CrmError e) {
            return ApiResponse.error(e, false);
        }
    }

    /** The operation inside a part: request line, headers, empty line, body. */
    private static ApiRequest operation(ApiRequest outer, Multipart.Part part, Call.ChangeSet changeSet) {
        byte[] content = part.content();
        int end = 0;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        String line = new String(content, 0, end, StandardCharsets.UTF_8).strip();
        Matcher matcher = REQUEST_LINE.matcher(line);
        String type = part.header("Content-Type");
        if (!matcher.matches() || type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/http")) {
            throw Multipart.malformed("Each part is of type application/http and begins with a request line such as"
                + " 'GET /api/data/v9.2/accounts HTTP/1.1'; found '" + line + "'.");
        }
        Map<String, List<String>> headers = ApiRequest.noHeaders();
        int body = end + 1 >= content.length ? content.length : Multipart.readHeaders(content, end + 1, headers);
        byte[] bytes = Arrays.copyOfRange(content, Math.min(body, content.length), content.length);
        return addressed(outer, matcher.group(1), matcher.group(2), headers, bytes, changeSet);
    }

    private static ApiRequest addressed(ApiRequest outer, String method, String url,
                                        Map<String, List<String>> headers, byte[] body, Call.ChangeSet changeSet) {
        String address = url;
        Matcher earlier = EARLIER.matcher(url);
        if (changeSet != null && earlier.matches() && !url.equals("/$batch")) {
            String made = changeSet.urlOf(earlier.group(1));
            if (made == null) {
                throw Multipart.malformed("Content-ID Reference: '$" + earlier.group(1)
                    + "' does not exist in the batch context.");
            }
            address = made + (earlier.group(2) == null ? "" : earlier.group(2));
        }
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches() || matcher.group(1) == null && address.startsWith("http")) {
            throw Multipart.malformed("The address '" + url + "' is not one of this service.");
        }
        String path = matcher.group(2).startsWith("/") ? matcher.group(2).substring(1) : matcher.group(2);
        return new ApiRequest(method, outer.root(), path, matcher.group(3), headers, body);
    }

    private static void writePart(ByteArrayOutputStream out, String boundary, String contentId, ApiResponse response) {
        write(out, "--" + boundary + "\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
            + (contentId == null ? "" : "Content-ID: " + contentId + "\r\n") + "\r\nHTTP/1.1 " + response.status() + " "
            + HttpResponseStatus.valueOf(response.status()).reasonPhrase() + "\r\n");
        response.headers().forEach((name, value) -> write(out, name + ": " + value + "\r\n"));
        if (response.status() >= 400) {
            write(out, "REQ_ID: " + UUID.randomUUID() + "\r\n");
        }
        write(out, "\r\n");
        out.writeBytes(response.body());
        write(out, "\r\n");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The refusal of a batch inside a batch. */
    static CrmError nested() {
        return Multipart.malformed("A batch can't hold another batch.");
    }
}
