package io.github.dnsfailover.instances;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.testkit.MemoryZone.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the name server's own journal says of the writes of all instances, and what is wrong with them. Immutable. */
final class Journal {

    private static final DnsName NAME = DnsName.of(Instance.NAME);
    private static final RecordKey ADDRESS = RecordKey.of(NAME, RecordType.A);
    private static final RecordKey MARK = RecordKey.of(Mark.LABEL + "." + Instance.NAME, RecordType.TXT);

    private final List<Mark> marks = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<Long, String> writers = new HashMap<>();
    private int moves;
    private long empty;
    private RecordSet last = RecordSet.absent(ADDRESS);

    /** Of every version that the zone has had, the first first. */
    Journal(List<Version> versions) {
        RecordSet marked = RecordSet.absent(MARK);
        boolean begun = false;
        for (Version version : versions) {
            RecordSet address = version.get(ADDRESS);
            RecordSet mark = version.get(MARK);
            begun |= !address.isEmpty();
            if (begun && !version.leadsSomewhere(NAME)) {
                empty++;
                faults.add("serial " + version.serial() + ": no address");
            }
            if (!marked.isEmpty() && !address.equals(last) && mark.equals(marked)) {
                faults.add("serial " + version.serial() + ": " + address + " without a new mark");
            }
            moves += !marked.isEmpty() && !address.values().equals(last.values()) ? 1 : 0;
            if (!mark.equals(marked)) {
                written(version.serial(), Mark.in(mark), mark);
            }
            last = address;
            marked = mark;
        }
    }

    private void written(long serial, Optional<Mark> parsed, RecordSet set) {
        if (parsed.isEmpty()) {
            faults.add("serial " + serial + ": no mark but " + set);
            return;
        }
        Mark mark = parsed.get();
        if (!marks.isEmpty()) {
            Mark before = marks.get(marks.size() - 1);
            if (mark.term() < before.term()) {
                faults.add("serial " + serial + ": term " + mark.term() + " after " + before.term());
            }
            if (mark.generation() <= before.generation()) {
                faults.add("serial " + serial + ": generation " + mark.generation() + " after " + before.generation());
            }
        }
        String other = writers.putIfAbsent(mark.term(), mark.by());
        if (mark.by().isEmpty() || (other != null && !other.equals(mark.by()))) {
            faults.add("serial " + serial + ": term " + mark.term() + " of \"" + mark.by() + "\" and of " + other);
        }
        marks.add(mark);
    }

    /**
     * What must not be: a name without an address, a term that falls, two writers in a term, a write without a mark.
     */
    List<String> faults() {
        return faults;
    }

    /** Serials without an address. */
    long empty() {
        return empty;
    }

    int writes() {
        return marks.size();
    }

    /** Changes of the address. */
    int moves() {
        return moves;
    }

    Set<Long> terms() {
        return new TreeSet<>(writers.keySet());
    }

    /** The address at the end. */
    List<String> address() {
        return last.values();
    }

    /** How many writes a term has. */
    long writesOf(long term) {
        return marks.stream().filter(mark -> mark.term() == term).count();
    }
}
