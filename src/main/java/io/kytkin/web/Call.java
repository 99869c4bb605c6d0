package io.kytkin.web;

import io.kytkin.mapping.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way from a Camel message to an answer and back: every method that a REST address names hands its work to
 * {@link #answer}, which takes the request apart, writes the answer or the problem as JSON, and lets nothing escape.
 */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private static final int SECONDS_TO_WAIT_FOR_A_SIDE = 30;

    /** The work of one call. */
    interface Work {
        Answer on(Request request);
    }

    private Call() { }

    static void answer(Exchange exchange, Work work) {
        Message message = exchange.getMessage();
        try {
            Answer answer = work.on(Request.takenFrom(exchange));
            write(message, answer.status(), answer.body() instanceof String ? "text/plain" : "application/json",
                    answer.body());
            if (answer.location() != null) {
                message.setHeader("Location", answer.location());
            }
        } catch (Problem problem) {
            write(message, problem.status(), Problem.MEDIA_TYPE, problem.details());
        } catch (RuntimeException failure) {
            if (Unreachable.is(failure)) {
                write(message, 503, Problem.MEDIA_TYPE, Problem.of(503, failure.getMessage()).details());
                message.setHeader("Retry-After", SECONDS_TO_WAIT_FOR_A_SIDE);
                return;
            }
            String reference = UUID.randomUUID().toString();
            LOG.error("A call failed unexpectedly; its caller was given the reference {}", reference, failure);
            write(message, 500, Problem.MEDIA_TYPE, Problem.of(500, "The call failed for a reason that the caller can "
                    + "not mend; the log says more under the reference " + reference + ".").details());
        }
    }

    private static void write(Message message, int status, String mediaType, Object body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (body == null) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, mediaType);
            message.setBody(body instanceof byte[] json ? json
                    : body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.write(body));
        }
    }
}
