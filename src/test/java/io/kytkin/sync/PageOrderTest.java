package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageOrderTest {
    private final PageOrder order = new PageOrder();

    @Test
    void the_position_never_passes_a_page_that_is_not_saved() {
        int first = order.begin("1");
        int second = order.begin("2");
        int third = order.begin("3");

        order.saved(third);
        assertThat(order.end()).isNull();
        assertThat(order.endWith(second)).isNull();
        assertThat(order.endWith(first)).isEqualTo("1");

        order.saved(first);
        assertThat(order.end()).isEqualTo("1");

        order.saved(second);
        assertThat(order.end()).isEqualTo("3");
    }

    @Test
    void pages_that_were_not_read_in_order_move_nothing() {
        int due = order.begin(null);
        int read = order.begin("1");

        assertThat(order.endWith(due)).isNull();
        order.saved(read);
        assertThat(order.end()).isNull();
        order.saved(due);
        assertThat(order.end()).isEqualTo("1");
    }

    @Test
    void a_page_at_the_end_that_moves_nothing_keeps_what_was_reached() {
        order.saved(order.begin("1"));
        order.saved(order.begin(null));

        assertThat(order.end()).isEqualTo("1");
    }
}
