package io.github.dnsfailover;

import java.util.List;
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
        String text = onOneLine(event.summary());
        switch (event.severity()) {
            case ALARM -> log.warn("pool={} event={} severity=ALARM {}", pools(event), kind, text);
            case WARNING -> log.warn("pool={} event={} {}", pools(event), kind, text);
            case NOTICE -> log.info("pool={} event={} {}", pools(event), kind, text);
            case DETAIL -> log.debug("pool={} event={} {}", pools(event), kind, text);
        }
    }

    /** Once for an engine; the events of its pools are details. */
    static void started(List<String> pools, String instance, String about) {
        log.info("pool={} engine=started {}{}", pools(pools), name(instance), onOneLine(about));
    }

    /** The same, should it have been started. */
    static void closed(List<String> pools, String instance) {
        log.info("pool={} engine=closed {}DNS stays as it is", pools(pools), name(instance));
    }

    private static String name(String instance) {
        return instance.isEmpty() ? "" : "instance=" + onOneLine(instance) + " ";
    }

    /** Details of others may hold line breaks. */
    private static String onOneLine(String text) {
        return LINE_BREAKS.matcher(text).replaceAll(" ");
    }

    private static String pools(FailoverEvent event) {
        return pools(event.pools());
    }

    /** What concerns many pools is one line, and not a long one. */
    private static String pools(List<String> pools) {
        int count = pools.size();
        String first = String.join(",", pools.subList(0, Math.min(count, MOST_POOLS)));
        return count <= MOST_POOLS ? first : first + ",and_" + (count - MOST_POOLS) + "_more";
    }
}
