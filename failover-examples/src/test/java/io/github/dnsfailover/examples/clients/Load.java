package io.github.dnsfailover.examples.clients;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Requests of one client at a steady rate, whether they are answered or not. Thread-safe. */
final class Load implements AutoCloseable {

    static final int PER_SECOND = 200;
    private static final int MOST_AT_A_TIME = 32;

    /** One request, by a thread that waits for it. */
    @FunctionalInterface
    interface Caller {

        /** The body of the answer. */
        String call() throws IOException, InterruptedException;
    }

    /** A request that has ended; the answer is empty if it failed. */
    record Done(long begun, long ended, String answer) {

        boolean isLost() {
            return answer.isEmpty();
        }
    }

    private final Caller caller;
    private final ScheduledExecutorService pace;
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_A_TIME);
    private final Semaphore free = new Semaphore(MOST_AT_A_TIME);
    private final Collection<Done> done = new ConcurrentLinkedQueue<>();

    /** The last failure, for people. */
    private volatile String lastFailure = "";

    /** The last answer, and when there was another one before. */
    private volatile String last = "";

    private volatile long changed = System.nanoTime();

    Load(Caller caller) {
        this.caller = caller;
        this.pace = Executors.newSingleThreadScheduledExecutor();
        long period = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        var unused = pace.scheduleAtFixedRate(this::next, 0, period, TimeUnit.NANOSECONDS);
    }

    /** Where all wait for answers a request is not made, as in a service whose threads are all taken. */
    private void next() {
        if (free.tryAcquire()) {
            try {
                threads.execute(this::call);
            } catch (RejectedExecutionException e) {
                free.release(); // it ends
            }
        }
    }

    private void call() {
        long begun = System.nanoTime();
        String answer = "";
        try {
            answer = caller.call();
        } catch (IOException e) {
            lastFailure = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(new Done(begun, System.nanoTime(), answer));
            free.release();
        }
    }

    private void ended(Done call) {
        done.add(call);
        if (!call.answer().equals(last)) {
            last = call.answer();
            changed = call.ended();
        }
    }

    @Override
    public String toString() {
        return "last answer: " + last.strip() + ", last failure: " + lastFailure;
    }

    String lastFailure() {
        return lastFailure;
    }

    /** Those that ended between two times and were lost. */
    long lost(long since, long until) {
        return done.stream()
                .filter(each -> each.ended() - since >= 0 && each.ended() - until <= 0 && each.isLost())
                .count();
    }

    /** Those that were answered between two times. */
    long answered(long since, long until) {
        return done.stream()
                .filter(each -> each.ended() - since >= 0 && each.ended() - until <= 0 && !each.isLost())
                .count();
    }

    /** How many were under way at a time for longer than a while, and failed. */
    long hung(long at, Duration longerThan) {
        return done.stream().filter(each -> isHung(each, at, longerThan)).count();
    }

    /** When the last of them failed, in seconds after that time; 0 if there was none. */
    double lastHungSeconds(long at, Duration longerThan) {
        return done.stream()
                .filter(each -> isHung(each, at, longerThan))
                .mapToDouble(each -> (each.ended() - at) / 1e9)
                .max()
                .orElse(0);
    }

    private static boolean isHung(Done each, long at, Duration longerThan) {
        return each.isLost() && at - each.begun() > longerThan.toNanos() && each.ended() - at > 0;
    }

    /** Whether all answers of the last second are of one place. */
    boolean reads(String page) {
        return last.equals(page) && System.nanoTime() - changed > TimeUnit.SECONDS.toNanos(1);
    }

    /** Forgets what has ended. */
    void forget() {
        done.clear();
    }

    @Override
    public void close() {
        pace.shutdownNow();
        threads.shutdownNow();
    }
}
