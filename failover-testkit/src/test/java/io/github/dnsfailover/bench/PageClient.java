package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Name;

/**
 * Somebody who wants a page: every 200 ms it asks the resolver where the name is and fetches the page from there over a
 * new connection. It has one fetch at a time from an address. Thread-safe.
 */
final class PageClient implements AutoCloseable {

    static final Duration EVERY = Duration.ofMillis(200);
    private static final int LIMIT_MILLIS = 1_000;

    private final String host;
    private final Observer observer;
    private final ExecutorService threads;
    private final ScheduledFuture<?> ticks;

    // Guarded by this.
    private final List<Try> tries = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    private long toldTtl;

    /**
     * One try.
     *
     * @param begun by {@link System#nanoTime}
     * @param ended likewise
     * @param good whether it got the page
     */
    record Try(long begun, long ended, String address, boolean good) {}

    PageClient(String host, ScheduledExecutorService clock, ExecutorService threads, Duration offset)
            throws IOException {
        this.host = host;
        this.observer = new Observer(Unbound.ADDRESS, Name.fromString(host + "."));
        this.threads = threads;
        this.ticks = clock.scheduleAtFixedRate(this::tick, offset.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            threads.execute(this::attempt);
        } catch (RejectedExecutionException e) {
            System.out.println("client of " + host + " has ended");
        }
    }

    private void attempt() {
        long begun = System.nanoTime();
        Observer.Answer answer = observer.ask();
        String address = answer.address();
        boolean free;
        synchronized (this) {
            toldTtl = Math.max(toldTtl, answer.ttl());
            free = !address.equals("-") && asked.add(address);
        }
        boolean good = free && fetch(address);
        synchronized (this) {
            if (free) {
                asked.remove(address);
            }
            if (free || address.equals("-")) { // else the fetch that is open counts
                tries.add(new Try(begun, System.nanoTime(), address, good));
            }
        }
    }

    private boolean fetch(String address) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(address, Apache.PAGE_PORT), LIMIT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /index.html HTTP/1.0\r\nHost: " + host + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return all.endsWith(Apache.page(address));
        } catch (IOException e) {
            return false;
        }
    }

    /** Seconds from this time to the end of the first good page from an address that was asked for later. */
    synchronized OptionalDouble secondsToPage(String address, long since) {
        return tries.stream()
                .filter(each -> each.good() && each.address().equals(address) && each.begun() - since > 0)
                .mapToDouble(each -> (each.ended() - since) / 1e9)
                .min();
    }

    /** Whether all tries that began in the last second were good, from this address; it has made some. */
    synchronized boolean isCalmAt(String address) {
        long since = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
        List<Try> last = tries.stream().filter(each -> each.begun() - since > 0).toList();
        return !last.isEmpty()
                && last.stream().allMatch(each -> each.good() && each.address().equals(address));
    }

    /** How many tries that began within this time got no page. */
    synchronized long lost(long since, long until) {
        return tries.stream()
                .filter(each -> each.begun() - since > 0 && each.begun() - until < 0 && !each.good())
                .count();
    }

    /** The longest TTL that the resolver told since the last call. */
    synchronized long takeToldTtl() {
        long told = toldTtl;
        toldTtl = 0;
        return told;
    }

    /** Forgets what is over. */
    synchronized void forget() {
        tries.clear();
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
