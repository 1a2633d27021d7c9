package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PoolSnapshot.ServerStatus;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.engine.Witness.Standing;
import io.github.dnsfailover.internal.engine.Witness.Turned;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.machine.Accepted;
import io.github.dnsfailover.internal.machine.Horizon;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks every authoritative server until it gives the new answer. It stands beside the machine: it never causes or
 * delays a write. A newer change ends it, this engine's or that of another one that leads now. Servers that have been
 * silent for long are left out; when one is back, it is asked, too. Once all have turned, all are asked again: one that
 * has turned may have fallen back meanwhile, and behind one address there may be several that disagree. Engine thread
 * only.
 */
final class Proof {

    /**
     * Who hears of events, of what the proof comes to, and of servers that say nothing.
     *
     * @param spare takes a call out of the account's budget if there is one to spare
     */
    record Hearers(Consumer<FailoverEvent> events, Consumer<Input> pool, SilentServers silent, BooleanSupplier spare) {}

    /** Why an answer does not show what it should. */
    private record Lack(boolean silent, String detail) {

        static final Lack NONE = new Lack(false, "");

        boolean isNone() {
            return detail.isEmpty();
        }
    }

    private final PoolSpec spec;
    private final EngineRuntime runtime;
    private final Slots slots;
    private final Accepted accepted;
    private final Hearers hearers;
    private final Optional<Mark> own;

    /** Whether no mark stood there before: one that a server still shows may be older, whatever its numbers are. */
    private final boolean firstMark;

    private final Map<String, Witness> witnesses = new LinkedHashMap<>();
    private List<Server> servers = List.of();

    /** Written by the engine thread only. */
    private volatile List<ServerStatus> statuses = List.of();

    private boolean serversKnown;
    private boolean propagated;
    private String problem = "";

    /** Whether the vendor was not asked in this round, since its account has no calls to spare. */
    private boolean unasked;

    /** Since when each silent server is, in nanoseconds. */
    private final Map<String, Long> silentSince = new HashMap<>();

    /** What was told last of servers that do not give it; empty before that. */
    private String reported = "";

    /** From when it counts as slow. */
    private long since;

    private boolean differs;

    /** Whether people were told that the change is proved. */
    private boolean told;

    /** Every server that can be asked gives it. */
    private boolean done;

    /** Nobody wants to know any more. */
    private boolean over;

    private int open;

    /** Whether this round asks all, those that have turned among them. */
    private boolean whole;

    private long pause = EngineLimits.FIRST_PROOF_PAUSE.toNanos();

    Proof(PoolSpec spec, EngineRuntime runtime, Slots slots, Accepted accepted, Hearers hearers) {
        this.spec = spec;
        this.runtime = runtime;
        this.slots = slots;
        this.accepted = accepted;
        this.hearers = hearers;
        this.propagated = accepted.receipt().isEmpty();
        this.since = accepted.atNanos();
        Optional<Transition> mark = accepted.write().change().transitions().stream()
                .filter(transition -> transition.key().type() == RecordType.TXT)
                .findFirst();
        this.own = mark.flatMap(transition -> Mark.in(transition.desired()));
        this.firstMark =
                mark.filter(transition -> transition.expected().isEmpty()).isPresent();
    }

    void end() {
        over = true;
    }

    /** What each server gave when it was last asked. On any thread. */
    List<ServerStatus> statuses() {
        return statuses;
    }

    private record Status(String server, Gives gives, String detail, Optional<Instant> since) implements ServerStatus {}

    private void sight() {
        statuses = servers.stream().map(this::status).toList();
    }

    private ServerStatus status(Server server) {
        Witness witness = witnesses.get(server.name());
        String silence = hearers.silent().has(server.name()) ? "left out, for it cannot be asked" : "";
        if (witness == null) {
            return new Status(server.name(), ServerStatus.Gives.UNASKED, silence, Optional.empty());
        }
        if (witness.hasTurned()) {
            return new Status(server.name(), ServerStatus.Gives.NEW, "", Optional.of(witness.since()));
        }
        ServerStatus.Gives gives = witness.isSilent()
                ? ServerStatus.Gives.SILENT
                : switch (witness.turned()) {
                    case BOGUS -> ServerStatus.Gives.BOGUS;
                    case UNASKED -> ServerStatus.Gives.UNASKED;
                    default -> ServerStatus.Gives.OTHER;
                };
        return new Status(server.name(), gives, witness.detail(), Optional.empty());
    }

    /** One round: find the servers if they are not known, ask those that have not turned, and look what came of it. */
    void round() {
        round(server -> !hasTurned(server), 1);
    }

    /** @param times how often each is asked, as long as it gives the change */
    private void round(Predicate<Server> isAsked, int times) {
        if (over || done) {
            return;
        }
        if (!serversKnown) {
            DnsProvider provider = spec.pool.provider();
            open = 1;
            slots.submit(() -> FoundServer.all(provider), this::found);
            return;
        }
        List<Server> asked = asked();
        List<Server> waiting = asked.stream().filter(isAsked).toList();
        whole = waiting.size() == asked.size();
        boolean asksVendor = !propagated && hearers.spare().getAsBoolean();
        unasked = !propagated && !asksVendor;
        open = waiting.size() + (asksVendor ? 1 : 0);
        if (open == 0) {
            roundEnded();
            return;
        }
        for (Server server : waiting) {
            slots.submit(() -> ask(server, times), end -> answered(server.name(), end));
        }
        if (asksVendor) {
            DnsProvider provider = spec.pool.provider();
            slots.submit(() -> provider.propagated(accepted.receipt()), this::vendorSaid);
        }
    }

    /** The servers that a proof waits for. */
    private List<Server> asked() {
        return servers.stream()
                .filter(server -> !hearers.silent().has(server.name()))
                .toList();
    }

    /** A server that was silent for long answers again, perhaps with what it had when it fell silent. */
    void serverIsBack(String server) {
        boolean mine = servers.stream().anyMatch(known -> known.name().equals(server));
        if (over || !done || !mine) {
            return; // as long as it goes on, it asks by itself
        }
        done = false;
        since = runtime.nanoTime();
        pause = EngineLimits.FIRST_PROOF_PAUSE.toNanos();
        witnesses.remove(server);
        round();
    }

    private boolean hasTurned(Server server) {
        Witness witness = witnesses.get(server.name());
        return witness != null && witness.hasTurned();
    }

    private boolean isSure(Server server) {
        Witness witness = witnesses.get(server.name());
        return witness != null && witness.isSure();
    }

    private void found(Ended<List<Server>> end) {
        List<Server> value = end.value();
        if (value == null) {
            problem = "the servers could not be found: " + FailureWords.of(end.failure());
            roundEnded();
        } else if (value.isEmpty()) {
            over = true; // the provider has nobody to ask
        } else {
            servers = List.copyOf(value);
            serversKnown = true;
            problem = "";
            hearers.silent().retain(servers);
            for (Server server : servers) {
                if (!server.unaskable().isEmpty()) {
                    hearers.silent().add(server, spec.keys.get(0), "cannot be asked: " + server.unaskable());
                }
            }
            round();
        }
    }

    /** On a thread of the lane. */
    private Standing ask(Server server, int times) {
        Standing standing = ask(server);
        for (int i = 1; i < times && standing.turned() == Turned.YES; i++) {
            standing = ask(server);
        }
        return standing;
    }

    private Standing ask(Server server) {
        List<Transition> transitions = accepted.write().change().transitions();
        Set<DnsName> aliased = Publication.aliased(transitions);
        Duration ttl = Duration.ZERO;
        for (Transition transition : transitions) {
            RecordKey key = transition.key();
            boolean address = key.type() == RecordType.A || key.type() == RecordType.AAAA;
            boolean silent = key.type() == RecordType.ALIAS || (address && aliased.contains(key.name()));
            if (!silent) {
                Answer answer = server.ask(key, EngineLimits.SERVER_ANSWER);
                Lack lack = lack(answer, transition);
                if (!lack.isNone()) {
                    Turned turned = answer instanceof Answer.Authoritative ? byMark(server) : Turned.NO;
                    return Standing.lacking(turned, lack.silent(), runtime.now(), lack.detail());
                }
                Duration excess = excess(answer, transition);
                ttl = excess.compareTo(ttl) > 0 ? excess : ttl;
            }
        }
        for (DnsName name : aliased) {
            Lack lack = lackBehind(server, name);
            if (!lack.isNone()) {
                return Standing.lacking(Turned.NO, lack.silent(), runtime.now(), lack.detail());
            }
        }
        return signed(server, transitions, aliased, ttl);
    }

    /** The TTL with which a server gives a set, if that is longer than it should be: resolvers keep it for as long. */
    private static Duration excess(Answer answer, Transition transition) {
        boolean serves =
                answer instanceof Answer.Authoritative && transition.key().type() != RecordType.TXT;
        Duration ttl = serves ? ((Answer.Authoritative) answer).set().ttl() : Duration.ZERO;
        return ttl.compareTo(transition.desired().ttl()) > 0 ? ttl : Duration.ZERO;
    }

    /** On a thread of the lane. It gives the values; whether resolvers take them is for its signatures to say. */
    private Standing signed(Server server, List<Transition> transitions, Set<DnsName> aliased, Duration ttl) {
        List<RecordKey> keys = transitions.stream()
                .map(Transition::desired)
                .filter(set -> !set.isEmpty())
                .map(RecordSet::key)
                .filter(key -> key.type() != RecordType.ALIAS && !aliased.contains(key.name()))
                .toList();
        Signatures signatures = server.signatures(keys, runtime.now(), EngineLimits.SERVER_ANSWER);
        return switch (signatures.state()) {
            case VERIFIED, UNSIGNED, NOT_SEEN -> Standing.turned(runtime.now(), ttl, signatures.state());
            case UNANSWERED ->
                Standing.lacking(
                        Turned.NO, runtime.now(), "does not answer what resolvers ask: " + signatures.detail());
            case BROKEN ->
                Standing.lacking(
                        Turned.NO,
                        runtime.now(),
                        "is bogus: " + signatures.detail() + "; whether resolvers look at signatures is not known");
            case BOGUS -> Standing.lacking(Turned.BOGUS, runtime.now(), "is bogus: " + signatures.detail());
        };
    }

    /**
     * On a thread of the lane. What the mark there says of values that are not as they should be: another leader's
     * ends the proof, where there may be one; our own beside other values shows that somebody changed those, or
     * nobody wrote them.
     */
    private Turned byMark(Server server) {
        RecordKey markKey = spec.markKey;
        if (markKey == null
                || !(server.ask(markKey, EngineLimits.SERVER_ANSWER) instanceof Answer.Authoritative said)) {
            return Turned.NO;
        }
        Optional<Mark> there = Mark.in(said.set());
        if (there.isPresent() && there.equals(own)) {
            return Turned.DIFFERS;
        }
        boolean severalLead = spec.identity.instances() == Leadership.Instances.SEVERAL;
        return severalLead && there.filter(this::isAfterOwn).isPresent() ? Turned.BEYOND : Turned.NO;
    }

    private boolean isAfterOwn(Mark mark) {
        return !firstMark && own.filter(mark::isAfter).isPresent();
    }

    /** Why the answer does not show a transition. */
    private static Lack lack(Answer answer, Transition transition) {
        if (answer instanceof Answer.Authoritative said) {
            return said.set().sameValues(transition.desired())
                    ? Lack.NONE
                    : new Lack(false, "lags, it answers " + withoutTtl(said.set()));
        }
        return silence(answer);
    }

    /** Behind a cache the TTL is another one in each round, and nothing has changed. */
    private static String withoutTtl(RecordSet set) {
        return set.isEmpty() ? set.toString() : set.key() + " " + set.values();
    }

    private static Lack silence(Answer answer) {
        return new Lack(answer instanceof Answer.Unreachable, ServerLook.trouble(answer));
    }

    /** Which addresses an alias has is not ours to know; that it has some is, and the mark beside it tells the rest. */
    private static Lack lackBehind(Server server, DnsName name) {
        for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
            Answer answer = server.ask(RecordKey.of(name, family), EngineLimits.SERVER_ANSWER);
            boolean turning = answer instanceof Answer.Unreadable; // its addresses change from answer to answer
            boolean answered = answer instanceof Answer.Authoritative;
            if (turning) {
                return Lack.NONE;
            }
            if (!answered || !((Answer.Authoritative) answer).set().isEmpty()) {
                return silence(answer);
            }
        }
        return new Lack(false, "lags, it has no address for the alias at " + name);
    }

    private void answered(String server, Ended<Standing> end) {
        Standing value = end.value();
        Standing standing = value != null
                ? value
                : Standing.lacking(Turned.UNASKED, runtime.now(), "was not asked: " + FailureWords.of(end.failure()));
        Witness witness = witnesses.get(server);
        if (witness == null) {
            witnesses.put(server, new Witness(standing));
        } else {
            witness.hear(standing);
        }
        oneEnded();
    }

    private void vendorSaid(Ended<Boolean> end) {
        propagated = Boolean.TRUE.equals(end.value());
        problem = propagated
                ? ""
                : "the vendor has not confirmed: "
                        + (end.failure() == null ? "still pending" : FailureWords.of(end.failure()));
        oneEnded();
    }

    private void oneEnded() {
        open--;
        sight();
        if (open == 0) {
            roundEnded();
        }
    }

    private void roundEnded() {
        sight();
        if (over) {
            return;
        }
        if (witnesses.values().stream().anyMatch(witness -> witness.turned() == Turned.BEYOND)) {
            over = true;
            return;
        }
        if (!differs && witnesses.values().stream().anyMatch(witness -> witness.turned() == Turned.DIFFERS)) {
            differs = true;
            hearers.pool().accept(new Input.ValuesDiffer());
        }
        leaveOutTheSilent();
        List<Server> asked = asked();
        boolean allTurned = !asked.isEmpty() && asked.stream().allMatch(this::hasTurned);
        if (allTurned && propagated) {
            if (whole && asked.stream().allMatch(this::isSure)) {
                done = true;
                proved(asked);
            } else {
                runtime.schedule(EngineLimits.AGREEING_PAUSE, () -> round(server -> true, EngineLimits.ASKED_AGAIN));
            }
            return;
        }
        long waited = runtime.nanoTime() - since;
        boolean late = waited >= (propagated ? EngineLimits.PROOF_LIMIT : EngineLimits.VENDOR_LIMIT).toNanos();
        boolean slow = late && !(unasked && allTurned);
        if (slow) {
            report(asked, allTurned);
        }
        long next = slow ? EngineLimits.SLOW_PROOF_PAUSE.toNanos() : pause;
        long untilSlow = EngineLimits.PROOF_LIMIT.toNanos() - waited;
        next = propagated && untilSlow > 0 ? Math.min(next, untilSlow) : next; // the first word is not late
        pause = Math.min(EngineLimits.LONGEST_PROOF_PAUSE.toNanos(), pause + pause / 2);
        runtime.schedule(Duration.ofNanos(next), this::round);
    }

    /** One that says nothing for long is told by itself, as long as another one says something. */
    private void leaveOutTheSilent() {
        long now = runtime.nanoTime();
        for (Server server : asked()) {
            Witness witness = witnesses.get(server.name());
            if (witness == null || !witness.isSilent()) {
                silentSince.remove(server.name());
                continue;
            }
            long began = Objects.requireNonNullElse(silentSince.putIfAbsent(server.name(), now), now);
            boolean anotherAnswers = witnesses.values().stream().anyMatch(other -> !other.isSilent());
            if (anotherAnswers && now - began >= EngineLimits.SERVER_SILENT.toNanos()) {
                hearers.silent().add(server, spec.keys.get(0), witness.detail());
            }
        }
    }

    /** Tells what is in the way, and tells it again when that is something else. */
    private void report(List<Server> asked, boolean allTurned) {
        List<String> to = accepted.write().to();
        boolean bogus = false;
        String text;
        if (!serversKnown || allTurned) {
            text = "the change to " + to + " stays unproved: " + problem;
        } else if (asked.isEmpty()) {
            text = "the change to " + to + " stays unproved: none of the zone's servers can be asked";
        } else {
            List<String> lacking = new ArrayList<>();
            for (Server server : asked) {
                Witness witness = witnesses.get(server.name());
                if (witness != null && !witness.hasTurned()) {
                    bogus |= witness.turned() == Turned.BOGUS;
                    lacking.add(server.name() + " " + witness.detail());
                }
            }
            int turned = asked.size() - lacking.size();
            text = turned + " of " + asked.size() + " servers give " + to + ": " + String.join("; ", lacking)
                    + "; until when resolvers hold old answers is unknown, not before "
                    + accepted.horizon().second();
        }
        if (!text.equals(reported)) {
            reported = text;
            hearers.pool().accept(new Input.NotProved(text, bogus));
        }
    }

    private void proved(List<Server> asked) {
        List<Transition> transitions = accepted.write().change().transitions();
        List<RecordKey> questions = OldAnswers.questions(spec, transitions);
        if (questions.isEmpty()) {
            emitProved(transitions, Optional.of(Duration.ZERO));
            return;
        }
        slots.submit(() -> OldAnswers.longest(questions, asked), end -> {
            Optional<Duration> found = end.value();
            emitProved(transitions, found == null ? Optional.empty() : found);
        });
    }

    /** @param absent for how long resolvers keep answers of the time when sets were absent; empty if unknown */
    private void emitProved(List<Transition> transitions, Optional<Duration> absent) {
        if (over) {
            return; // a newer change or the close came in between
        }
        Comparator<Instant> order = Comparator.naturalOrder();
        List<Instant> turns = witnesses.values().stream()
                .filter(Witness::hasTurned)
                .map(Witness::since)
                .sorted(order)
                .toList();
        Instant first = turns.get(0);
        Instant last = turns.get(turns.size() - 1);
        Duration served = witnesses.values().stream()
                .map(Witness::longestTtl)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration old = Publication.oldTtl(transitions, absent.orElse(Duration.ZERO));
        Horizon known = accepted.horizon().seenFrom(last, old).servedFor(served);
        Horizon horizon = absent.isPresent() ? known : known.unseenUntil(last.plus(EngineLimits.LONGEST_NEGATIVE));
        hearers.pool().accept(new Input.Proved(horizon));
        boolean nothingNew = told && reported.isEmpty();
        told = true;
        reported = "";
        if (nothingNew) {
            return; // a server that came back gave the change at once
        }
        hearers.events()
                .accept(new Made.ChangeProved(
                        spec.pool.pool(),
                        runtime.now(),
                        accepted.write().to(),
                        accepted.write().detected(),
                        accepted.write().decided(),
                        accepted.at(),
                        first,
                        last,
                        horizon.until(),
                        horizon.isLeast(),
                        servers.stream()
                                .filter(this::hasTurned)
                                .map(Server::name)
                                .toList(),
                        servers.stream()
                                .map(Server::name)
                                .filter(name -> hearers.silent().has(name))
                                .toList(),
                        signatures()));
    }

    /** Of all servers that have turned, the weakest: one that is unsigned can be forged. */
    private Signatures.State signatures() {
        Set<Signatures.State> seen = EnumSet.noneOf(Signatures.State.class);
        witnesses.values().stream()
                .filter(Witness::hasTurned)
                .map(Witness::signatures)
                .forEach(seen::add);
        boolean unsigned = seen.contains(Signatures.State.UNSIGNED);
        boolean verified = seen.equals(EnumSet.of(Signatures.State.VERIFIED));
        return unsigned ? Signatures.State.UNSIGNED : verified ? Signatures.State.VERIFIED : Signatures.State.NOT_SEEN;
    }
}
