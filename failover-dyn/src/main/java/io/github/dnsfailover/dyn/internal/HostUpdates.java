package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import io.github.dnsfailover.dyn.internal.UpdateAnswer.Verdict;
import io.github.dnsfailover.dyn.internal.UpdateClient.Addresses;
import io.github.dnsfailover.dyn.internal.UpdateClient.Said;
import io.github.dnsfailover.dyn.internal.UpdateClient.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads hosts through DNS and updates them by the dyndns2 protocol, as its rules for clients want it. Confined to the
 * call that has its turn.
 */
public final class HostUpdates {

    private static final Logger log = LoggerFactory.getLogger(HostUpdates.class);

    private static final Duration ANSWER = Duration.ofSeconds(3);

    /** For how long the address that the service accepted counts although its servers still give another one. */
    private static final Duration BELIEF = Duration.ofMinutes(5);

    /** The TTL of an address that no server gives yet. */
    private static final Duration GUESSED_TTL = Duration.ofSeconds(60);

    /** After "911" for half an hour, which is widely held to be the rule. */
    private static final Duration AFTER_911 = Duration.ofMinutes(30);

    private static final Duration AFTER_TROUBLE = Duration.ofMinutes(5);

    /** Doublings of the pause after answers that nobody understands: 5, 10, 20, 40 and 80 minutes. A person ends it. */
    private static final int DOUBLINGS = 4;

    /** No service wants to be left alone for longer; a header that says so is a mistake, or not the service's. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(24);

    /** A service blocks a host that goes on being updated with what it has. */
    private static final int MOST_UNCHANGED = 2;

    /** Who asks, for one call. */
    public record Updater(String user, String key) {

        /** Never the key. */
        @Override
        public String toString() {
            return user;
        }
    }

    /** Until when an address counts. */
    private record Belief(String address, long until) {}

    /** Until when no update is sent, and why. */
    private record Pause(long until, String reason) {

        Duration left(long now) {
            return Duration.ofNanos(Math.max(0, until - now));
        }
    }

    /** Whom to ask, and how long that may take. */
    private record Look(List<Server> servers, Budget budget) {}

    private final UpdateClient client;
    private final Authorities authorities;
    private final HostMemories memories;
    private final Ticker ticker;
    private final Duration minimumInterval;
    private final Map<RecordKey, Belief> beliefs = new HashMap<>();

    /** What a server gave last; all keys of a host are asked before it is updated. */
    private final Map<RecordKey, List<String>> served = new HashMap<>();

    private final Map<DnsName, Pause> rests = new HashMap<>();
    private @Nullable Pause trouble; // null while there was none

    /** How often in a row a host's update was answered with what nobody understands, or for another address. */
    private final Map<DnsName, Integer> strange = new HashMap<>();

    private int strangeStatuses; // in a row, of the service

    /** Nothing is asked yet. */
    public HostUpdates(
            UpdateClient client, Authorities authorities, StateStore store, Ticker ticker, Duration minimumInterval) {
        this.client = client;
        this.authorities = authorities;
        memories = new HostMemories(store);
        this.ticker = ticker;
        this.minimumInterval = minimumInterval;
    }

    // reading

    /** One set for each key. */
    public List<RecordSet> read(List<RecordKey> keys, Budget budget) throws DynFailure {
        memories.retry();
        return read(keys, look(budget));
    }

    private List<RecordSet> read(List<RecordKey> keys, Look look) throws DynFailure {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            sets.add(believed(ask(key, look)));
        }
        return List.copyOf(sets);
    }

    private Look look(Budget budget) throws DynFailure {
        try {
            List<Server> servers = authorities.servers();
            if (!servers.isEmpty()) {
                return new Look(servers, budget);
            }
        } catch (IOException e) {
            throw DynFailure.of(Kind.NOT_DONE, "the zone's servers could not be found: " + e.getMessage(), e);
        }
        throw DynFailure.notDone("no server of the zone is known, and the protocol itself reads nothing");
    }

    private static RecordSet ask(RecordKey key, Look look) throws DynFailure {
        String problem = "";
        for (Server server : look.servers()) {
            Duration left = look.budget().left();
            if (left.isZero()) {
                throw DynFailure.notDone("no time left to ask for " + key + (problem.isEmpty() ? "" : "; " + problem));
            }
            Answer answer = server.ask(key, left.compareTo(ANSWER) < 0 ? left : ANSWER);
            if (answer instanceof Answer.Authoritative good) {
                return good.set();
            }
            problem = problem.isEmpty() ? server.name() + ": " + answer : problem;
        }
        throw DynFailure.notDone("no server of the zone gives " + key + "; " + problem);
    }

    /**
     * For a while the address counts that the service accepted last, where a server still gives what stood before.
     * Whatever else a server gives is somebody's edit.
     */
    private RecordSet believed(RecordSet given) throws DynFailure {
        RecordKey key = given.key();
        served.put(key, given.values());
        HostMemory memory = memories.of(key.name());
        Optional<String> accepted = memory.accepted(key.type());
        if (accepted.isEmpty()) {
            return given;
        }
        boolean believed = belief(key, accepted.get()).until() - ticker.nanoTime() > 0
                && memory.stoodBefore(key.type(), given.values());
        return believed ? RecordSet.of(key, given.isEmpty() ? GUESSED_TTL : given.ttl(), accepted.get()) : given;
    }

    /** It begins when we learn of an address, from the service or from the store. */
    private Belief belief(RecordKey key, String address) {
        Belief belief = beliefs.get(key);
        return belief != null && belief.address().equals(address) ? belief : believe(key, address);
    }

    private Belief believe(RecordKey key, String address) {
        Belief belief = new Belief(address, ticker.nanoTime() + BELIEF.toNanos());
        beliefs.put(key, belief);
        return belief;
    }

    // writing

    /**
     * Compares and updates.
     *
     * @throws DynFailure of kind MAYBE_PUBLISHED exactly if a host may have another address now
     */
    public WriteResult apply(RecordChange change, Updater updater, Budget budget) throws DynFailure {
        requireNoRemoval(change);
        memories.retry();
        Set<DnsName> hosts = hosts(change);
        requireAllowed(hosts);
        Look look = look(budget);
        List<RecordSet> actual = read(change.keys(), look);
        for (int i = 0; i < actual.size(); i++) {
            if (!change.transitions().get(i).expected().sameValues(actual.get(i))) {
                return new WriteResult.Conflict(actual);
            }
        }
        Map<Addresses, List<DnsName>> groups = new LinkedHashMap<>();
        for (DnsName host : hosts) {
            Addresses addresses = addresses(host, change, look);
            if (!isSettled(host, addresses)) {
                groups.computeIfAbsent(addresses, a -> new ArrayList<>()).add(host);
            }
        }
        if (groups.isEmpty()) {
            throw DynFailure.notDone("the service has accepted this already, and said since that nothing is new; its"
                            + " servers lag behind, or somebody has set back what they give: then call resume()")
                    .retryAfter(AFTER_TROUBLE);
        }
        boolean some = false;
        for (Update update : updates(groups)) {
            requireTimeLeft(budget, some);
            send(update, updater, budget, some);
            some = true;
        }
        return new WriteResult.Applied("");
    }

    private static void requireTimeLeft(Budget budget, boolean someStand) throws DynFailure {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || budget.left().isZero()) {
            throw DynFailure.of(
                    someStand ? Kind.MAYBE_PUBLISHED : Kind.NOT_DONE,
                    interrupted ? "interrupted" : "no time left to send the update");
        }
    }

    private static void requireNoRemoval(RecordChange change) throws DynFailure {
        for (Transition transition : change.transitions()) {
            if (!transition.isCondition() && transition.desired().isEmpty()) {
                throw DynFailure.notDone(transition.key() + " cannot be removed: the protocol has no word for that");
            }
        }
    }

    /** Those of which something changes, in the order of the change. */
    private static Set<DnsName> hosts(RecordChange change) {
        return change.transitions().stream()
                .filter(transition -> !transition.isCondition())
                .map(transition -> transition.key().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * What a host is to have. A family that does not change is sent along as it stands: what an update leaves out, some
     * services delete, and in place of an IPv4 address they take the sender's, which would lead users to us.
     */
    private Addresses addresses(DnsName host, RecordChange change, Look look) throws DynFailure {
        Map<RecordType, String> addresses = new EnumMap<>(RecordType.class);
        for (Transition transition : change.transitions()) {
            if (transition.key().name().equals(host) && !transition.desired().isEmpty()) {
                addresses.put(
                        transition.key().type(), transition.desired().values().get(0));
            }
        }
        for (RecordType family : client.families()) {
            if (!addresses.containsKey(family)) {
                standing(RecordKey.of(host, family), look).ifPresent(address -> addresses.put(family, address));
            }
        }
        if (!addresses.containsKey(RecordType.A) && client.needsIpv4()) {
            throw DynFailure.notDone(host + " has no A record that could be sent along with its new AAAA record, and"
                    + " without one the service would set our own address");
        }
        return new Addresses(addresses.getOrDefault(RecordType.A, ""), addresses.getOrDefault(RecordType.AAAA, ""));
    }

    private Optional<String> standing(RecordKey key, Look look) throws DynFailure {
        RecordSet set = read(List.of(key), look).get(0);
        if (set.values().size() > 1) {
            throw DynFailure.notDone(key + " has " + set.values().size() + " records, of which an update can name only"
                    + " one: the others would be lost");
        }
        return set.values().stream().findFirst();
    }

    /** Whether one more update could only be answered with the "nochg" that stops all of them. */
    private boolean isSettled(DnsName host, Addresses addresses) throws DynFailure {
        return memories.of(host).wasUnchanged()
                && isSettled(RecordKey.of(host, RecordType.A), addresses.ipv4())
                && isSettled(RecordKey.of(host, RecordType.AAAA), addresses.ipv6());
    }

    /** Where servers give neither this nor what stood before, somebody else has moved the host since. */
    private boolean isSettled(RecordKey key, String address) throws DynFailure {
        HostMemory memory = memories.of(key.name());
        List<String> given = served.getOrDefault(key, List.of());
        boolean lags = given.equals(List.of(address)) || memory.stoodBefore(key.type(), given);
        return address.isEmpty() || (lags && memory.accepted(key.type()).equals(Optional.of(address)));
    }

    /** Hosts that get the same addresses go together. */
    private List<Update> updates(Map<Addresses, List<DnsName>> groups) {
        int most = client.hostsPerUpdate();
        List<Update> updates = new ArrayList<>();
        groups.forEach((addresses, hosts) -> {
            for (int from = 0; from < hosts.size(); from += most) {
                int to = Math.min(hosts.size(), from + most);
                updates.add(new Update(List.copyOf(hosts.subList(from, to)), addresses));
            }
        });
        return updates;
    }

    private void requireAllowed(Set<DnsName> hosts) throws DynFailure {
        for (DnsName host : hosts) {
            String stop = memories.fresh(host).stop();
            if (!stop.isEmpty()) {
                throw DynFailure.notDone("no more updates of " + host + ": the service answered " + stop
                                + "; when a person has set that right, call resume()")
                        .answered();
            }
        }
        requireRested(hosts);
    }

    private void requireRested(Set<DnsName> hosts) throws DynFailure {
        long now = ticker.nanoTime();
        Optional<Pause> longest = Stream.concat(
                        Stream.ofNullable(trouble), hosts.stream().flatMap(this::rest))
                .max(Comparator.comparing(pause -> pause.left(now)));
        Duration left = longest.map(pause -> pause.left(now)).orElse(Duration.ZERO);
        if (!left.isZero()) {
            throw DynFailure.notDone("no update for another " + left.toSeconds() + " s: "
                            + longest.get().reason())
                    .retryAfter(left);
        }
    }

    private Stream<Pause> rest(DnsName host) {
        return Stream.ofNullable(rests.get(host));
    }

    /** A service in trouble is left alone by all hosts; lesser trouble does not shorten the pause of greater. */
    private void pause(Duration time, String reason) {
        long now = ticker.nanoTime();
        Pause next = new Pause(now + time.toNanos(), reason);
        if (trouble == null || trouble.left(now).compareTo(time) < 0) {
            trouble = next;
        }
    }

    private void send(Update update, Updater updater, Budget budget, boolean someStand) throws DynFailure {
        Said said;
        try {
            said = client.send(update, updater.user(), updater.key(), budget.left());
        } catch (InterruptedException e) {
            rest(update);
            forget(update);
            Thread.currentThread().interrupt();
            throw DynFailure.of(Kind.MAYBE_PUBLISHED, "interrupted before the answer came");
        } catch (DynFailure e) {
            if (e.kind() == Kind.MAYBE_PUBLISHED) {
                rest(update);
                forget(update);
                pause(AFTER_TROUBLE, "the service did not answer the last one");
            }
            throw someStand ? DynFailure.of(Kind.MAYBE_PUBLISHED, e.text(), e) : e;
        }
        rest(update);
        List<UpdateAnswer> answers = said.answers();
        log.debug(
                "dyndns2 update hosts={} verdicts={}",
                update.hosts(),
                answers.stream().map(UpdateAnswer::verdict).toList());
        for (int i = 0; i < answers.size(); i++) {
            remember(update.hosts().get(i), update, answers.get(i));
        }
        leaveAlone(update, said);
        judge(update, answers, someStand);
    }

    /** Counts from the answer, and only for what was sent. */
    private void rest(Update update) {
        Pause pause = new Pause(ticker.nanoTime() + minimumInterval.toNanos(), "the last one was sent just before");
        update.hosts().forEach(host -> rests.put(host, pause));
    }

    private void forget(Update update) throws DynFailure {
        for (DnsName host : update.hosts()) {
            HostMemory memory = memories.of(host);
            memory.forget();
            memories.keep(memory);
        }
    }

    private void remember(DnsName host, Update update, UpdateAnswer answer) throws DynFailure {
        HostMemory memory = memories.of(host);
        if (answer.stands()) {
            accept(host, RecordType.A, update.addresses().ipv4());
            accept(host, RecordType.AAAA, update.addresses().ipv6());
        }
        switch (answer.verdict()) {
            case CHANGED -> memory.changed();
            case UNCHANGED -> {
                if (memory.unchanged() >= MOST_UNCHANGED) {
                    memory.stop("nochg " + MOST_UNCHANGED + " times in a row");
                }
            }
            case STOP -> memory.stop(answer.code());
            case STOP_OF_ONE -> {
                memory.forget();
                memory.stop(answer.code() + ", for this host or another one of the same update");
            }
            case ELSEWHERE -> {
                memory.forget();
                if (answer.code().startsWith("nochg") && memory.unchanged() >= MOST_UNCHANGED) {
                    memory.stop("nochg " + MOST_UNCHANGED + " times in a row");
                }
            }
            case LATER, UNKNOWN -> memory.forget();
        }
        memories.keep(memory);
    }

    /** How long nothing is sent after what was answered, for the hosts that it is about or for all of them. */
    private void leaveAlone(Update update, Said said) {
        Duration asked = said.retryAfter().compareTo(LONGEST_ASKED) < 0 ? said.retryAfter() : LONGEST_ASKED;
        List<UpdateAnswer> answers = said.answers();
        Optional<UpdateAnswer> unwell = answers.stream()
                .filter(answer -> answer.verdict() == Verdict.LATER)
                .findFirst();
        boolean byStatus = unwell.isPresent() && unwell.get().isByStatus();
        strangeStatuses = byStatus ? strangeStatuses + 1 : 0;
        unwell.ifPresent(answer -> {
            Duration ours = answer.code().equals("911") ? AFTER_911 : grown(Math.max(1, strangeStatuses));
            boolean theirs = answer.isByStatus() && !asked.isZero();
            pause(theirs ? asked : longer(ours, asked), "the service answered " + answer.code());
        });
        for (int i = 0; i < answers.size(); i++) {
            DnsName host = update.hosts().get(i);
            UpdateAnswer answer = answers.get(i);
            if (answer.verdict() == Verdict.UNKNOWN || answer.verdict() == Verdict.ELSEWHERE) {
                Duration time = longer(grown(strange.merge(host, 1, Integer::sum)), asked);
                rests.put(host, new Pause(ticker.nanoTime() + time.toNanos(), "the service answered " + answer.code()));
            } else {
                strange.remove(host);
            }
        }
    }

    private static Duration grown(int times) {
        return AFTER_TROUBLE.multipliedBy(1L << Math.min(DOUBLINGS, times - 1));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private void accept(DnsName host, RecordType type, String address) throws DynFailure {
        if (address.isEmpty()) {
            return;
        }
        RecordKey key = RecordKey.of(host, type);
        HostMemory memory = memories.of(host);
        Set<String> former = new HashSet<>();
        former.add(String.join(",", served.getOrDefault(key, List.of())));
        memory.accepted(type).ifPresent(former::add); // servers may lag behind two updates
        memory.accept(type, address, former);
        believe(key, address);
    }

    private static void judge(Update update, List<UpdateAnswer> answers, boolean someStand) throws DynFailure {
        if (answers.stream().allMatch(UpdateAnswer::stands)) {
            return;
        }
        boolean certain = answers.stream().allMatch(answer -> answer.verdict() == Verdict.STOP);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            said.add(update.hosts().get(i) + " " + answers.get(i).code());
        }
        String text = "the service answered " + String.join(", ", said);
        Kind kind = certain && !someStand ? Kind.NOT_DONE : Kind.MAYBE_PUBLISHED;
        throw DynFailure.of(kind, text).answered();
    }

    /** A person has acted: updates may be sent again. */
    public void resume() throws DynFailure {
        trouble = null;
        rests.clear();
        strange.clear();
        strangeStatuses = 0;
        memories.resume();
    }
}
