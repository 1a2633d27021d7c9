package io.github.dnsfailover;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each event as one line: a notice at INFO, a warning or an alarm at WARN, everything else at DEBUG. Thread-safe.
 */
final class LoggingListener implements FailoverListener {

    private static final Logger log = LoggerFactory.getLogger("io.github.dnsfailover.events");
    private static final int MOST_POOLS = 3;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R");

    @Override
    public void on(FailoverEvent event) {
        String kind = event.getClass().getSimpleName();
        String text = LINE_BREAKS.matcher(event.summary()).replaceAll(" "); // details of others may hold some
        switch (event.severity()) {
            case ALARM -> log.warn("pool={} event={} severity=ALARM {}", pools(event), kind, text);
            case WARNING -> log.warn("pool={} event={} {}", pools(event), kind, text);
            case NOTICE -> log.info("pool={} event={} {}", pools(event), kind, text);
            case DETAIL -> log.debug("pool={} event={} {}", pools(event), kind, text);
        }
    }

    /** What concerns many pools is one line, and not a long one. */
    private static String pools(FailoverEvent event) {
        int count = event.pools().size();
        String first = String.join(",", event.pools().subList(0, Math.min(count, MOST_POOLS)));
        return count <= MOST_POOLS ? first : first + ",and_" + (count - MOST_POOLS) + "_more";
    }
}
