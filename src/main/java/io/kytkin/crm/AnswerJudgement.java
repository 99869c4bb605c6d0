package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/**
 * Sorts answers into done, refused, wait and unknown: the one place that decides whether a request may be repeated.
 * Status and code count, never the text: texts are localised.
 */
final class AnswerJudgement {
    static final String TOO_MANY_AT_ONCE = "0x80072326";
    static final Duration WITHOUT_ADVICE = Duration.ofSeconds(5);
    private static final int LONGEST_TEXT = 1000;
    private static final Set<Integer> UNSEEN = Set.of(408, 425);

    private AnswerJudgement() { }

    /** The code and the text of an error's body; both empty when it has none. */
    record Error(String code, String text) {
        static Error of(byte[] body) {
            JsonNode error = null;
            try {
                JsonNode answer = body.length == 0 ? null : CrmJson.MAPPER.readTree(body);
                error = answer == null ? null : answer.get("error");
            } catch (IOException notJson) {
                // A proxy's page: the status alone tells.
            }
            if (error == null) {
                return new Error("", "");
            }
            String text = error.path("message").asText("").strip();
            return new Error(error.path("code").asText(""),
                    text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text);
        }
    }

    /** What the answer means for a request about that subject; null when it is good. */
    static CrmFailure of(int status, String retryAfter, byte[] body, String subject, Clock clock) {
        if (status >= 200 && status < 300 || status == 304) {
            return null;
        }
        Duration wait = RetryAfter.of(retryAfter, clock);
        Error error = Error.of(body);
        if (status == 429) {
            return new CrmThrottled("The CRM asks for patience (" + described(status, error) + ").",
                    wait == null ? WITHOUT_ADVICE : wait);
        }
        if (status == 503 && wait != null) {
            return new CrmUnavailable("The CRM is out of service (" + described(status, error) + ").", null);
        }
        if (status >= 500 || UNSEEN.contains(status)) {
            return new CrmAnswerUnknown("The CRM failed on " + subject + " (" + described(status, error)
                    + "); whether it ran is not known.", null);
        }
        if (status == 401) {
            return new CrmUnauthorized("The CRM does not accept the application (" + described(status, error)
                    + "). Check crm.url, crm.tenant-id and crm.client-id, and that the application is a user there.");
        }
        if (status < 400) {
            return new CrmRefused("The CRM sends requests for " + subject + " elsewhere (" + status
                    + "). Check crm.url.", status, error.code());
        }
        return new CrmRefused("The CRM refuses " + subject + " (" + described(status, error) + ").", status,
                error.code());
    }

    private static String described(int status, Error error) {
        StringBuilder described = new StringBuilder().append(status);
        if (!error.code().isEmpty()) {
            described.append(' ').append(error.code());
        }
        if (!error.text().isEmpty()) {
            described.append(": ").append(error.text());
            int last = described.length() - 1;
            if (described.charAt(last) == '.') {
                described.setLength(last);
            }
        }
        return described.toString();
    }
}
