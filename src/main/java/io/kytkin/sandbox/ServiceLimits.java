package io.kytkin.sandbox;

import java.time.Duration;

/**
 * Service protection limits for one user on one web server, as Dataverse has them.
 *
 * @param requests most requests in a window
 * @param executionTime most combined execution time in a window
 * @param concurrent most requests at the same time
 * @param window how far back the first two look
 */
public record ServiceLimits(int requests, Duration executionTime, int concurrent, Duration window) {
    /** What Microsoft documents: 6000 requests and 20 minutes within 5 minutes, 52 at a time. */
    public static final ServiceLimits DOCUMENTED =
        new ServiceLimits(6000, Duration.ofMinutes(20), 52, Duration.ofMinutes(5));
    /** None, for benchmarks. */
    public static final ServiceLimits NONE =
        new ServiceLimits(Integer.MAX_VALUE, Duration.ofDays(365), Integer.MAX_VALUE, Duration.ofMinutes(5));

    /** The same with another number of requests. */
    public ServiceLimits withRequests(int other) {
        return new ServiceLimits(other, executionTime, concurrent, window);
    }

    /** The same with another execution time. */
    public ServiceLimits withExecutionTime(Duration other) {
        return new ServiceLimits(requests, other, concurrent, window);
    }

    /** The same with another number of concurrent requests. */
    public ServiceLimits withConcurrent(int other) {
        return new ServiceLimits(requests, executionTime, other, window);
    }

    /** The same over another window. */
    public ServiceLimits withWindow(Duration other) {
        return new ServiceLimits(requests, executionTime, concurrent, other);
    }
}
