package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.internal.lease.Lease.Save;
import io.github.dnsfailover.internal.lease.Lease.Saved;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** One instance with a lease, driven by hand over a store that is a field of the test. */
final class Instance {

    static final Duration LEASE = Duration.ofSeconds(15);

    private final Cell cell;
    private final LeaseSpec spec;
    Lease lease;

    /** What its engine says of itself. */
    Candidate says = Candidate.SILENT;

    /** Whether a candidate of a higher rank lives. */
    boolean outranked;

    /** The store: one entry, and the time that is the same for all. */
    static final class Cell {
        Entry entry = Entry.NONE;
        long nanos = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos(); // overflows early, on purpose
        long wallMillis = 1_000_000;

        Moment now() {
            return new Moment(nanos, wallMillis);
        }

        void pass(Duration time) {
            nanos += time.toNanos();
            wallMillis += time.toMillis();
        }

        void put(String text) {
            entry = new Entry(entry.version() + 1, text);
        }

        boolean save(Save save) {
            boolean saved = save.expectedVersion() == entry.version();
            if (saved) {
                put(save.text());
            }
            return saved;
        }
    }

    Instance(Cell cell, String id) {
        this(cell, id, LEASE);
    }

    Instance(Cell cell, String id, Duration length) {
        this.cell = cell;
        this.spec = new LeaseSpec(id.repeat(12), id, length);
        this.lease = new Lease(spec);
    }

    Instance ask() {
        lease = lease.asked(cell.now(), says);
        return this;
    }

    Instance look() {
        lease = lease.loaded(cell.now(), lease.saves(), cell.entry);
        return this;
    }

    Optional<Save> due() {
        Lease.Step step = lease.due(cell.now(), outranked);
        lease = step.lease();
        return step.save();
    }

    void saved(Saved how) {
        lease = lease.saved(cell.now(), how);
    }

    /** Asks, looks, and saves what is due. */
    Instance round() {
        return ask().turn();
    }

    /** Looks, and saves what is due. */
    Instance turn() {
        look();
        due().ifPresent(save -> saved(cell.save(save) ? Saved.YES : Saved.NO));
        return this;
    }

    /** Rounds, one each second. */
    Instance rounds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            cell.pass(Duration.ofSeconds(1));
            round();
        }
        return this;
    }

    void resign(Calls calls) {
        lease = lease.resigned(calls);
    }

    OptionalLong term() {
        lease = lease.looked(cell.now());
        return lease.right().map(right -> OptionalLong.of(right.term())).orElse(OptionalLong.empty());
    }

    Optional<Leader> leader() {
        return lease.leader(cell.now());
    }

    Sighting sighting() {
        return lease.sighting(cell.now());
    }

    LeadText text() {
        return LeadText.parse(cell.entry.text()).orElseThrow();
    }
}
