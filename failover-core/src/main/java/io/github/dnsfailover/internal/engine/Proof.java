package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.machine.Accepted;
import io.github.dnsfailover.internal.machine.Horizon;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks every authoritative server until it gives the new answer. It stands beside the machine: it never causes or
 * delays a write. A newer change ends it, this engine's or that of another one that leads now. Servers that have been
 * silent for long are left out; when one is back, it is asked, too. Engine thread only.
 */
final class Proof {

    private enum Turned {
        NO,
        YES,
        /** It gives our mark beside other values. */
        DIFFERS,
        /** It gives the values, and resolvers that validate refuse them. */
        BOGUS,
        /** It gives what somebody who led later has written. */
        BEYOND
    }

    /**
     * Who hears of events, of what the proof comes to, and of servers that say nothing.
     *
     * @param spare takes a call out of the account's budget if there is one to spare
     */
    record Hearers(Consumer<FailoverEvent> events, Consumer<Input> pool, SilentServers silent, BooleanSupplier spare) {}

    /** What a server said when it was asked last, and when that was; {@code silent} if it said nothing. */
    private record Standing(Turned turned, boolean silent, Instant at, String detail) {}

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
    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private List<Server> servers = List.of();
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
    private long pause = EngineLimits.FIRST_PROOF_PAUSE.toNanos();
    private Duration negativeTtl = Duration.ZERO;

    Proof(PoolSpec spec, EngineRuntime runtime, Slots slots, Accepted accepted, Hearers hearers) {
        this.spec = spec;
        this.runtime = runtime;
        this.slots = slots;
        this.accepted = accepted;
        this.hearers = hearers;
        this.propagated = accepted.receipt().isEmpty();
        this.since = accepted.atNanos();
        this.own = accepted.write().change().transitions().stream()
                .filter(transition -> transition.key().type() == RecordType.TXT)
                .findFirst()
                .flatMap(transition -> Mark.in(transition.desired()));
    }

    void end() {
        over = true;
    }

    /** One round: find the servers if they are not known, ask those that have not turned, and look what came of it. */
    void round() {
        if (over || done) {
            return;
        }
        if (!serversKnown) {
            DnsProvider provider = spec.pool.provider();
            open = 1;
            slots.submit(() -> provider.authorities().servers(), this::found);
            return;
        }
        List<Server> waiting =
                asked().stream().filter(server -> !hasTurned(server.name())).toList();
        boolean asksVendor = !propagated && hearers.spare().getAsBoolean();
        unasked = !propagated && !asksVendor;
        open = waiting.size() + (asksVendor ? 1 : 0);
        if (open == 0) {
            roundEnded();
            return;
        }
        for (Server server : waiting) {
            slots.submit(() -> ask(server), end -> answered(server.name(), end));
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
        standings.remove(server);
        round();
    }

    private boolean hasTurned(String server) {
        Standing standing = standings.get(server);
        return standing != null && standing.turned() == Turned.YES;
    }

    private void found(Ended<List<Server>> end) {
        List<Server> value = end.value();
        if (value == null) {
            problem = "the servers could not be found: " + end.failure();
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
    private Standing ask(Server server) {
        List<Transition> transitions = accepted.write().change().transitions();
        Set<DnsName> aliased = Publication.aliased(transitions);
        for (Transition transition : transitions) {
            RecordKey key = transition.key();
            boolean address = key.type() == RecordType.A || key.type() == RecordType.AAAA;
            boolean silent = key.type() == RecordType.ALIAS || (address && aliased.contains(key.name()));
            if (!silent) {
                Answer answer = server.ask(key, EngineLimits.SERVER_ANSWER);
                Lack lack = lack(answer, transition);
                if (!lack.isNone()) {
                    Turned turned = answer instanceof Answer.Authoritative ? byMark(server) : Turned.NO;
                    return new Standing(turned, lack.silent(), runtime.now(), lack.detail());
                }
            }
        }
        for (DnsName name : aliased) {
            Lack lack = lackBehind(server, name);
            if (!lack.isNone()) {
                return new Standing(Turned.NO, lack.silent(), runtime.now(), lack.detail());
            }
        }
        return signed(server, transitions, aliased);
    }

    /** On a thread of the lane. It gives the values; whether resolvers take them is for its signatures to say. */
    private Standing signed(Server server, List<Transition> transitions, Set<DnsName> aliased) {
        List<RecordKey> keys = transitions.stream()
                .map(Transition::desired)
                .filter(set -> !set.isEmpty())
                .map(RecordSet::key)
                .filter(key -> key.type() != RecordType.ALIAS && !aliased.contains(key.name()))
                .toList();
        Signatures signatures = server.signatures(keys, runtime.now(), EngineLimits.SERVER_ANSWER);
        if (!signatures.areBad()) {
            return new Standing(Turned.YES, false, runtime.now(), "turned");
        }
        boolean refused = signatures.state() == Signatures.State.BOGUS;
        String detail = signatures.detail() + (refused ? "" : "; whether resolvers look at signatures is not known");
        return new Standing(refused ? Turned.BOGUS : Turned.NO, false, runtime.now(), "is bogus: " + detail);
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
        return own.filter(mark::isAfter).isPresent();
    }

    /** Why the answer does not show a transition. */
    private static Lack lack(Answer answer, Transition transition) {
        if (answer instanceof Answer.Authoritative said) {
            return said.set().sameValues(transition.desired())
                    ? Lack.NONE
                    : new Lack(false, "lags, it answers " + said.set());
        }
        return silence(answer);
    }

    private static Lack silence(Answer answer) {
        if (answer instanceof Answer.Unreachable unreachable) {
            return new Lack(true, "does not answer: " + unreachable.detail());
        }
        if (answer instanceof Answer.NotAuthoritative not) {
            return new Lack(false, "is intercepted or not authoritative: " + not.detail());
        }
        return answer instanceof Answer.Unreadable unreadable
                ? new Lack(false, "lags, with " + unreadable.detail())
                : Lack.NONE;
    }

    /** Which addresses an alias has is not ours to know; that it has some is, and the mark beside it tells the rest. */
    private static Lack lackBehind(Server server, DnsName name) {
        for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
            Answer answer = server.ask(RecordKey.of(name, family), EngineLimits.SERVER_ANSWER);
            boolean answered = answer instanceof Answer.Authoritative;
            if (!answered || !((Answer.Authoritative) answer).set().isEmpty()) {
                return silence(answer);
            }
        }
        return new Lack(false, "lags, it has no address for the alias at " + name);
    }

    private void answered(String server, Ended<Standing> end) {
        Standing standing = end.value();
        standings.put(
                server,
                standing != null
                        ? standing
                        : new Standing(Turned.NO, false, runtime.now(), "was not asked: " + end.failure()));
        oneEnded();
    }

    private void vendorSaid(Ended<Boolean> end) {
        propagated = Boolean.TRUE.equals(end.value());
        problem = propagated ? "" : "the vendor has not confirmed: " + Objects.toString(end.failure(), "still pending");
        oneEnded();
    }

    private void oneEnded() {
        open--;
        if (open == 0) {
            roundEnded();
        }
    }

    private void roundEnded() {
        if (over) {
            return;
        }
        if (standings.values().stream().anyMatch(standing -> standing.turned() == Turned.BEYOND)) {
            over = true;
            return;
        }
        if (!differs && standings.values().stream().anyMatch(standing -> standing.turned() == Turned.DIFFERS)) {
            differs = true;
            hearers.pool().accept(new Input.ValuesDiffer());
        }
        leaveOutTheSilent();
        List<Server> asked = asked();
        boolean allTurned = !asked.isEmpty() && asked.stream().allMatch(server -> hasTurned(server.name()));
        if (allTurned && propagated) {
            done = true;
            proved(asked.get(0));
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
            Standing standing = standings.get(server.name());
            if (standing == null || !standing.silent()) {
                silentSince.remove(server.name());
                continue;
            }
            long began = Objects.requireNonNullElse(silentSince.putIfAbsent(server.name(), now), now);
            boolean anotherAnswers = standings.values().stream().anyMatch(other -> !other.silent());
            if (anotherAnswers && now - began >= EngineLimits.SERVER_SILENT.toNanos()) {
                hearers.silent().add(server, spec.keys.get(0), standing.detail());
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
                Standing standing = standings.get(server.name());
                if (standing != null && standing.turned() != Turned.YES) {
                    bogus |= standing.turned() == Turned.BOGUS;
                    lacking.add(server.name() + " " + standing.detail());
                }
            }
            int turned = asked.size() - lacking.size();
            text = turned + " of " + asked.size() + " servers give " + to + ": " + String.join("; ", lacking)
                    + "; until when resolvers hold the old answer is unknown";
        }
        if (!text.equals(reported)) {
            reported = text;
            hearers.pool().accept(new Input.NotProved(text, bogus));
        }
    }

    private void proved(Server one) {
        List<Transition> transitions = accepted.write().change().transitions();
        boolean negative = transitions.stream()
                .anyMatch(t -> t.expected().isEmpty() && t.key().type() != RecordType.TXT);
        if (negative) {
            // No zone has a CNAME at its top, so the answer is empty and carries the negative TTL.
            RecordKey absent = RecordKey.of(spec.traits.zone(), RecordType.CNAME);
            slots.submit(() -> one.ask(absent, EngineLimits.SERVER_ANSWER), end -> {
                negativeTtl = end.value() instanceof Answer.Authoritative said ? said.negativeTtl() : Duration.ZERO;
                emitProved(transitions);
            });
        } else {
            emitProved(transitions);
        }
    }

    private void emitProved(List<Transition> transitions) {
        if (over) {
            return; // a newer change or the close came in between
        }
        Comparator<Instant> order = Comparator.naturalOrder();
        List<Instant> turns = standings.values().stream()
                .filter(standing -> standing.turned() == Turned.YES)
                .map(Standing::at)
                .sorted(order)
                .toList();
        Instant first = turns.get(0);
        Instant last = turns.get(turns.size() - 1);
        Horizon horizon = accepted.horizon().seenFrom(last, Publication.oldTtl(transitions, negativeTtl));
        hearers.pool().accept(new Input.Proved(horizon.until()));
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
                        horizon.atLeast(),
                        servers.stream()
                                .map(Server::name)
                                .filter(this::hasTurned)
                                .toList()));
    }
}
