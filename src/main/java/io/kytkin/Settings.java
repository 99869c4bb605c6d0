package io.kytkin;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of all {@link Setting}s, read once. An environment variable wins over a system property, that over the
 * file, that over the default.
 */
public final class Settings {
    private static final String CUSTOM = "custom.";
    private static final String CAMEL = "camel.";

    private final Map<Setting, String> values;
    private final Map<String, String> passedOn;

    private Settings(Map<Setting, String> values, Map<String, String> passedOn) {
        this.values = values;
        this.passedOn = passedOn;
    }

    /**
     * Reads the file, if there is one, and the environment.
     *
     * @throws SettingProblem when the file can't be read, names an unknown setting, or settings contradict each other
     */
    public static Settings read(Path file, Map<String, String> environment) {
        Properties written = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                written.load(reader);
            } catch (IOException e) {
                throw new SettingProblem("The settings in " + file + " can't be read: " + e.getMessage(), e);
            }
        }
        refuseUnknown(written, file);
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, value(setting.key(), written, environment, setting.defaultValue()));
        }
        Settings settings = new Settings(values, passedOn(written, environment));
        new SettingsCheck(settings).run();
        return settings;
    }

    private static String value(String key, Properties written, Map<String, String> environment, String defaultValue) {
        String value = environment.get(Setting.environmentVariableOf(key));
        if (value == null) {
            value = System.getProperty(key);
        }
        return (value == null ? written.getProperty(key, defaultValue) : value).strip();
    }

    /**
     * What is not for Kytkin but for the routes and for Camel. A variable that belongs to no written key stands for one with
     * hyphens, since it can't tell where a dot stood.
     */
    private static Map<String, String> passedOn(Properties written, Map<String, String> environment) {
        Map<String, String> passedOn = new TreeMap<>();
        for (String key : written.stringPropertyNames()) {
            if (isPassedOn(key)) {
                passedOn.put(key, value(key, written, environment, ""));
            }
        }
        Set<String> known = passedOn.keySet().stream().map(Setting::environmentVariableOf)
                .collect(Collectors.toSet());
        String prefix = Setting.environmentVariableOf(CUSTOM);
        environment.forEach((variable, value) -> {
            if (variable.startsWith(prefix) && variable.length() > prefix.length() && !known.contains(variable)) {
                passedOn.put(CUSTOM + variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-'),
                        value.strip());
            }
        });
        return passedOn;
    }

    private static boolean isPassedOn(String key) {
        return key.startsWith(CAMEL) || key.startsWith(CUSTOM);
    }

    private static void refuseUnknown(Properties written, Path file) {
        for (String key : written.stringPropertyNames()) {
            boolean known = isPassedOn(key);
            for (Setting setting : Setting.values()) {
                known |= setting.key().equals(key);
            }
            if (!known) {
                throw new SettingProblem("There is no setting '" + key + "' (in " + file
                        + "); take it out, or begin its name with 'custom.' if your own routes use it.");
            }
        }
    }

    /** The text of a setting; empty when it is blank. */
    public String text(Setting setting) {
        return values.get(setting);
    }

    public boolean isBlank(Setting setting) {
        return values.get(setting).isEmpty();
    }

    /** The settings of other names, by key: {@code custom.} ones for the user's own routes, {@code camel.} ones for Camel. */
    public Map<String, String> passedOn() {
        return Collections.unmodifiableMap(passedOn);
    }

    /** A whole number between the bounds; any other value stops the start. */
    public int number(Setting setting, int least, int most) {
        try {
            int value = Integer.parseInt(text(setting));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw new SettingProblem(setting.key() + " = " + text(setting) + " is not a whole number from " + least
                + " to " + most + ".");
    }

    /** A number of seconds; bounds as {@link #number}. */
    Duration seconds(Setting setting, int least, int most) {
        return Duration.ofSeconds(number(setting, least, most));
    }

    /** Records a page, and a request to the CRM. */
    int batchSize() {
        return number(Setting.CRM_BATCH_SIZE, 1, 1000);
    }

    /** Pages in flight, and requests to the CRM, at most. */
    int pagesAtOnce() {
        return number(Setting.CRM_MAX_PARALLEL, 1, 500);
    }

    /** The company's time zone: decides what {@code {today}} is. */
    public ZoneId zone() {
        try {
            return ZoneId.of(text(Setting.ERP_TIME_ZONE));
        } catch (DateTimeException e) {
            throw new SettingProblem("erp.time-zone = " + text(Setting.ERP_TIME_ZONE)
                    + " is no time zone; write one like Europe/Helsinki.", e);
        }
    }

    public Path dataDirectory() {
        return Path.of(text(Setting.DATA_DIRECTORY));
    }

    public Path routesDirectory() {
        return Path.of(text(Setting.ROUTES_DIRECTORY));
    }

    public int httpPort() {
        return number(Setting.HTTP_PORT, 0, 65_535);
    }

    /** Whether the embedded sandbox stands for the CRM. */
    public boolean usesSandbox() {
        return isBlank(Setting.CRM_URL);
    }

    /** Whether the embedded demo company stands for the ERP. */
    public boolean usesDemoCompany() {
        return isBlank(Setting.ERP_JDBC_URL);
    }

    /** Whether both sides are embedded: only then is there nobody to ask before anything is written. */
    public boolean isDemo() {
        return usesDemoCompany() && usesSandbox();
    }
}
