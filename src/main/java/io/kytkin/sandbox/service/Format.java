package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;

/**
 * How a client wants its JSON, by the parameters of {@code Accept}: how much is said about the data beside it, and
 * whether numbers that a double cannot hold come as strings.
 *
 * @param level how much control information goes with the data
 * @param longNumbersAsText {@code IEEE754Compatible=true}: Int64 and Decimal in quotes
 */
record Format(Level level, boolean longNumbersAsText) {
    private static final Set<String> ALWAYS = Set.of("@odata.nextLink", "@odata.deltaLink", "@odata.count");
    private static final ObjectMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    /** The values of {@code odata.metadata}. */
    enum Level { NONE, MINIMAL, FULL }

    /** The format an {@code Accept} header asks for; anything but these parameters is taken as minimal. */
    static Format of(String accept) {
        String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT).replace(" ", "");
        Level level = wanted.contains("odata.metadata=full") ? Level.FULL
            : wanted.contains("odata.metadata=none") ? Level.NONE : Level.MINIMAL;
        return new Format(level, asksForText(wanted));
    }

    /** Whether a body of that content type writes Int64 and Decimal as strings. */
    static boolean asksForText(String mediaType) {
        return mediaType != null && mediaType.toLowerCase(Locale.ROOT).replace(" ", "")
            .contains("ieee754compatible=true");
    }

    /** The answer as this format labels it, and without what it leaves out. */
    ApiResponse applied(ApiResponse response) {
        if (!ApiResponse.JSON.equals(response.headers().get("Content-Type")) || response.status() >= 400) {
            return response;
        }
        response.with("Content-Type", "application/json; odata.metadata=" + level.name().toLowerCase(Locale.ROOT)
            + (longNumbersAsText ? "; IEEE754Compatible=true" : ""));
        return level == Level.NONE ? new ApiResponse(response.status(), response.headers(), bare(response.body()))
            : response;
    }

    private static byte[] bare(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            strip(tree);
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void strip(JsonNode node) {
        node.properties().removeIf(field -> {
            int at = field.getKey().indexOf("@odata.");
            return at >= 0 && !ALWAYS.contains(field.getKey().substring(at));
        });
        node.forEach(Format::strip);
    }
}
