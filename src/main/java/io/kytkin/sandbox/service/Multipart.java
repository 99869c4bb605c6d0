package io.kytkin.sandbox.service;

import io.kytkin.sandbox.wire.CrmError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a multipart body apart as RFC 2046 describes it; lines end with CR LF. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^;\\s]{1,200}))",
        Pattern.CASE_INSENSITIVE);
    private static final byte[] LINE_END = {'\r', '\n'};

    private Multipart() {
    }

    /**
     * One part.
     *
     * @param headers by name without case
     * @param content what follows the empty line
     */
    record Part(Map<String, List<String>> headers, byte[] content) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }
    }

    /** The boundary a content type names. */
    static String boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType == null ? "" : contentType);
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/mixed")
            || !matcher.find()) {
            throw malformed("The content type must be multipart/mixed with a boundary.");
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    /** The parts between the boundaries. */
    static List<Part> parts(byte[] body, String boundary) {
        byte[] mark = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
        List<Part> parts = new ArrayList<>();
        int at = find(body, mark, 0);
        if (at < 0) {
            throw malformed("The boundary '" + boundary + "' does not occur in the body.");
        }
        while (true) {
            int start = at + mark.length;
            if (startsWith(body, start, new byte[] {'-', '-'})) {
                return parts;
            }
            int next = nextMark(body, mark, start);
            if (next < 0) {
                throw malformed("The closing boundary '--" + boundary + "--' is missing, or lines do not end with"
                    + " CR LF.");
            }
            start = lineStart(body, start);
            parts.add(part(body, start, Math.max(start, next - LINE_END.length)));
            at = next;
        }
    }

    /** Where the line after the one at {@code from} begins. */
    private static int lineStart(byte[] body, int from) {
        int end = find(body, LINE_END, from);
        if (end < 0) {
            throw malformed("Lines must end with CR LF.");
        }
        return end + LINE_END.length;
    }

    private static int nextMark(byte[] body, byte[] mark, int from) {
        int at = find(body, mark, from);
        while (at >= 2 && !(body[at - 2] == '\r' && body[at - 1] == '\n')) {
            at = find(body, mark, at + 1);
        }
        return at;
    }

    private static Part part(byte[] body, int from, int to) {
        byte[] part = Arrays.copyOfRange(body, from, to);
        Map<String, List<String>> headers = ApiRequest.noHeaders();
        int content = readHeaders(part, 0, headers);
        return new Part(headers, Arrays.copyOfRange(part, content, part.length));
    }

    /** Reads header lines up to the empty line and says where the rest begins. */
    static int readHeaders(byte[] bytes, int from, Map<String, List<String>> headers) {
        int at = from;
        while (at < bytes.length) {
            int end = find(bytes, LINE_END, at);
            int stop = end < 0 ? bytes.length : end;
            String line = new String(bytes, at, stop - at, StandardCharsets.UTF_8);
            at = end < 0 ? bytes.length : end + LINE_END.length;
            if (line.isEmpty()) {
                return at;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || line.indexOf('\n') >= 0) {
                throw malformed("The message header '" + line.strip() + "' is invalid. The header value must be of the"
                    + " format '<header name>: <header value>', and lines must end with CR LF.");
            }
            headers.computeIfAbsent(line.substring(0, colon).trim(), name -> new ArrayList<>())
                .add(line.substring(colon + 1).trim());
        }
        return at;
    }

    private static int find(byte[] body, byte[] sought, int from) {
        for (int at = from; at <= body.length - sought.length; at++) {
            if (body[at] == sought[0] && startsWith(body, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] body, int at, byte[] sought) {
        return at + sought.length <= body.length
            && Arrays.equals(body, at, at + sought.length, sought, 0, sought.length);
    }

    static CrmError malformed(String detail) {
        return new CrmError(400, "0x80048d19", "The batch can't be read. " + detail);
    }
}
