package io.github.dnsfailover.instances;

import java.time.Duration;

/** Stops a site as soon as the record leads to it, and starts it as soon as it does not. */
final class Flapping implements AutoCloseable {

    /** Longer than any take-over. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Site site;
    private final RecordWatch watch;
    private final Pulse pulse;
    private final Thread thread = new Thread(this::flap, "flapping");
    private volatile boolean ended;

    Flapping(Site site, RecordWatch watch, Pulse pulse) {
        this.site = site;
        this.watch = watch;
        this.pulse = pulse;
        thread.setDaemon(true);
        thread.start();
    }

    private void flap() {
        try {
            while (!ended) {
                site.stop();
                follows(Instance.BACKUP);
                site.start();
                follows(Instance.PRIMARY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follows(String address) throws InterruptedException {
        pulse.await("record at " + address, PATIENCE, () -> watch.address().equals(address));
    }

    /**
     * Leaves the site running, and the record leading to it: a stop that a probe has met leads the record away, however
     * soon the site is started again.
     */
    @Override
    public void close() {
        ended = true;
        try {
            thread.join(PATIENCE.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        site.start();
    }
}
