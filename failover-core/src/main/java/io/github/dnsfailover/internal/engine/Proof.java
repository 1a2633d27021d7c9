package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.machine.Accepted;
import io.github.dnsfailover.internal.machine.Horizon;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks every authoritative server until it gives the new answer. It stands beside the machine: it never causes or
 * delays a write. A newer change ends it, this engine's or that of another one that leads now. Engine thread only.
 */
final class Proof {

    private enum Turned {
        NO,
        YES,
        /** It gives what somebody who led later has written. */
        BEYOND
    }

    /** Who hears of events, and of what the proof comes to. */
    record Hearers(Consumer<FailoverEvent> events, Consumer<Input> pool) {}

    /** What a server said when it was asked last, and when that was. */
    private record Standing(Turned turned, Instant at, String detail) {}

    private final PoolSpec spec;
    private final EngineRuntime runtime;
    private final Accepted accepted;
    private final Hearers hearers;
    private final Optional<Mark> own;
    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private List<Server> servers = List.of();
    private boolean serversKnown;
    private boolean propagated;
    private String problem = "";
    private boolean reported;
    private boolean over;
    private int open;
    private long pause = Limits.FIRST_PROOF_PAUSE.toNanos();
    private Duration negativeTtl = Duration.ZERO;

    Proof(PoolSpec spec, EngineRuntime runtime, Accepted accepted, Hearers hearers) {
        this.spec = spec;
        this.runtime = runtime;
        this.accepted = accepted;
        this.hearers = hearers;
        this.propagated = accepted.receipt().isEmpty();
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
        if (over) {
            return;
        }
        if (!serversKnown) {
            DnsProvider provider = spec.pool.provider();
            open = 1;
            runtime.submit(Lane.VERIFICATION, () -> provider.authorities().servers(), this::found);
            return;
        }
        List<Server> waiting =
                servers.stream().filter(server -> !hasTurned(server.name())).toList();
        open = waiting.size() + (propagated ? 0 : 1);
        for (Server server : waiting) {
            runtime.submit(Lane.VERIFICATION, () -> ask(server), end -> answered(server.name(), end));
        }
        if (!propagated) {
            DnsProvider provider = spec.pool.provider();
            runtime.submit(Lane.VERIFICATION, () -> provider.propagated(accepted.receipt()), this::vendorSaid);
        }
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
                Answer answer = server.ask(key, Limits.SERVER_ANSWER);
                String trouble = trouble(answer, transition);
                if (!trouble.isEmpty()) {
                    boolean beyond = answer instanceof Answer.Authoritative && isBeyond(server);
                    return new Standing(beyond ? Turned.BEYOND : Turned.NO, runtime.now(), trouble);
                }
            }
        }
        for (DnsName name : aliased) {
            String trouble = troubleBehind(server, name);
            if (!trouble.isEmpty()) {
                return new Standing(Turned.NO, runtime.now(), trouble);
            }
        }
        return new Standing(Turned.YES, runtime.now(), "turned");
    }

    /**
     * On a thread of the lane. Whether another leader's mark stands there; an only engine's own change ends its proof.
     */
    private boolean isBeyond(Server server) {
        RecordKey markKey = spec.markKey;
        return markKey != null
                && spec.identity.instances() == Leadership.Instances.SEVERAL
                && server.ask(markKey, Limits.SERVER_ANSWER) instanceof Answer.Authoritative said
                && Mark.in(said.set()).filter(this::isAfterOwn).isPresent();
    }

    private boolean isAfterOwn(Mark mark) {
        return own.filter(mark::isAfter).isPresent();
    }

    /** Why the answer does not show a transition; empty if it does. */
    private static String trouble(Answer answer, Transition transition) {
        if (answer instanceof Answer.Authoritative said) {
            return said.set().sameValues(transition.desired()) ? "" : "keeps " + said.set();
        }
        return silence(answer);
    }

    private static String silence(Answer answer) {
        if (answer instanceof Answer.Unreachable unreachable) {
            return "unreachable: " + unreachable.detail();
        }
        if (answer instanceof Answer.NotAuthoritative not) {
            return "not authoritative: " + not.detail();
        }
        return answer instanceof Answer.Unreadable unreadable ? "keeps " + unreadable.detail() : "";
    }

    /** Which addresses an alias has is not ours to know; that it has some is, and the mark beside it tells the rest. */
    private static String troubleBehind(Server server, DnsName name) {
        for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
            Answer answer = server.ask(RecordKey.of(name, family), Limits.SERVER_ANSWER);
            boolean answered = answer instanceof Answer.Authoritative;
            if (!answered || !((Answer.Authoritative) answer).set().isEmpty()) {
                return silence(answer);
            }
        }
        return "has no address for the alias at " + name;
    }

    private void answered(String server, Ended<Standing> end) {
        Standing standing = end.value();
        standings.put(
                server,
                standing != null ? standing : new Standing(Turned.NO, runtime.now(), "not asked: " + end.failure()));
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
        boolean allTurned = serversKnown && servers.stream().allMatch(server -> hasTurned(server.name()));
        if (allTurned && propagated) {
            proved();
            return;
        }
        long waited = runtime.nanoTime() - accepted.atNanos();
        boolean slow = waited >= Limits.PROOF_LIMIT.toNanos();
        if (slow && !reported) {
            reported = true;
            report(allTurned, Duration.ofNanos(waited));
        }
        long next = slow ? Limits.SLOW_PROOF_PAUSE.toNanos() : pause;
        pause = Math.min(Limits.LONGEST_PROOF_PAUSE.toNanos(), pause + pause / 2);
        runtime.schedule(Duration.ofNanos(next), this::round);
    }

    private void report(boolean allTurned, Duration waited) {
        List<String> to = accepted.write().to();
        if (!serversKnown || allTurned) {
            hearers.pool().accept(new Input.NotProved("the change to " + to + " stays unproved: " + problem));
            return;
        }
        List<String> lagging = new ArrayList<>();
        standings.forEach((name, standing) -> {
            if (standing.turned() != Turned.YES) {
                lagging.add(name + " " + standing.detail());
            }
        });
        hearers.pool()
                .accept(new Input.NotProved(lagging + " do not answer " + to + " after " + waited.toSeconds() + " s"));
    }

    private void proved() {
        List<Transition> transitions = accepted.write().change().transitions();
        boolean negative = transitions.stream()
                .anyMatch(t -> t.expected().isEmpty() && t.key().type() != RecordType.TXT);
        if (negative) {
            // No zone has a CNAME at its top, so the answer is empty and carries the negative TTL.
            RecordKey absent = RecordKey.of(spec.traits.zone(), RecordType.CNAME);
            runtime.submit(Lane.VERIFICATION, () -> servers.get(0).ask(absent, Limits.SERVER_ANSWER), end -> {
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
        over = true;
        Comparator<Instant> order = Comparator.naturalOrder();
        List<Instant> turns =
                standings.values().stream().map(Standing::at).sorted(order).toList();
        Instant first = turns.get(0);
        Instant last = turns.get(turns.size() - 1);
        Horizon horizon = accepted.horizon().seenFrom(last, Publication.oldTtl(transitions, negativeTtl));
        hearers.pool().accept(new Input.Proved(horizon.until()));
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
                        servers.stream().map(Server::name).toList()));
    }
}
