package io.kytkin.benchmark;

import io.kytkin.Installation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Edits of customers, in turn on either side and each in a field of its side, and when they arrived on the other: both sides are
 * looked at every 10 ms. An edit that a later one of the same customer overtook arrives with that one.
 */
final class EditStream {
    private static final int MILLISECONDS_BETWEEN_LOOKS = 10;

    /** An edit on its way. @param number of the stream; the value that was written */
    private record Edit(long number, long at) { }

    private final Installation installation;
    private final List<String> customers = new ArrayList<>();
    private final Map<String, UUID> accounts = new HashMap<>();
    private final Map<String, List<Edit>> toCrm = new ConcurrentHashMap<>();
    private final Map<String, List<Edit>> toErp = new ConcurrentHashMap<>();
    private final List<Double> crmLags = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> erpLags = Collections.synchronizedList(new ArrayList<>());
    private final Thread watch = new Thread(this::watch, "watch");
    private long number;

    EditStream(Installation installation, int customers) {
        this.installation = installation;
        installation.runtime().couplings().list("customer", null, null, null, customers).forEach(stored -> {
            this.customers.add(stored.coupling().erpKey());
            accounts.put(stored.coupling().erpKey(), stored.coupling().crmId());
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** The next edit, committed when this comes back. */
    void edit() {
        long now = ++number;
        String no = customers.get((int) (now % customers.size()));
        // So that a customer's turn comes on both sides.
        if ((now + now / customers.size()) % 2 == 0) {
            try (Connection erp = installation.erp().getConnection(); PreparedStatement update = erp.prepareStatement(
                    "update customer set fax_no = ?, system_modified_at = current_timestamp where no = ?")) {
                update.setString(1, String.valueOf(now));
                update.setString(2, no);
                update.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            toCrm.computeIfAbsent(no, any -> Collections.synchronizedList(new ArrayList<>()))
                    .add(new Edit(now, System.nanoTime()));
        } else {
            installation.crm().update("account", accounts.get(no), Map.of("telephone1", String.valueOf(now)));
            toErp.computeIfAbsent(no, any -> Collections.synchronizedList(new ArrayList<>()))
                    .add(new Edit(now, System.nanoTime()));
        }
    }

    private void watch() {
        try (Connection erp = installation.erp().getConnection();
             PreparedStatement phones = erp.prepareStatement("select no, phone_no from customer")) {
            while (true) {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
                try (ResultSet rows = phones.executeQuery()) {
                    while (rows.next()) {
                        arrived(toErp, rows.getString(1), rows.getString(2), erpLags);
                    }
                }
                for (String no : toCrm.keySet()) {
                    arrived(toCrm, no, installation.crm().row("account", accounts.get(no)).path("fax").asText(), crmLags);
                }
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void arrived(Map<String, List<Edit>> open, String no, String value, List<Double> lags) {
        List<Edit> edits = open.get(no);
        if (edits == null || value == null || !value.matches("\\d{1,9}")) {
            return;
        }
        long now = System.nanoTime();
        synchronized (edits) {
            edits.removeIf(edit -> {
                boolean isThere = edit.number <= Long.parseLong(value);
                if (isThere) {
                    lags.add((now - edit.at) / 1e9);
                }
                return isThere;
            });
        }
    }

    private long open() {
        return Stream.of(toCrm, toErp).flatMap(map -> map.values().stream()).mapToLong(List::size).sum();
    }

    void awaitAll(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (open() > 0 && System.nanoTime() < end) {
            Thread.sleep(100);
        }
    }

    String report() {
        return "direction   edits    p50 s    p95 s    p99 s    max s\n" + line("to the CRM", crmLags)
                + line("to the ERP", erpLags)
                + (open() == 0 ? "" : open() + " edits did not arrive\n");
    }

    private static String line(String name, List<Double> lags) {
        List<Double> sorted = new ArrayList<>(lags);
        if (sorted.isEmpty()) {
            return name + ": none arrived\n";
        }
        Collections.sort(sorted);
        return String.format("%-10s %6d %8.2f %8.2f %8.2f %8.2f%n", name, sorted.size(), quantile(sorted, 0.5),
                quantile(sorted, 0.95), quantile(sorted, 0.99), sorted.get(sorted.size() - 1));
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * sorted.size())));
    }
}
