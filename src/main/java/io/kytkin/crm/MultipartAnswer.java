package io.kytkin.crm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the answer to a {@code $batch}: multipart/mixed, with another multipart inside for each change set. */
final class MultipartAnswer {
    private static final byte[] LINE_END = {'\r', '\n'};

    private MultipartAnswer() { }

    /**
     * The parts in the order of the operations; fewer when the CRM stopped at one that failed.
     *
     * @throws CrmAnswerUnknown when the answer is not what a batch is answered with, or was cut
     */
    static List<PartAnswer> read(CrmAnswer answer) {
        if (!answer.isMultipart()) {
            throw new CrmAnswerUnknown("The CRM answered a batch with " + answer.header("Content-Type")
                    + " instead of multipart/mixed; whether it ran is not known.", null);
        }
        return parts(answer.header("Content-Type"), answer.body());
    }

    private static List<PartAnswer> parts(String contentType, byte[] body) {
        byte[] delimiter = ("--" + boundary(contentType)).getBytes(StandardCharsets.US_ASCII);
        List<PartAnswer> parts = new ArrayList<>();
        int start = delimiterLine(body, delimiter, 0);
        while (start >= 0) {
            int content = start + delimiter.length;
            if (content + 1 < body.length && body[content] == '-' && body[content + 1] == '-') {
                return parts;
            }
            int next = delimiterLine(body, delimiter, content);
            if (next < 0) {
                break;
            }
            parts.add(part(Arrays.copyOfRange(body, afterLineEnd(body, content), beforeLineEnd(body, next))));
            start = next;
        }
        throw new CrmAnswerUnknown("The CRM's answer to a batch breaks off after " + parts.size()
                + " operations; whether the others ran is not known.", null);
    }

    private static PartAnswer part(byte[] part) {
        Map<String, String> head = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int inner = headers(part, 0, head);
        String type = head.getOrDefault("Content-Type", "");
        if (type.regionMatches(true, 0, "multipart/mixed", 0, 15)) {
            return new PartAnswer(200, head, new byte[0], parts(type, Arrays.copyOfRange(part, inner, part.length)));
        }
        int lineEnd = indexOf(part, LINE_END, inner);
        int endOfStatus = lineEnd < 0 ? part.length : lineEnd;
        String statusLine = new String(part, inner, endOfStatus - inner, StandardCharsets.US_ASCII);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (head.containsKey("Content-ID")) {
            headers.put("Content-ID", head.get("Content-ID"));
        }
        int bodyStart = headers(part, Math.min(part.length, endOfStatus + 2), headers);
        return new PartAnswer(status(statusLine), headers, Arrays.copyOfRange(part, bodyStart, part.length), List.of());
    }

    private static int status(String line) {
        String[] words = line.strip().split(" ", 3);
        try {
            return Integer.parseInt(words[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
            throw new CrmAnswerUnknown("A part of the CRM's answer to a batch has no status.", unreadable);
        }
    }

    /** Reads header lines up to the empty one; the position after it. */
    private static int headers(byte[] part, int from, Map<String, String> into) {
        int at = from;
        while (at < part.length) {
            int end = indexOf(part, LINE_END, at);
            int lineEnd = end < 0 ? part.length : end;
            int next = Math.min(part.length, lineEnd + LINE_END.length);
            if (lineEnd == at) {
                return next;
            }
            String line = new String(part, at, lineEnd - at, StandardCharsets.UTF_8);
            int colon = line.indexOf(':');
            if (colon > 0) {
                into.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            }
            at = next;
        }
        return part.length;
    }

    private static String boundary(String contentType) {
        for (String parameter : contentType.split(";")) {
            String trimmed = parameter.strip();
            if (trimmed.regionMatches(true, 0, "boundary=", 0, 9)) {
                String value = trimmed.substring(9);
                return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
                        ? value.substring(1, value.length() - 1) : value;
            }
        }
        throw new CrmAnswerUnknown("The CRM's answer to a batch names no boundary.", null);
    }

    /**
     * The next line that is the delimiter and not merely begins like it: an inner boundary may begin like the outer
     * one.
     */
    private static int delimiterLine(byte[] body, byte[] delimiter, int from) {
        int at = indexOf(body, delimiter, from);
        while (at >= 0) {
            int after = at + delimiter.length;
            boolean startsLine = at == 0 || body[at - 1] == '\n';
            if (startsLine
                    && (after >= body.length || body[after] == '\r' || body[after] == '-' || body[after] == ' ')) {
                return at;
            }
            at = indexOf(body, delimiter, after);
        }
        return -1;
    }

    private static int afterLineEnd(byte[] body, int from) {
        int end = indexOf(body, LINE_END, from);
        return end < 0 ? body.length : end + LINE_END.length;
    }

    private static int beforeLineEnd(byte[] body, int delimiter) {
        return delimiter >= 2 && body[delimiter - 1] == '\n' && body[delimiter - 2] == '\r' ? delimiter - 2 : delimiter;
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            int matched = 0;
            while (matched < wanted.length && body[at + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
