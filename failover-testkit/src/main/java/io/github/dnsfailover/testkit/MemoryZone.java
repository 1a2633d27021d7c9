package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A zone in memory: record sets, a serial that grows with each change, and every version that ever was, so that a test
 * can make sure that no name was without an address even for a moment. Versions share what they have in common: neither
 * a change nor a look costs more in a zone of many names.
 *
 * <p>It refuses what a real server refuses: a CNAME beside anything else, an alias beside addresses of a family that
 * it answers for. TXT records have one printable character-string.
 *
 * <p>Thread-safe; changes are atomic, readers see whole versions. Listeners are called on the changing thread after the
 * change, under no lock; with several writers, the serial tells the order.
 */
public final class MemoryZone {

    private static final Duration NEGATIVE_TTL = Duration.ofSeconds(60);

    /**
     * Records of a type that the library does not manage, such as MX.
     *
     * @param name where they stand
     * @param type as in zone files, upper case
     * @param ttl theirs
     * @param rdata each record's data as in zone files, names with their final dot
     */
    public record Foreign(DnsName name, String type, Duration ttl, List<String> rdata) {
        /** Copies the list; refuses types that {@link RecordSet} is for. */
        public Foreign {
            type = type.toUpperCase(Locale.ROOT);
            rdata = List.copyOf(rdata);
            if (Stream.of(RecordType.values()).map(RecordType::name).anyMatch(type::equals)) {
                throw new IllegalArgumentException("type: " + type + " is no foreign type; use a RecordSet");
            }
            if (rdata.isEmpty()) {
                throw new IllegalArgumentException("rdata of " + name + " " + type + ": none given");
            }
        }
    }

    /** What stands at one name; never both empty. Immutable. */
    private record Held(Map<RecordType, RecordSet> sets, Map<String, Foreign> foreign) {

        private static final Held NOTHING = new Held(Map.of(), Map.of());

        private Held {
            sets = Map.copyOf(sets);
            foreign = Map.copyOf(foreign);
        }

        private static Held at(DnsName name, NameTree<Held> names) {
            Held held = names.get(name);
            return held == null ? NOTHING : held;
        }

        private RecordSet get(RecordKey key) {
            RecordSet set = sets.get(key.type());
            return set == null ? RecordSet.absent(key) : set;
        }

        private boolean isNothing() {
            return sets.isEmpty() && foreign.isEmpty();
        }
    }

    /** What the zone held at one time. Immutable. */
    public static final class Version {

        static final Version EMPTY = new Version(0, NameTree.empty());

        private final long serial;
        private final NameTree<Held> names;

        private Version(long serial, NameTree<Held> names) {
            this.serial = serial;
            this.names = names;
        }

        /** The serial of the SOA. */
        public long serial() {
            return serial;
        }

        /** The set of a key; the empty set if there is none. */
        public RecordSet get(RecordKey key) {
            return Held.at(key.name(), names).get(key);
        }

        /** The sets of several keys, in their order. */
        public List<RecordSet> get(Collection<RecordKey> keys) {
            return keys.stream().map(this::get).toList();
        }

        /** All sets that are not empty, sorted by key. */
        public List<RecordSet> sets() {
            return names.nodes().stream()
                    .flatMap(node -> node.value().sets().values().stream())
                    .sorted(Comparator.comparing(RecordSet::key))
                    .toList();
        }

        /** The records of other types at a name. */
        public List<Foreign> foreign(DnsName name) {
            return List.copyOf(Held.at(name, names).foreign().values());
        }

        /** Whether a client would find an address at the name, or be sent on by a CNAME or an alias. */
        public boolean leadsSomewhere(DnsName name) {
            Held held = Held.at(name, names);
            return Stream.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.ALIAS)
                    .anyMatch(held.sets()::containsKey);
        }

        /** A copy to look into or to change; nothing comes of it by itself. */
        Draft draft() {
            return new Draft(this);
        }

        /** All names that have a record. */
        public Set<DnsName> names() {
            return names.nodes().stream().map(NameTree.Node::name).collect(Collectors.toSet());
        }

        /** The serial and the sets. */
        @Override
        public String toString() {
            List<Foreign> foreign = names.nodes().stream()
                    .flatMap(node -> node.value().foreign().values().stream())
                    .toList();
            return serial + " " + sets() + (foreign.isEmpty() ? "" : " " + foreign);
        }
    }

    /** A version in the making; confined to the change that makes it. */
    static final class Draft {

        private final NameTree<Held> before;
        private final Set<DnsName> written = new LinkedHashSet<>();
        private NameTree<Held> names;

        private Draft(Version base) {
            before = base.names;
            names = base.names;
        }

        RecordSet get(RecordKey key) {
            return at(key.name()).get(key);
        }

        private Held at(DnsName name) {
            return Held.at(name, names);
        }

        private void put(DnsName name, Map<RecordType, RecordSet> sets, Map<String, Foreign> foreign) {
            Held held = new Held(sets, foreign);
            names = held.isNothing() ? names.without(name) : names.with(name, held);
            written.add(name);
        }

        void put(RecordSet set) {
            RecordKey key = set.key();
            Map<RecordType, RecordSet> there = new HashMap<>(at(key.name()).sets());
            if (set.isEmpty()) {
                there.remove(key.type());
            } else {
                there.put(key.type(), set);
            }
            put(key.name(), there, at(key.name()).foreign());
        }

        void put(Foreign records) {
            Map<String, Foreign> there = new HashMap<>(at(records.name()).foreign());
            there.put(records.type(), records);
            put(records.name(), at(records.name()).sets(), there);
        }

        void removeForeign(DnsName name, String type) {
            Map<String, Foreign> there = new HashMap<>(at(name).foreign());
            there.remove(type);
            put(name, at(name).sets(), there);
        }

        /** The types at a name, by their names in zone files. */
        Set<String> types(DnsName name) {
            Held held = at(name);
            Set<String> types = new HashSet<>(held.foreign().keySet());
            held.sets().keySet().forEach(type -> types.add(type.name()));
            return types;
        }

        Foreign foreign(DnsName name, String type) {
            return Objects.requireNonNull(at(name).foreign().get(type), "foreign");
        }

        /** Whether a name, or one below it, has a record. */
        boolean hasWithin(DnsName name) {
            return names.hasWithin(name);
        }

        /**
         * The names at which a CNAME stands beside something else, or an alias beside addresses of its family. What
         * was not written was looked at when it was.
         */
        private List<DnsName> torn() {
            return written.stream().filter(this::isTorn).toList();
        }

        private boolean isTorn(DnsName name) {
            Map<RecordType, RecordSet> sets = at(name).sets();
            RecordSet alias = sets.get(RecordType.ALIAS);
            return (sets.containsKey(RecordType.CNAME) && types(name).size() > 1)
                    || (alias != null
                            && Stream.of(RecordType.A, RecordType.AAAA)
                                    .filter(sets::containsKey)
                                    .anyMatch(family ->
                                            alias.values().stream().anyMatch(value -> answersFor(value, family))));
        }

        private static boolean answersFor(String alias, RecordType family) {
            List<String> words = List.of(alias.split(" ", -1));
            RecordType other = family == RecordType.A ? RecordType.AAAA : RecordType.A;
            return words.contains(family.name()) || !words.contains(other.name());
        }

        private boolean differs() {
            return written.stream().anyMatch(name -> !at(name).equals(Held.at(name, before)));
        }

        Version version(long serial) {
            return new Version(serial, names);
        }
    }

    private final DnsName name;
    private final Duration negativeTtl;
    private final List<Consumer<Version>> listeners = new CopyOnWriteArrayList<>();

    /** Guards {@link #history} and every change of {@link #current}. */
    private final Object lock = new Object();

    private final List<Version> history = new ArrayList<>();
    private volatile Version current;

    private MemoryZone(DnsName name, Duration negativeTtl) {
        this.name = name;
        this.negativeTtl = negativeTtl;
        this.current = new Version(1, NameTree.empty());
        history.add(current);
    }

    /** An empty zone whose serial is 1 and whose empty answers are kept for 60 s. */
    public static MemoryZone of(String name) {
        return of(name, NEGATIVE_TTL);
    }

    /** An empty zone whose serial is 1, with the SOA's minimum: for how long empty answers are kept. */
    public static MemoryZone of(String name, Duration negativeTtl) {
        return new MemoryZone(DnsName.of(name), Objects.requireNonNull(negativeTtl, "negativeTtl"));
    }

    /** The apex. */
    public DnsName name() {
        return name;
    }

    /** The SOA's minimum. */
    public Duration negativeTtl() {
        return negativeTtl;
    }

    /** What it holds now. */
    public Version current() {
        return current;
    }

    /** The set of a key now; the empty set if there is none. */
    public RecordSet get(RecordKey key) {
        return current.get(key);
    }

    /** The sets of several keys at one moment, in their order. */
    public List<RecordSet> get(Collection<RecordKey> keys) {
        return current.get(keys);
    }

    /** Every version so far, the oldest first. */
    public List<Version> history() {
        synchronized (lock) {
            return List.copyOf(history);
        }
    }

    /** Calls the listener after each change with what the zone then holds. */
    public void onChange(Consumer<Version> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Compares by value, and makes all transitions or none.
     *
     * @throws DnsProviderException with NOT_APPLIED if a neighbour forbids the change, or a name lies outside the zone
     */
    public WriteResult compareAndSet(RecordChange change) throws DnsProviderException {
        requireWithin(change.keys());
        try {
            return edit(draft -> {
                for (Transition transition : change.transitions()) {
                    if (!transition.expected().sameValues(draft.get(transition.key()))) {
                        return new WriteResult.Conflict(
                                change.keys().stream().map(draft::get).toList());
                    }
                }
                change.transitions().forEach(transition -> draft.put(transition.desired()));
                return new WriteResult.Applied("");
            });
        } catch (IllegalStateException e) {
            throw DnsProviderException.notApplied("nothing was changed: " + e.getMessage());
        }
    }

    /**
     * Sets records as somebody else would, whatever stands there; an empty set removes.
     *
     * @throws IllegalStateException if a CNAME would stand beside something else, or an alias beside addresses
     */
    public void put(RecordSet set) {
        requireWithin(set.key().name());
        edit(draft -> {
            draft.put(set);
            return set;
        });
    }

    /**
     * Sets records of a type that the library does not manage.
     *
     * @throws IllegalStateException if a CNAME stands there
     */
    public void put(Foreign records) {
        requireWithin(records.name());
        edit(draft -> {
            draft.put(records);
            return records;
        });
    }

    /** Removes a set as somebody else would. */
    public void remove(RecordKey key) {
        put(RecordSet.absent(key));
    }

    void requireWithin(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(name)) {
                throw DnsProviderException.notApplied(key + " lies outside the zone " + name);
            }
        }
    }

    private void requireWithin(DnsName owner) {
        if (!owner.isWithin(name)) {
            throw new IllegalArgumentException("name: " + owner + " lies outside the zone " + name);
        }
    }

    /** Runs an edit alone; a draft that differs becomes the next version. */
    <T> T edit(Function<Draft, T> edit) {
        Version before;
        Version after;
        T result;
        synchronized (lock) {
            before = current;
            Draft draft = before.draft();
            result = edit.apply(draft);
            List<DnsName> torn = draft.torn();
            if (!torn.isEmpty()) {
                throw new IllegalStateException("a CNAME or an alias cannot stand beside other records: "
                        + torn.stream()
                                .map(at -> at + " " + draft.types(at))
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
            boolean changed = draft.differs();
            after = changed ? draft.version(before.serial + 1) : before;
            if (changed) {
                current = after;
                history.add(after);
            }
        }
        if (after.serial != before.serial) {
            listeners.forEach(listener -> listener.accept(after));
        }
        return result;
    }

    /** The name and what it holds. */
    @Override
    public String toString() {
        return name + " " + current;
    }
}
