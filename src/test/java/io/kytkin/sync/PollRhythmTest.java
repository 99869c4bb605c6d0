package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.MovableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PollRhythmTest {
    private final AtomicLong requests = new AtomicLong(5_000);
    private final MovableClock clock = MovableClock.at("2026-03-01T00:00:00Z");

    private PollRhythm rhythm(long dailyRequests) {
        return new PollRhythm(clock, Duration.ofSeconds(1), Duration.ofSeconds(30), dailyRequests, requests::get);
    }

    /** How many seconds pass until the next tick is followed. */
    private int pause(PollRhythm rhythm) {
        return pause(rhythm, "customer");
    }

    private int pause(PollRhythm rhythm, String mapping) {
        int seconds = 0;
        while (!rhythm.isDue(mapping)) {
            clock.move(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    @Test
    void a_mapping_that_wrote_something_looks_again_after_a_second_and_then_ever_more_seldom() {
        PollRhythm rhythm = rhythm(0);
        assertThat(pause(rhythm)).isZero();
        rhythm.ended("customer", true);
        assertThat(pause(rhythm)).isEqualTo(1);
        for (int longest : new int[] {2, 4, 8, 16, 30}) {
            rhythm.ended("customer", false);
            assertThat(pause(rhythm)).isBetween(1, longest);
        }
        rhythm.ended("customer", false);
        assertThat(pause(rhythm)).isEqualTo(30);
        rhythm.ended("customer", true);
        assertThat(pause(rhythm)).isEqualTo(1);
    }

    @Test
    void mappings_that_rest_equally_long_look_at_the_same_moment() {
        PollRhythm rhythm = rhythm(0);
        for (int round = 0; round < 10; round++) {
            rhythm.ended("item", false);
        }
        clock.move(Duration.ofSeconds(13));
        for (int round = 0; round < 10; round++) {
            rhythm.ended("resource", false);
        }
        assertThat(pause(rhythm, "item")).isEqualTo(17);
        assertThat(rhythm.isDue("resource")).isTrue();
    }

    @Test
    void one_mapping_s_rest_is_not_another_s() {
        PollRhythm rhythm = rhythm(0);
        rhythm.ended("customer", false);
        assertThat(rhythm.isDue("customer")).isFalse();
        assertThat(rhythm.isDue("item")).isTrue();
    }

    @Test
    void the_crm_is_not_asked_more_often_than_the_day_s_budget_allows_so_far() {
        PollRhythm rhythm = rhythm(2_400);
        assertThat(rhythm.mayAskCrm()).isTrue();
        requests.addAndGet(100);
        assertThat(rhythm.mayAskCrm()).isFalse();
        clock.move(Duration.ofHours(1));
        assertThat(rhythm.mayAskCrm()).isTrue();
        requests.addAndGet(5_000);
        clock.move(Duration.ofHours(22));
        assertThat(rhythm.mayAskCrm()).isFalse();
        clock.move(Duration.ofHours(2));
        assertThat(rhythm.mayAskCrm()).isTrue();
    }

    @Test
    void without_a_budget_it_may_always_be_asked() {
        requests.set(Long.MAX_VALUE);
        assertThat(rhythm(0).mayAskCrm()).isTrue();
    }
}
