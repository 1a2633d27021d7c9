package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.PreflightReport.Finding;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.machine.Found;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at all that a failover of one pool would need, and changes nothing. Engine thread only; calls run in the lanes.
 */
final class Preflight {

    /**
     * What of the engine is looked at with a pool.
     *
     * @param controls to be probed; empty if another pool's look does that
     */
    record Besides(List<ControlTarget> controls, LeadershipCalls leadership) {

        Besides withoutControls() {
            return new Besides(List.of(), leadership);
        }
    }

    private final PoolSpec spec;
    private final ProviderCalls provider;
    private final EngineRuntime runtime;
    private final Ways ways;
    private final List<ControlTarget> controls;
    private final LeadershipCalls leadership;
    private int failedControls;
    private final Consumer<List<Finding>> done;
    private final Map<Integer, List<Finding>> findings = new TreeMap<>();
    private int open = 1;
    private boolean over;

    /** Where its calls run, beside those of pools and without taking their room. */
    record Ways(Slots provider, Slots servers, Slots checks, Slots controls) {}

    /**
     * Looks at one pool.
     *
     * @param done takes the findings, on the engine thread
     */
    Preflight(PoolLoop pool, EngineRuntime runtime, Ways ways, Besides besides, Consumer<List<Finding>> done) {
        this.spec = pool.spec();
        this.provider = pool.provider();
        this.runtime = runtime;
        this.ways = ways;
        this.controls = besides.controls();
        this.leadership = besides.leadership();
        this.done = done;
    }

    /** What its pool has of an account. */
    PoolSpec.Share share() {
        return spec.place.share();
    }

    void start() {
        Duration limit = spec.pool
                .timings()
                .timeout()
                .plus(Duration.ofNanos(2 * spec.slowestCall))
                .plus(EngineLimits.PREFLIGHT_SERVERS);
        runtime.schedule(limit, () -> giveUp("they have not ended in time"));
        DnsProvider dns = spec.pool.provider();
        expect(ways.provider(), () -> dns.read(spec.keys), this::read);
        for (int i = 0; i < spec.targets.size(); i++) {
            PoolSpec.TargetSpec target = spec.targets.get(i);
            expect(
                    ways.checks(),
                    () -> target.check()
                            .check(target.target(), spec.pool.timings().timeout()),
                    end -> probed(target, end));
        }
        for (ControlTarget control : controls) {
            expect(
                    ways.controls(),
                    () -> control.check().check(control.target(), control.timeout()),
                    end -> controlProbed(control, end));
        }
        expect(ways.servers(), () -> dns.authorities().servers(), this::serversFound);
        sites();
        if (spec.identity.instances() == Leadership.Instances.SEVERAL) {
            open++;
            leadership.sight(spec.scope, end -> {
                leadSeen(end);
                oneDone();
            });
        }
        add(9, Level.OK, "bound", spec.pool.convergence().toString());
        oneDone();
    }

    private <T> void expect(Slots way, EngineRuntime.Work<T> work, EngineRuntime.Completion<T> completion) {
        open++;
        if (way == ways.provider()) {
            provider.makesCallBeside();
        }
        way.<T>submit(work, end -> {
            completion.ended(end);
            oneDone();
        });
    }

    private void oneDone() {
        open--;
        if (open == 0 && !over) {
            finish();
        }
    }

    /** Ends with what is known so far, unless it has ended. */
    void giveUp(String why) {
        if (!over) {
            add(9, Level.PROBLEM, "preflight", open + " calls are left: " + why);
            finish();
        }
    }

    private void finish() {
        over = true;
        done.accept(findings.values().stream().flatMap(List::stream).toList());
    }

    private void add(int order, Level level, String subject, String text) {
        findings.computeIfAbsent(order, o -> new ArrayList<>())
                .add(new Finding(level, spec.pool.pool(), subject, text));
    }

    private void read(Ended<List<RecordSet>> end) {
        ProviderTraits traits = spec.traits;
        if (end.failure() != null || !Publication.answers(spec, end.value())) {
            String why = end.failure() instanceof DnsProviderException known
                    ? String.valueOf(known.getMessage())
                    : end.failure() != null ? end.failure().toString() : "the answer does not fit the question";
            add(1, Level.PROBLEM, "provider", traits.label() + " cannot be read: " + why);
            return;
        }
        List<RecordSet> sets = end.value() == null ? List.of() : end.value();
        boolean provable = traits.provesRights()
                && sets.subList(0, spec.servingKeys()).stream().anyMatch(set -> !set.isEmpty());
        if (provable) {
            expect(ways.provider(), () -> spec.pool.provider().proveRights(sets), this::rightsProved);
        }
        String writing = provable ? "" : "; only a write shows whether it may be written";
        add(1, Level.OK, "provider", traits.label() + " can be read" + writing);
        for (RecordSet set : sets) {
            add(2, Level.OK, "record", set.toString());
        }
        Found found = Publication.understand(spec, sets, -1);
        ownership(found);
        ttl(found);
    }

    private void rightsProved(Ended<Set<RecordKey>> end) {
        Set<RecordKey> proved = end.value();
        if (end.failure() instanceof DnsProviderException known) {
            add(1, Level.PROBLEM, "rights", String.valueOf(known.getMessage()));
        } else if (proved == null || proved.isEmpty()) {
            add(1, Level.OK, "rights", "not to be proved: only a write shows whether the records may be written");
        } else {
            add(1, Level.OK, "rights", "proved for " + proved);
        }
    }

    private void ownership(Found found) {
        switch (found.ownership()) {
            case OURS -> add(3, Level.OK, "mark", "ours, publishing " + spec.ids(found.published()));
            case EDITED ->
                add(3, Level.WARNING, "mark", "ours, but the values were edited since: they are set right once");
            case UNMARKED_MEMBERS ->
                add(
                        3,
                        Level.OK,
                        "mark",
                        spec.markKey == null
                                ? "this pool keeps none: a late write and another owner go unseen"
                                : "none yet; the values are of this pool, and a mark is added");
            case EMPTY -> add(3, Level.OK, "mark", "no records yet; they are made as soon as an endpoint is proven");
            case UNMARKED_FOREIGN ->
                add(
                        3,
                        spec.pool.takeOver() == TakeOver.ADOPT ? Level.WARNING : Level.PROBLEM,
                        "mark",
                        "the values are not of this pool"
                                + (spec.pool.takeOver() == TakeOver.ADOPT
                                        ? ": they are replaced"
                                        : ": nothing is written unless the pool says takeOver(ADOPT)"));
            case OTHER_OWNER, NEWER_ENGINE -> add(3, Level.PROBLEM, "mark", "not ours: " + found.detail());
        }
    }

    private void ttl(Found found) {
        Duration wanted = spec.pool.timings().ttl();
        found.sets().stream()
                .limit(spec.servingKeys())
                .filter(set -> !set.isEmpty() && set.ttl().compareTo(wanted) > 0)
                .max(Comparator.comparing(RecordSet::ttl))
                .ifPresent(set -> add(
                        4,
                        Level.WARNING,
                        "ttl",
                        set.key() + " has " + set.ttl().toSeconds()
                                + " s: the first failover within that time is seen late by resolvers"));
    }

    private void probed(PoolSpec.TargetSpec target, Ended<HealthResult> end) {
        HealthResult result = end.value();
        boolean passed = result != null && result.verdict() == HealthResult.Verdict.HEALTHY;
        String text = result != null ? result.toString() : String.valueOf(end.failure());
        long millis = Duration.ofNanos(end.endedNanos() - end.startedNanos()).toMillis();
        add(5, passed ? Level.OK : Level.WARNING, "check", target.target() + ": " + text + " in " + millis + " ms");
    }

    private void controlProbed(ControlTarget control, Ended<HealthResult> end) {
        HealthResult result = end.value();
        boolean passed = result != null && result.verdict() == HealthResult.Verdict.HEALTHY;
        failedControls += passed ? 0 : 1;
        boolean blind = failedControls == controls.size();
        String text = result != null ? result.toString() : String.valueOf(end.failure());
        add(
                5,
                passed ? Level.OK : blind ? Level.PROBLEM : Level.WARNING,
                "control",
                control + ": " + text + (blind ? "; with every control target failing, the engine moves nothing" : ""));
    }

    private void serversFound(Ended<List<Server>> end) {
        List<Server> servers = end.value();
        if (servers == null) {
            add(6, Level.WARNING, "servers", "not found, so changes cannot be proved: " + end.failure());
        } else if (servers.isEmpty()) {
            add(6, Level.WARNING, "servers", "none known, so changes are not proved");
        } else {
            for (Server server : servers) {
                expect(
                        ways.servers(),
                        () -> server.ask(spec.keys.get(0), EngineLimits.SERVER_ANSWER),
                        answer -> asked(server, answer));
            }
        }
    }

    private void asked(Server server, Ended<Answer> end) {
        String what = "server " + server.name();
        if (end.value() instanceof Answer.Authoritative good) {
            add(6, Level.OK, what, "answers " + good.set());
            if (!good.set().isEmpty()) {
                List<RecordKey> keys = List.of(good.set().key());
                expect(
                        ways.servers(),
                        () -> server.signatures(keys, runtime.now(), EngineLimits.SERVER_ANSWER),
                        signatures -> looked(what, signatures));
            }
        } else {
            add(6, Level.WARNING, what, String.valueOf(end.value() == null ? end.failure() : end.value()));
        }
    }

    private void looked(String what, Ended<Signatures> end) {
        Signatures signatures = end.value();
        if (signatures == null) {
            add(6, Level.WARNING, what, "signatures: " + end.failure());
            return;
        }
        String text = signatures.detail().isEmpty() ? "" : ": " + signatures.detail();
        switch (signatures.state()) {
            case VERIFIED -> add(6, Level.OK, what, "signatures hold" + text);
            case UNSIGNED -> add(6, Level.OK, what, "is not signed, as far as resolvers look" + text);
            case NOT_SEEN -> add(6, Level.OK, what, "signatures were not looked at" + text);
            case UNANSWERED -> add(6, Level.WARNING, what, "does not answer what resolvers ask" + text);
            case BROKEN -> add(6, Level.WARNING, what, "signatures do not hold" + text);
            case BOGUS -> add(6, Level.PROBLEM, what, "is bogus: resolvers that validate answer SERVFAIL" + text);
        }
    }

    /** That nobody leads is told only by who can see it. */
    private void leadSeen(Ended<Sighting> end) {
        Sighting seen = end.value();
        if (seen == Sighting.SOMEBODY || seen == Sighting.NOBODY) {
            add(8, Level.OK, "leadership", "sees that " + seen + " leads " + spec.scope);
            return;
        }
        String why =
                end.failure() != null ? "it threw " + end.failure() : "sighting(\"" + spec.scope + "\") is " + seen;
        add(
                8,
                Level.WARNING,
                "leadership",
                "does not see who leads " + spec.scope + ", as " + why
                        + ": as long as that is so, nobody is told when no instance leads (NOBODY_LEADS)");
    }

    /** What a move away from a site needs must not lie in that site alone. */
    private void sites() {
        spec.sites.forEach((what, site) -> {
            Optional<String> shared = sharing(what);
            String text = site.isEmpty() ? what + ": not said" : what + " lies in " + site;
            add(7, shared.isPresent() ? Level.WARNING : Level.OK, "site", shared.orElse(text));
        });
        String places = spec.endpoints.stream()
                .map(e -> e.id() + (e.site().isEmpty() ? "" : " in " + e.site()))
                .collect(Collectors.joining(", "));
        boolean together = sharing("endpoints").isPresent();
        add(7, together ? Level.WARNING : Level.OK, "site", places + (together ? ": all of them fail together" : ""));
    }

    private Optional<String> sharing(String what) {
        return spec.shared.stream()
                .filter(shared -> shared.what().equals(what))
                .map(PoolSpec.Shared::text)
                .findFirst();
    }
}
