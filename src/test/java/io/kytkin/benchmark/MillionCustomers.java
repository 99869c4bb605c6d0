package io.kytkin.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.PostgresDatabase;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The product itself, {@code kytkin synchronize customer}, in a heap of 512 MB: one million customers (or as many as the
 * first argument says) from PostgreSQL into a CRM that answers at once. Prints the product's own progress and review, then
 * the most heap that was in use before and after a collection.
 */
public final class MillionCustomers {
    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");
    private static final long MOST_MINUTES = 45;

    private MillionCustomers() { }

    public static void main(String[] arguments) throws Exception {
        int customers = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("million");
        Path users = directory.resolve("users.json");
        Path collections = directory.resolve("collections.log");
        Users.write(users);
        String erp = PostgresDatabase.createUrl();
        generate(erp, customers);
        int code;
        long start = System.nanoTime();
        try (ChildProcess crm = ChildProcess.start(List.of("-Xmx512m"), Map.of(), true, DoNothingCrm.class.getName(),
                users.toString(), "forget")) {
            Map<String, String> settings = new HashMap<>(Map.of("CRM_URL", crm.address(), "ERP_JDBC_URL", erp,
                    "STATE_JDBC_URL", PostgresDatabase.createUrl(), "DATA_DIRECTORY", directory.toString()));
            try (ChildProcess product = ChildProcess.start(List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError",
                    "-Xlog:gc:file=" + collections + "::filesize=0"), settings, false, "io.kytkin.Kytkin",
                    "synchronize", "customer")) {
                code = product.await(MOST_MINUTES);
            }
        }
        System.out.printf("%,d customers: exit code %d after %.0f s; %s%n", customers, code,
                (System.nanoTime() - start) / 1e9, peaks(collections));
        Files.deleteIfExists(collections);
        Files.deleteIfExists(users);
        System.exit(code);
    }

    private static void generate(String url, int customers) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.setMaximumPoolSize(2);
        try (HikariDataSource erp = new HikariDataSource(config)) {
            CompanyGenerator.generate(erp, GeneratorSettings.customers(customers));
        }
    }

    private static String peaks(Path collections) throws IOException {
        long before = 0;
        long after = 0;
        int count = 0;
        for (String line : Files.readAllLines(collections)) {
            Matcher matcher = COLLECTION.matcher(line);
            if (matcher.find()) {
                count++;
                before = Math.max(before, Long.parseLong(matcher.group(1)));
                after = Math.max(after, Long.parseLong(matcher.group(2)));
            }
        }
        return count + " collections, at most " + before + " MB before and " + after + " MB after one";
    }
}
