package io.kytkin.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How often a mapping looks for changes when its schedule would let it look every second: at once after something was
 * written, then ever more seldom. A schedule with longer pauses is not touched by it. Asking the CRM keeps within a budget
 * of requests a day, of which every hour gets its share. Safe for several threads.
 */
public final class PollRhythm {
    private static final double HOURS = 24;
    /** A schedule that ticks every second fires a few milliseconds early or late. */
    private static final Duration SLACK = Duration.ofMillis(200);

    private record Rhythm(Duration pause, Instant next) { }

    private final Clock clock;
    private final Duration shortest;
    private final Duration longest;
    private final long dailyRequests;
    private final LongSupplier requests;
    private final Map<String, Rhythm> rhythms = new ConcurrentHashMap<>();
    private LocalDate day;
    private long requestsBefore;

    /**
     * @param shortest      the pause after something was written
     * @param longest       the pause when nothing happens
     * @param dailyRequests how many requests a day, UTC, the CRM may be asked; 0: as many as it takes
     * @param requests      all that went to it since the process began
     */
    public PollRhythm(Clock clock, Duration shortest, Duration longest, long dailyRequests, LongSupplier requests) {
        this.clock = clock;
        this.shortest = shortest;
        this.longest = longest;
        this.dailyRequests = dailyRequests;
        this.requests = requests;
    }

    /** A rhythm that lets every tick of a schedule pass. */
    public static PollRhythm everyTick() {
        return new PollRhythm(Clock.systemUTC(), Duration.ZERO, Duration.ZERO, 0, () -> 0);
    }

    /** Whether a tick of the mapping's schedule is to be followed. */
    public boolean isDue(String mapping) {
        Rhythm rhythm = rhythms.get(mapping);
        return rhythm == null || !clock.instant().plus(SLACK).isBefore(rhythm.next);
    }

    /** A job of the mapping ended. @param active whether it wrote anything, on either side */
    void ended(String mapping, boolean active) {
        rhythms.compute(mapping, (name, last) -> {
            Duration pause = active || last == null ? shortest : last.pause.multipliedBy(2);
            pause = pause.compareTo(longest) > 0 ? longest : pause;
            return new Rhythm(pause, together(clock.instant().plus(pause), pause));
        });
    }

    /** Mappings that rest equally long look at the same moment: those of one CRM table then cost it one request. */
    private static Instant together(Instant latest, Duration pause) {
        return pause.isZero() ? latest : latest.minusMillis(latest.toEpochMilli() % pause.toMillis());
    }

    /** Whether the CRM may be asked for changes: not when the day's requests so far are more than the hours so far allow. */
    synchronized boolean mayAskCrm() {
        if (dailyRequests == 0) {
            return true;
        }
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            requestsBefore = requests.getAsLong();
        }
        double hours = LocalTime.ofInstant(now, ZoneOffset.UTC).toSecondOfDay() / 3600.0 + 1;
        return requests.getAsLong() - requestsBefore < dailyRequests * Math.min(1, hours / HOURS);
    }
}
