package io.github.dnsfailover;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event as one line: a notice at INFO, a warning at WARN, everything else at DEBUG. Thread-safe. */
final class LoggingListener implements FailoverListener {

    private static final Logger log = LoggerFactory.getLogger("io.github.dnsfailover.events");
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R");

    @Override
    public void on(FailoverEvent event) {
        String kind = event.getClass().getSimpleName();
        String text = LINE_BREAKS.matcher(event.summary()).replaceAll(" "); // details of others may hold some
        switch (event.severity()) {
            case WARNING -> log.warn("pool={} event={} {}", event.pool(), kind, text);
            case NOTICE -> log.info("pool={} event={} {}", event.pool(), kind, text);
            case DETAIL -> log.debug("pool={} event={} {}", event.pool(), kind, text);
        }
    }
}
