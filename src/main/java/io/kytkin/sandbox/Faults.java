package io.kytkin.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.service.Refusals;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The mishaps being played. Safe for several threads; changes take effect with the next request. */
public final class Faults implements Refusals {
    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    private static final class Armed {
        private final Fault fault;
        private final Pattern url;
        private final Pattern value;
        private final Random random;
        private int fitting;
        private int met;

        Armed(Fault fault) {
            this.fault = fault;
            url = fault.url() == null ? null : Pattern.compile(fault.url());
            value = fault.pattern() == null ? null : Pattern.compile(fault.pattern());
            random = new Random(fault.seed());
        }

        synchronized boolean meets() {
            fitting++;
            boolean due = fitting >= fault.nth() && (fault.times() == 0 || met < fault.times());
            if (!due || fault.probability() > 0 && random.nextDouble() >= fault.probability()) {
                return false;
            }
            met++;
            return true;
        }

        synchronized long timesMet() {
            return met;
        }

        private boolean concernsRecords() {
            return fault.kind() == Fault.Kind.REFUSE_RECORD || fault.kind() == Fault.Kind.REWRITE_VALUE;
        }

        /** The value it looks at in a record about to be written; null when it has nothing to do with the record. */
        JsonNode valueIn(Table table, ObjectNode body) {
            boolean concerned = concernsRecords() && (fault.table() == null
                || fault.table().equals(table.logicalName()) || fault.table().equals(table.entitySet()));
            JsonNode held = concerned ? body.get(fault.attribute()) : null;
            return held != null && held.isValueNode() && value.matcher(held.asText()).find() && meets() ? held : null;
        }

        boolean fits(String method, String path, String address) {
            boolean tableFits = fault.table() == null || path.equals(fault.table())
                || path.startsWith(fault.table() + "(") || path.startsWith(fault.table() + "/");
            return !concernsRecords() && tableFits
                && (fault.method() == null || fault.method().equalsIgnoreCase(method))
                && (url == null || url.matcher(address).find());
        }
    }

    /** Plays more mishaps, after those already there. */
    public void add(Fault... faults) {
        for (Fault fault : faults) {
            armed.add(new Armed(fault));
        }
    }

    /** Ends all mishaps. */
    public void clear() {
        armed.clear();
    }

    /** How often the mishaps being played were met so far. */
    public long met() {
        return armed.stream().mapToLong(Armed::timesMet).sum();
    }

    /** How often that one was met so far. */
    public long met(Fault fault) {
        return armed.stream().filter(each -> each.fault.equals(fault)).mapToLong(Armed::timesMet).sum();
    }

    /** The mishaps being played. */
    public List<Fault> all() {
        return armed.stream().map(each -> each.fault).toList();
    }

    /**
     * The first mishap this request meets, or null.
     *
     * @param path the address below the API's root
     * @param address the whole address
     */
    public Fault meeting(String method, String path, String address) {
        for (Armed each : armed) {
            if (each.fits(method, path, address) && each.meets()) {
                return each.fault;
            }
        }
        return null;
    }

    @Override
    public void check(Table table, ObjectNode body) {
        for (Armed each : armed) {
            Fault fault = each.fault;
            JsonNode value = each.valueIn(table, body);
            if (value != null && fault.kind() == Fault.Kind.REWRITE_VALUE) {
                body.put(fault.attribute(), each.value.matcher(value.asText()).replaceAll(fault.message()));
            } else if (value != null) {
                throw CrmError.rule(fault.code() == null ? "0x80040265" : fault.code(), fault.message() == null
                    ? "The " + table + " is refused because of its " + fault.attribute() + "." : fault.message());
            }
        }
    }
}
