package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.DemoCompany;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A unit group that is in the CRM already, with more units than the ERP knows of. */
class UnitGroupTest {

    @Test
    void the_base_unit_of_a_group_is_found_whatever_other_units_it_has() {
        try (Installation installation = Installation.on(DemoCompany::install)) {
            UUID group = installation.crm().create("uomschedule", Map.of("name", "NAV PCS", "baseuomname", "PCS"));
            UUID base = unit(installation, "PCS");
            installation.crm().create("uom", Map.of("name", "Dozen", "quantity", 12,
                    "uomscheduleid@odata.bind", "/uomschedules(" + group + ")", "baseuom@odata.bind", "/uoms(" + base + ")"));
            installation.crm().create("uom", Map.of("name", "Single", "quantity", 1,
                    "uomscheduleid@odata.bind", "/uomschedules(" + group + ")", "baseuom@odata.bind", "/uoms(" + base + ")"));

            installation.start().fullSynchronization("base-unit");

            assertThat(installation.runtime().couplings().list("base-unit", "PCS", null, null, 10)).singleElement()
                    .satisfies(stored -> assertThat(stored.coupling().crmId()).isEqualTo(base));
            assertThat(installation.runtime().parkedRecords().list("base-unit", null, null, 10)).isEmpty();
        }
    }

    private static UUID unit(Installation installation, String name) {
        return installation.crm().rows("uom").stream().filter(unit -> unit.get("name").asText().equals(name))
                .map(unit -> UUID.fromString(unit.get("uomid").asText())).findFirst().orElseThrow();
    }
}
