package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be remembered of a host, also over a restart: the addresses that the service accepted last and what stood
 * before them, how often it said since then that nothing was new, and why no more updates may be sent. Confined to
 * the call that has its turn.
 */
public final class HostMemory {

    private static final Pattern TEXT =
            Pattern.compile("v=1 a=(\\S*) aaaa=(\\S*) was=(\\S*) was6=(\\S*) nochg=([0-9]{1,6}) stop=(.*)");

    private final StateStore store;
    private final String key;
    private final Map<RecordType, String> accepted = new EnumMap<>(RecordType.class);
    private final Map<RecordType, Set<String>> before = new EnumMap<>(RecordType.class);
    private long version;
    private int unchanged;
    private String stop = "";

    private boolean unsaved;

    /** Whether a person has acted since the last save: then a stop that is stored is an old one. */
    private boolean resumed;

    private HostMemory(StateStore store, String key) {
        this.store = store;
        this.key = key;
    }

    private void take(StateStore.Entry entry) throws IOException {
        Matcher matcher = matched(entry);
        accept(RecordType.A, group(matcher, 1), former(group(matcher, 3)));
        accept(RecordType.AAAA, group(matcher, 2), former(group(matcher, 4)));
        unchanged = Integer.parseInt(group(matcher, 5));
        stop = group(matcher, 6);
        version = entry.version();
    }

    private Matcher matched(StateStore.Entry entry) throws IOException {
        Matcher matcher = TEXT.matcher(entry.text());
        if (!matcher.matches()) {
            throw new IOException("what is stored under " + key + " is not of a dyndns2 provider");
        }
        return matcher;
    }

    private static String group(Matcher matcher, int number) {
        return Objects.requireNonNull(matcher.group(number));
    }

    /** No pool's name has a colon, so an engine may use the same store. */
    public static HostMemory load(StateStore store, DnsName host) throws IOException {
        HostMemory memory = new HostMemory(store, "dyndns2:" + host);
        StateStore.Entry entry = store.load(memory.key);
        if (entry.version() > 0) {
            memory.take(entry);
        }
        return memory;
    }

    /**
     * Takes over what another process has stored since. What has vanished from the store is still remembered.
     *
     * @return whether there was anything new
     */
    public boolean reload() throws IOException {
        StateStore.Entry entry = store.load(key);
        if (entry.version() == version) {
            return false;
        }
        if (entry.version() > 0) {
            take(entry);
            return true;
        }
        version = 0;
        unsaved = true;
        return false;
    }

    /** Whether something is remembered that the store is not known to have. */
    public boolean isUnsaved() {
        return unsaved;
    }

    /** The address that the service accepted last. */
    public Optional<String> accepted(RecordType type) {
        return Optional.ofNullable(accepted.get(type));
    }

    /**
     * The service accepted an address.
     *
     * @param address empty if nothing is known
     * @param former what servers may go on to give for a while
     */
    public void accept(RecordType type, String address, Set<String> former) {
        if (address.isEmpty()) {
            accepted.remove(type);
        } else {
            accepted.put(type, address);
            before.put(type, Set.copyOf(former));
        }
    }

    /** Whether these values stood before the address was accepted: a server that gives them may lag behind. */
    public boolean stoodBefore(RecordType type, List<String> values) {
        return before.getOrDefault(type, Set.of()).contains(String.join(",", values));
    }

    /** It is not known what the service has now. */
    public void forget() {
        accepted.clear();
    }

    /** The service said that the address was another one before. */
    public void changed() {
        unchanged = 0;
    }

    /** Whether the service has said since its last change that nothing is new. */
    public boolean wasUnchanged() {
        return unchanged > 0;
    }

    /** The service said that nothing was new; how often now in a row. */
    public int unchanged() {
        unchanged++;
        return unchanged;
    }

    /** Why no more updates may be sent; empty if they may. */
    public String stop() {
        return stop;
    }

    /** No more updates may be sent. */
    public void stop(String why) {
        stop = why;
    }

    /** A person has acted; whether that makes a difference to what is remembered. */
    public boolean resume() {
        boolean differs = !stop.isEmpty() || unchanged > 0;
        stop = "";
        unchanged = 0;
        resumed = true;
        return differs;
    }

    /**
     * Keeps it. If another version is stored, by another process or by a save of ours whose answer was lost, ours
     * goes on top of it.
     *
     * @throws IOException if it is not known to be kept
     */
    public void save() throws IOException {
        unsaved = true;
        if (!store.save(key, version, text())) {
            join(store.load(key));
            if (!store.save(key, version, text())) {
                throw new IOException(key + " was changed by another process, twice in a row");
            }
        }
        version++;
        unsaved = false;
        resumed = false;
    }

    /** Ours is newer, but a stop that another process met counts too. */
    private void join(StateStore.Entry entry) throws IOException {
        if (entry.version() > 0) {
            String theirs = group(matched(entry), 6);
            stop = stop.isEmpty() && !resumed ? theirs : stop;
        }
        version = entry.version();
    }

    private String text() {
        return new StringJoiner(" ")
                .add("v=1")
                .add("a=" + accepted.getOrDefault(RecordType.A, ""))
                .add("aaaa=" + accepted.getOrDefault(RecordType.AAAA, ""))
                .add("was=" + former(RecordType.A))
                .add("was6=" + former(RecordType.AAAA))
                .add("nochg=" + unchanged)
                .add("stop=" + stop)
                .toString();
    }

    private String former(RecordType type) {
        boolean known = accepted.containsKey(type);
        return known ? String.join("|", new TreeSet<>(before.getOrDefault(type, Set.of()))) : "";
    }

    private static Set<String> former(String text) {
        return Set.of(text.split("\\|", -1));
    }
}
