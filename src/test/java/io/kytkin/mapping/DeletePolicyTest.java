package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.DeletePolicy.Action;
import org.junit.jupiter.api.Test;

class DeletePolicyTest {

    @Test
    void the_four_words_are_known() {
        assertThat(DeletePolicy.of("keep")).isEqualTo(DeletePolicy.KEEP);
        assertThat(DeletePolicy.of(" delete ").action()).isEqualTo(Action.DELETE);
        assertThat(DeletePolicy.of("restore").action()).isEqualTo(Action.RESTORE);
        assertThat(DeletePolicy.of("deactivate").column()).isNull();
    }

    @Test
    void a_deactivation_may_name_a_column_and_its_value() {
        assertThat(DeletePolicy.of("deactivate blocked = 'All'"))
                .isEqualTo(new DeletePolicy(Action.DEACTIVATE, "blocked", "All"));
        assertThat(DeletePolicy.of("deactivate \"Blocked By\"='3'"))
                .isEqualTo(new DeletePolicy(Action.DEACTIVATE, "Blocked By", "3"));
    }

    @Test
    void a_misspelt_word_is_answered_with_the_nearest() {
        assertThatThrownBy(() -> DeletePolicy.of("restor")).hasMessageContaining("did you mean 'restore'?");
        assertThatThrownBy(() -> DeletePolicy.of("delete blocked = 'All'")).hasMessageContaining("it can be keep");
    }
}
