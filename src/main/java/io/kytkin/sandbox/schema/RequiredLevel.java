package io.kytkin.sandbox.schema;

/** How strongly a column is required. Only {@link #SYSTEM_REQUIRED} is the server's business; forms see to the rest. */
public enum RequiredLevel {
    NONE("None"), RECOMMENDED("Recommended"), APPLICATION_REQUIRED("ApplicationRequired"),
    SYSTEM_REQUIRED("SystemRequired");

    private final String wireName;

    RequiredLevel(String wireName) {
        this.wireName = wireName;
    }

    /** The name in {@code EntityDefinitions}. */
    public String wireName() {
        return wireName;
    }

    static RequiredLevel ofWireName(String name) {
        for (RequiredLevel level : values()) {
            if (level.wireName.equals(name)) {
                return level;
            }
        }
        return NONE;
    }
}
