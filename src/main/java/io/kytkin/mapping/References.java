package io.kytkin.mapping;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The couplings of referenced records that one query found for a page, by mapping and by the key of either side. */
public final class References {
    private final Map<String, Map<String, Coupling>> byCode = new HashMap<>();
    private final Map<String, Map<UUID, Coupling>> byCrmId = new HashMap<>();

    public static References none() {
        return new References();
    }

    public void add(Coupling coupling) {
        byCode.computeIfAbsent(coupling.mapping(), mapping -> new HashMap<>())
                .put(RecordKey.code(coupling.erpKey()), coupling);
        byCrmId.computeIfAbsent(coupling.mapping(), mapping -> new HashMap<>()).put(coupling.crmId(), coupling);
    }

    /** The coupling of the ERP record with that code ({@link RecordKey#code}), in whatever state. */
    public Optional<Coupling> ofCode(String mapping, String code) {
        return Optional.ofNullable(byCode.getOrDefault(mapping, Map.of()).get(code));
    }

    public Optional<Coupling> ofCrmId(String mapping, UUID crmId) {
        return Optional.ofNullable(byCrmId.getOrDefault(mapping, Map.of()).get(crmId));
    }
}
