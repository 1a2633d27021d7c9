package io.github.dnsfailover.examples.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what happens, with the seconds since the beginning. Thread-safe. */
final class Timeline {

    private final PrintStream out;
    private long begin;
    private boolean open;

    Timeline(PrintStream out) {
        this.out = out;
    }

    /** The seconds count from here on. */
    synchronized void curtainUp() {
        begin = System.nanoTime();
        open = true;
    }

    /** Something that happened just now; printed while the curtain is up. */
    synchronized void happened(String who, String what) {
        if (open) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            out.printf(Locale.ROOT, "%8.2f s  %-7s %s%n", seconds, who, what);
        }
    }

    /** Something that is so. */
    void stated(String subject, String what) {
        out.printf(Locale.ROOT, "  %-9s %s%n", subject, what);
    }

    /** Nothing happens any more: an engine that closes has a few more words to say, and the result is the last line. */
    synchronized void curtainDown() {
        open = false;
    }

    /** What comes after everything: mail as it was received, and the result. */
    void last(String line) {
        out.println(line);
    }
}
