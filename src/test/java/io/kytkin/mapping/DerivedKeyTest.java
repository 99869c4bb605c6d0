package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DerivedKeyTest {

    @Test
    void the_same_record_has_the_same_key_for_ever() {
        assertThat(DerivedKey.of("CRONUS", "customer", "10000", 0))
                .isEqualTo(UUID.fromString("29472e43-0afa-52a1-978f-6b356500287f"));
    }

    @Test
    void company_mapping_record_and_generation_each_make_another_key() {
        assertThat(Set.of(DerivedKey.of("CRONUS", "customer", "10000", 0), DerivedKey.of("CRONUS", "customer", "10000", 1),
                DerivedKey.of("CRONUS", "customer", "10001", 0), DerivedKey.of("CRONUS", "contact", "10000", 0),
                DerivedKey.of("Other", "customer", "10000", 0))).hasSize(5);
    }

    @Test
    void a_key_says_that_it_is_made_from_a_name() {
        UUID key = DerivedKey.of("Ääni Oy", "customer", "顧客", 0);

        assertThat(key.version()).isEqualTo(5);
        assertThat(key.variant()).isEqualTo(2);
    }
}
