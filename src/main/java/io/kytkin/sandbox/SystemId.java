package io.kytkin.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** System ids of invented records: derived from table and key, so that the same record has the same id everywhere. */
final class SystemId {
    private SystemId() { }

    static UUID of(String table, List<String> key) {
        return UUID.nameUUIDFromBytes((table + '\n' + String.join("\n", key)).getBytes(StandardCharsets.UTF_8));
    }
}
