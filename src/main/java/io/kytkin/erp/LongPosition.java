package io.kytkin.erp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * How far reading has come in a mapping whose records are also concerned by other tables or by the day: one text, so that all of
 * it moves with the page in one transaction.
 *
 * @param own   the position among the mapping's own records; null: at their beginning
 * @param also  up to what time the changes of the other tables are done, by the table's name
 * @param day   the company's date by which the records were last read; null: not known
 * @param phase what records are being read for: a name of {@code also}, or {@link #DAY}; null: they changed themselves
 * @param until up to where that phase goes: a time of the table, or the new day
 * @param key   the erpId up to which the phase has come; null: at its beginning
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LongPosition(String own, Map<String, String> also, String day, String phase, String until, String key) {
    /** The phase that reads records because the day changed. */
    static final String DAY = "{today}";
    private static final ObjectMapper JSON = new ObjectMapper();

    LongPosition {
        also = also == null ? Map.of() : new TreeMap<>(also);
    }

    /** @param text also one of a mapping that had no other table then */
    static LongPosition parse(String text) {
        if (text.startsWith("{")) {
            try {
                return JSON.readValue(text, LongPosition.class);
            } catch (JsonProcessingException otherForm) {
                return new LongPosition(text, Map.of(), null, null, null, null);
            }
        }
        return new LongPosition(text, Map.of(), null, null, null, null);
    }

    static boolean isOne(String text) {
        return text != null && text.startsWith("{\"");
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    LongPosition withOwn(String reached) {
        return new LongPosition(reached, also, day, phase, until, key);
    }

    LongPosition enter(String name, String end) {
        return new LongPosition(own, also, day, name, end, null);
    }

    LongPosition withKey(String reached) {
        return new LongPosition(own, also, day, phase, until, reached);
    }

    /** The phase is over: what it was about is done up to its end. */
    LongPosition leave() {
        if (DAY.equals(phase)) {
            return new LongPosition(own, also, until, null, null, null);
        }
        Map<String, String> done = new TreeMap<>(also);
        done.put(phase, until);
        return new LongPosition(own, done, day, null, null, null);
    }

    /** The same with every time cut by a rule, for example to what may be stored. */
    LongPosition cut(UnaryOperator<String> rule) {
        Map<String, String> times = new TreeMap<>(also);
        times.replaceAll((table, time) -> rule.apply(time));
        return new LongPosition(own == null ? null : rule.apply(own), times, day, phase,
                until == null || DAY.equals(phase) ? until : rule.apply(until), key);
    }
}
