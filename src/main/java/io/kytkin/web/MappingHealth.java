package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import io.kytkin.sync.Pauses;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.quartz.CronExpression;

/**
 * No mapping stops in silence: the health check is down, and names them, when mappings that were synchronized before have
 * not been for longer than their schedules and the limit allow. A paused mapping is not missed. It says nothing about
 * liveness: a process whose CRM is away must not be killed for it.
 */
public final class MappingHealth extends AbstractHealthCheck {
    private final Mappings mappings;
    private final MappingProgress progress;
    private final Pauses pauses;
    private final Duration limit;
    private final Clock clock;

    /** @param limit how long after its schedule a mapping may succeed */
    public MappingHealth(Mappings mappings, StartedJobs jobs, Pauses pauses, Duration limit, Clock clock) {
        super("kytkin", "mappings");
        this.mappings = mappings;
        this.progress = new MappingProgress(jobs, clock);
        this.pauses = pauses;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<Mappings.Loaded> stalled = mappings.all().stream().filter(Mappings.Loaded::isEnabled)
                .filter(mapping -> !pauses.isPaused(mapping.name())).filter(this::isStalled).toList();
        if (stalled.isEmpty()) {
            builder.up();
            return;
        }
        builder.down();
        builder.message(stalled.stream().map(Mappings.Loaded::name).collect(Collectors.joining(", "))
                + (stalled.size() == 1 ? " was" : " were") + " not synchronized for too long");
        stalled.forEach(mapping -> builder.detail(mapping.name() + ".lastSuccess",
                String.valueOf(progress.lastSuccess(mapping))));
    }

    /** One that was never synchronized waits for a person, and one without a schedule for somebody's call. */
    private boolean isStalled(Mappings.Loaded mapping) {
        Instant last = progress.lastSuccess(mapping);
        if (last == null || mapping.schedule() == null) {
            return false;
        }
        Instant due = next(mapping.schedule(), last);
        return due != null && due.plus(limit).isBefore(clock.instant());
    }

    private Instant next(String schedule, Instant after) {
        try {
            CronExpression cron = new CronExpression(schedule);
            cron.setTimeZone(TimeZone.getDefault());
            Date next = cron.getNextValidTimeAfter(Date.from(after));
            return next == null ? null : next.toInstant();
        } catch (ParseException e) {
            // Its file was refused for that, and says so.
            return null;
        }
    }
}
