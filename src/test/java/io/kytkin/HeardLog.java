package io.kytkin;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Hears all that is logged, Kytkin's own lines down to the finest, with their stack traces, until it is closed. */
final class HeardLog implements AutoCloseable {
    private static final String NAME = "heard";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private HeardLog() { }

    static HeardLog listen() {
        HeardLog heard = new HeardLog();
        AbstractAppender appender = new AbstractAppender(NAME, null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                heard.add(event);
            }
        };
        appender.start();
        LoggerContext.getContext(false).getConfiguration().getRootLogger().addAppender(appender, Level.ALL, null);
        Configurator.setLevel("io.kytkin", Level.ALL);
        Configurator.setLevel("org.apache.camel", Level.INFO);
        return heard;
    }

    private void add(LogEvent event) {
        StringWriter text = new StringWriter().append(event.getMessage().getFormattedMessage());
        if (event.getThrown() != null) {
            event.getThrown().printStackTrace(new PrintWriter(text));
        }
        lines.add(text.toString());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        LoggerContext.getContext(false).getConfiguration().getRootLogger().removeAppender(NAME);
        Configurator.setLevel("io.kytkin", Level.INFO);
        Configurator.setLevel("org.apache.camel", Level.WARN);
    }
}
