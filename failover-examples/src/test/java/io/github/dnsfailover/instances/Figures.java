package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was measured in one cell of the matrix. Confined to one thread. */
final class Figures {

    private final StoreKind store;
    private final Fault fault;
    private final List<Duration> leads = new ArrayList<>();
    private final List<Duration> writes = new ArrayList<>();
    private @Nullable Journal journal; // null until the end
    private long empty;
    private long asked;

    Figures(StoreKind store, Fault fault) {
        this.store = store;
        this.fault = fault;
    }

    void add(Rig.TakeOver takeOver) {
        leads.add(takeOver.lead());
        writes.add(takeOver.write());
    }

    /** No other leader is wanted; so long after the fault the next write was seen. */
    void goesOn(Duration write) {
        writes.add(write);
    }

    /** Looks into the journal, and demands that nothing is wrong there. */
    void end(Rig rig) throws IOException {
        Journal read = rig.journal();
        journal = read;
        empty = rig.watch().empty() + read.empty();
        asked = rig.watch().asked();
        assertThat(read.faults()).as("in the journal").isEmpty();
        assertThat(rig.watch().empty()).as("empty answers").isZero();
        assertThat(read.address()).containsExactly(Instance.PRIMARY);
    }

    static String heading() {
        return line("store", "fault", "faults", "lead s", "max", "write s", "max", "writes", "terms", "asked", "empty");
    }

    private static String line(Object... words) {
        return String.format(Locale.ROOT, "%-10s %-38s %6s %7s %6s %8s %6s %7s %6s %7s %6s", words);
    }

    private static String seconds(List<Duration> all, double part) {
        List<Duration> sorted = all.stream().sorted().toList();
        return sorted.isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f",
                        sorted.get((int) ((sorted.size() - 1) * part)).toMillis() / 1000.0);
    }

    @Override
    public String toString() {
        Journal read = journal;
        return line(
                        store,
                        fault,
                        writes.size(),
                        seconds(leads, 0.5),
                        seconds(leads, 1),
                        seconds(writes, 0.5),
                        seconds(writes, 1),
                        read == null ? "-" : read.writes(),
                        read == null ? "-" : read.terms().size(),
                        asked,
                        empty)
                + (read != null && read.faults().isEmpty() ? " ok" : " FAILED");
    }
}
