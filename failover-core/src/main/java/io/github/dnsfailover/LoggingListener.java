package io.github.dnsfailover;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event as one line: a notice at INFO, a warning at WARN, everything else at DEBUG. Thread-safe. */
final class LoggingListener implements FailoverListener {

    private static final Logger log = LoggerFactory.getLogger("io.github.dnsfailover.events");

    @Override
    public void on(FailoverEvent event) {
        String kind = event.getClass().getSimpleName();
        switch (event.severity()) {
            case WARNING -> log.warn("pool={} event={} {}", event.pool(), kind, event.summary());
            case NOTICE -> log.info("pool={} event={} {}", event.pool(), kind, event.summary());
            case DETAIL -> log.debug("pool={} event={} {}", event.pool(), kind, event.summary());
        }
    }
}
