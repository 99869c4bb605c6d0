package io.kytkin.crm;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Several operations in one request: OData's {@code $batch} as multipart/mixed (OData 4.0, part 1, 11.7; RFC 2046).
 * The CRM carries them out one after another, at most {@link CrmSettings#LARGEST_BATCH} of them.
 */
public final class Batch {
    private static final String HEAD_OF_OPERATION =
            "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n";

    private sealed interface Entry permits Operation, ChangeSet { }

    private record Operation(CrmRequest request) implements Entry { }

    private record ChangeSet(List<CrmRequest> requests) implements Entry { }

    private final List<Entry> entries = new ArrayList<>();
    private final boolean continueOnError;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** @param continueOnError whether an operation that fails leaves the later ones to be carried out */
    public Batch(boolean continueOnError) {
        this.continueOnError = continueOnError;
    }

    /** Adds an operation of its own. */
    public Batch add(CrmRequest operation) {
        entries.add(new Operation(operation));
        return this;
    }

    /** Adds writes that succeed or fail together; a later one may refer to the first as {@code $1}, and so on. */
    public Batch addChangeSet(List<CrmRequest> operations) {
        if (operations.stream().anyMatch(CrmRequest::isRead)) {
            throw new IllegalArgumentException("a change set holds writes only");
        }
        entries.add(new ChangeSet(List.copyOf(operations)));
        return this;
    }

    /** A header of the whole request. */
    public Batch with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Whether nothing in it writes: then it may be repeated whatever happened to it. */
    public boolean isRead() {
        return entries.stream().allMatch(entry -> entry instanceof Operation operation && operation.request().isRead());
    }

    public int size() {
        return entries.size();
    }

    /** The batch as one request. */
    CrmRequest request(ServiceAddress address) {
        String boundary = "batch_" + UUID.randomUUID();
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (continueOnError) {
            all.put("Prefer", "odata.continue-on-error");
        }
        return new CrmRequest("POST", "$batch", Map.of(), all, encoded(boundary, address),
                "multipart/mixed; boundary=\"" + boundary + "\"");
    }

    private byte[] encoded(String boundary, ServiceAddress address) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(256 * (entries.size() + 1))) {
            int operations = 0;
            for (Entry entry : entries) {
                write(out, "--" + boundary + "\r\n");
                if (entry instanceof Operation operation) {
                    write(out, HEAD_OF_OPERATION + "\r\n");
                    operation(out, operation.request(), address);
                    operations++;
                } else if (entry instanceof ChangeSet changeSet) {
                    changeSet(out, changeSet.requests(), address);
                    operations += changeSet.requests().size();
                }
            }
            if (operations > CrmSettings.LARGEST_BATCH) {
                throw new IllegalArgumentException(operations + " operations in a batch; the CRM takes "
                        + CrmSettings.LARGEST_BATCH);
            }
            write(out, "--" + boundary + "--\r\n");
            return out.toByteArray();
        }
    }

    private static void changeSet(ByteArrayBuilder out, List<CrmRequest> requests, ServiceAddress address) {
        String boundary = "changeset_" + UUID.randomUUID();
        write(out, "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n");
        int contentId = 1;
        for (CrmRequest request : requests) {
            write(out, "--" + boundary + "\r\n" + HEAD_OF_OPERATION + "Content-ID: " + contentId++ + "\r\n\r\n");
            operation(out, request, address);
        }
        write(out, "--" + boundary + "--\r\n");
    }

    private static void operation(ByteArrayBuilder out, CrmRequest request, ServiceAddress address) {
        StringBuilder head = new StringBuilder(request.method()).append(' ');
        head.append(request.resource().startsWith("$") && !request.resource().startsWith("$metadata")
                ? request.resource() : address.pathOf(request.resource(), request.options()));
        head.append(" HTTP/1.1\r\n");
        request.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Accept: application/json\r\n");
        if (request.body() != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ").append(request.body().length)
                    .append("\r\n");
        }
        head.append("\r\n");
        write(out, head.toString());
        if (request.body() != null) {
            out.write(request.body(), 0, request.body().length);
        }
        write(out, "\r\n");
    }

    private static void write(ByteArrayBuilder out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
