package io.github.dnsfailover;

import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.internal.text.ForeignText;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each event as one line: a notice at INFO, a warning or an alarm at WARN, everything else at DEBUG. Thread-safe.
 */
final class LoggingListener implements FailoverListener {

    private static final Logger log = LoggerFactory.getLogger("io.github.dnsfailover.events");
    private static final int MOST_POOLS = 3;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R"); // details of others may hold some

    private final List<String> engine;
    private final String about;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Logs events alone. */
    LoggingListener() {
        this(List.of(), "");
    }

    /**
     * Logs the start and the end of an engine, too.
     *
     * @param engine its pools
     * @param about what else is said of it, on one line
     */
    LoggingListener(List<String> engine, String about) {
        this.engine = engine;
        this.about = ForeignText.line(about);
    }

    @Override
    public void on(FailoverEvent event) {
        String kind = event.getClass().getSimpleName();
        String text = LINE_BREAKS.matcher(event.summary()).replaceAll(" ");
        tellEngine(event);
        switch (event.severity()) {
            case ALARM -> log.warn("pool={} event={} severity=ALARM {}", pools(event), kind, text);
            case WARNING -> log.warn("pool={} event={} {}", pools(event), kind, text);
            case NOTICE -> log.info("pool={} event={} {}", pools(event), kind, text);
            case DETAIL -> log.debug("pool={} event={} {}", pools(event), kind, text);
        }
    }

    /** Once for an engine; the events of its pools are details. */
    private void tellEngine(FailoverEvent event) {
        if (event instanceof PoolStarted && !about.isEmpty() && started.compareAndSet(false, true)) {
            log.info("pool={} engine=started {}", pools(engine), about);
        } else if (event instanceof PoolStopped && !about.isEmpty() && stopped.compareAndSet(false, true)) {
            log.info("pool={} engine=closed DNS stays as it is", pools(engine));
        }
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
