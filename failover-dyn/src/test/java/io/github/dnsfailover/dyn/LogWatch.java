package io.github.dnsfailover.dyn;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything that is logged, at the finest level and by whatever library, for secrets: the given words, and
 * anything that is as long and as random as a token. Nothing is printed meanwhile.
 */
final class LogWatch implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+/]{60}");

    private final List<String> secrets;
    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private final AtomicLong lines = new AtomicLong();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level levelBefore = root.getLevel();
    private final List<Appender<ILoggingEvent>> appendersBefore = new ArrayList<>();
    private final java.util.logging.Logger otherRoot = java.util.logging.Logger.getLogger("");
    private final java.util.logging.Level otherLevelBefore = otherRoot.getLevel();
    private final List<Handler> handlersBefore = List.of(otherRoot.getHandlers());

    LogWatch(String... secrets) {
        this.secrets = List.of(secrets);
        Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders();
        appenders.forEachRemaining(appendersBefore::add);
        appendersBefore.forEach(root::detachAppender);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                String trace =
                        event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
                look(event.getLoggerName() + " " + event.getFormattedMessage() + " " + trace);
            }
        };
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        handlersBefore.forEach(otherRoot::removeHandler);
        otherRoot.addHandler(new OtherLog());
        otherRoot.setLevel(java.util.logging.Level.ALL);
    }

    private final class OtherLog extends Handler {

        private final SimpleFormatter formatter = new SimpleFormatter();

        private OtherLog() {
            setLevel(java.util.logging.Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            look(formatter.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    void look(String line) {
        lines.incrementAndGet();
        if (secrets.stream().anyMatch(line::contains) || TOKEN.matcher(line).find()) {
            leaks.add(line);
        }
    }

    /** The lines that hold a secret. */
    List<String> leaks() {
        return leaks;
    }

    /** How many lines were looked at. */
    long lines() {
        return lines.get();
    }

    @Override
    public void close() {
        List<Appender<ILoggingEvent>> ours = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(ours::add);
        ours.forEach(root::detachAppender);
        appendersBefore.forEach(root::addAppender);
        root.setLevel(levelBefore);
        List.of(otherRoot.getHandlers()).forEach(otherRoot::removeHandler);
        handlersBefore.forEach(otherRoot::addHandler);
        otherRoot.setLevel(otherLevelBefore);
    }
}
