package io.kytkin.benchmark;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/** The most heap in use, garbage included, looked at every 20 ms between start and close. */
final class PeakHeap implements AutoCloseable {
    private static final int MILLISECONDS = 20;
    private final AtomicLong peak = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "peak-heap");

    PeakHeap() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                peak.accumulateAndGet(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
                Thread.sleep(MILLISECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    long megabytes() {
        return peak.get() >> 20;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
