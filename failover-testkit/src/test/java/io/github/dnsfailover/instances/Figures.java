package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was measured in one cell of the matrix. Confined to one thread. */
final class Figures {

    private final StoreKind store;
    private final Fault fault;
    private final List<Rig.TakeOver> takeOvers = new ArrayList<>();
    private @Nullable Journal journal; // null until the end
    private long empty;
    private long asked;

    Figures(StoreKind store, Fault fault) {
        this.store = store;
        this.fault = fault;
    }

    void add(Rig.TakeOver takeOver) {
        takeOvers.add(takeOver);
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

    private String seconds(Function<Rig.TakeOver, Duration> what, double part) {
        List<Duration> sorted = takeOvers.stream().map(what).sorted().toList();
        return sorted.isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT, "%.2f", sorted.get((int) ((sorted.size() - 1) * part)).toMillis() / 1000.0);
    }

    @Override
    public String toString() {
        Journal read = journal;
        return line(
                        store,
                        fault,
                        takeOvers.size(),
                        seconds(Rig.TakeOver::lead, 0.5),
                        seconds(Rig.TakeOver::lead, 1),
                        seconds(Rig.TakeOver::write, 0.5),
                        seconds(Rig.TakeOver::write, 1),
                        read == null ? "-" : read.writes(),
                        read == null ? "-" : read.terms().size(),
                        asked,
                        empty)
                + (read != null && read.faults().isEmpty() ? " ok" : " FAILED");
    }
}
