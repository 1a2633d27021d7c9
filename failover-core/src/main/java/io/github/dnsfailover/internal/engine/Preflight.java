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
import io.github.dnsfailover.internal.engine.ServerLook.Question;
import io.github.dnsfailover.internal.machine.Found;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.internal.machine.WallClock;
import io.github.dnsfailover.internal.text.FailureWords;
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
     * @param probes whether the controls are to be probed; not if another pool's look does that
     */
    record Besides(List<ControlTarget> controls, boolean probes, LeadershipCalls leadership) {

        Besides withoutProbes() {
            return new Besides(controls, false, leadership);
        }
    }

    private final PoolSpec spec;
    private final ProviderCalls provider;
    private final EngineRuntime runtime;
    private final Ways ways;
    private final Besides besides;
    private int failedControls;
    private final Consumer<List<Finding>> done;
    private final Map<Integer, List<Finding>> findings = new TreeMap<>();
    private int open = 1;

    /** Whether the provider has been asked, and what it has; empty if that is not to be learned. */
    private boolean isRead;

    private List<RecordSet> standing = List.of();
    private List<Server> found = List.of();
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
        this.besides = besides;
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
        expect(ways.provider(), () -> new Look(dns.read(spec.keys), dns.clockAhead()), this::read);
        for (int i = 0; i < spec.targets.size(); i++) {
            PoolSpec.TargetSpec target = spec.targets.get(i);
            expect(
                    ways.checks(),
                    () -> target.check()
                            .check(target.target(), spec.pool.timings().timeout()),
                    end -> probed(target, end));
        }
        for (ControlTarget control : besides.probes() ? besides.controls() : List.<ControlTarget>of()) {
            expect(
                    ways.controls(),
                    () -> control.check().check(control.target(), control.timeout()),
                    end -> controlProbed(control, end));
        }
        expect(ways.servers(), () -> dns.authorities().servers(), this::serversFound);
        sites();
        ipv6Controls();
        if (spec.identity.instances() == Leadership.Instances.SEVERAL) {
            open++;
            besides.leadership().sight(spec.scope, end -> {
                leadSeen(end);
                oneDone();
            });
        }
        add(9, Level.OK, "bound", spec.convergence());
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
        List<Finding> those = findings.computeIfAbsent(order, o -> new ArrayList<>());
        Finding finding = new Finding(level, spec.pool.pool(), subject, text);
        boolean told = those.stream().anyMatch(each -> each.toString().equals(finding.toString()));
        if (!told) {
            those.add(finding);
        }
    }

    /** What a provider said, and how far the wall clock is ahead of its own by then. */
    private record Look(List<RecordSet> sets, Optional<Duration> clockAhead) {}

    private void read(Ended<Look> end) {
        ProviderTraits traits = spec.traits;
        Look look = end.value();
        isRead = true;
        if (look == null || !Publication.answers(spec, look.sets())) {
            String why = look == null ? FailureWords.of(end.failure()) : "the answer does not fit the question";
            add(1, Level.PROBLEM, "provider", traits.label() + " cannot be read: " + why);
            askServers();
            return;
        }
        standing = look.sets();
        List<RecordSet> sets = standing;
        look.clockAhead()
                .flatMap(ahead -> WallClock.trouble(ahead, traits.label()))
                .ifPresent(text -> add(1, Level.WARNING, "clock", text));
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
        askServers();
    }

    private void rightsProved(Ended<Set<RecordKey>> end) {
        Set<RecordKey> proved = end.value();
        if (end.failure() instanceof DnsProviderException known) {
            add(1, Level.PROBLEM, "rights", String.valueOf(known.getMessage()));
        } else if (proved == null || proved.isEmpty()) {
            add(1, Level.OK, "rights", "not to be proved: only a write shows whether the records may be written");
        } else {
            List<RecordKey> unproved = standing.stream()
                    .filter(set -> !set.isEmpty() || isMark(set.key()))
                    .map(RecordSet::key)
                    .filter(key -> !proved.contains(key))
                    .toList();
            add(
                    1,
                    unproved.isEmpty() ? Level.OK : Level.WARNING,
                    "rights",
                    unproved.isEmpty()
                            ? "proved for " + proved
                            : "proved for " + proved + ", not for " + unproved
                                    + ": only a write shows whether these may be written; look at the grants");
        }
    }

    private boolean isMark(RecordKey key) {
        return spec.markKey != null && key.equals(spec.markKey);
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
        String text = result != null ? result.toString() : FailureWords.of(end.failure());
        long millis = Duration.ofNanos(end.endedNanos() - end.startedNanos()).toMillis();
        add(5, passed ? Level.OK : Level.WARNING, "check", target.target() + ": " + text + " in " + millis + " ms");
    }

    private void controlProbed(ControlTarget control, Ended<HealthResult> end) {
        HealthResult result = end.value();
        boolean passed = result != null && result.verdict() == HealthResult.Verdict.HEALTHY;
        failedControls += passed ? 0 : 1;
        boolean blind = failedControls == besides.controls().size();
        String text = result != null ? result.toString() : FailureWords.of(end.failure());
        add(
                5,
                passed ? Level.OK : blind ? Level.PROBLEM : Level.WARNING,
                "control",
                control + ": " + text + (blind ? "; with every control target failing, the engine moves nothing" : ""));
    }

    /** One that fails alone takes away what the pool asks for. */
    private void ipv6Controls() {
        long ipv6 = besides.controls().stream().filter(Roster::isIpv6).count();
        if (spec.pool.withdrawsFamily() && ipv6 == 1) {
            add(
                    5,
                    Level.WARNING,
                    "control",
                    "only one has an IPv6 address: while that one fails, dead IPv6 addresses are not withdrawn");
        }
    }

    private void serversFound(Ended<List<Server>> end) {
        List<Server> servers = end.value();
        if (servers == null) {
            add(
                    6,
                    Level.WARNING,
                    "servers",
                    "not found, so changes cannot be proved: " + FailureWords.of(end.failure()));
        } else if (servers.isEmpty()) {
            add(6, Level.WARNING, "servers", "none known, so changes are not proved");
        } else {
            found = servers;
            askServers();
        }
    }

    /** Asks each server for what the provider has; once both are known. */
    private void askServers() {
        if (!isRead || found.isEmpty()) {
            return;
        }
        List<Question> questions = ServerLook.questions(spec, standing);
        for (Server server : found) {
            for (Question question : questions) {
                expect(
                        ways.servers(),
                        () -> server.ask(question.key(), EngineLimits.SERVER_ANSWER),
                        answer -> asked(server, question, answer));
            }
        }
    }

    private void asked(Server server, Question question, Ended<Answer> end) {
        String what = "server " + server.name();
        Answer answer = end.value();
        if (answer == null) {
            add(6, Level.WARNING, what, FailureWords.of(end.failure()));
            return;
        }
        ServerLook.word(question, answer).ifPresent(word -> add(6, word.level(), what, word.text()));
        if (answer instanceof Answer.Authoritative good && !good.set().isEmpty()) {
            if (ServerLook.word(question, answer).isEmpty()) {
                lookForWildcard(server, good.set());
            }
            List<RecordKey> keys = List.of(good.set().key());
            expect(
                    ways.servers(),
                    () -> server.signatures(keys, runtime.now(), EngineLimits.SERVER_ANSWER),
                    signatures -> looked(what, signatures));
        }
    }

    private void lookForWildcard(Server server, RecordSet there) {
        String what = "server " + server.name();
        Optional<RecordKey> beside =
                OldAnswers.besides(spec.traits.zone(), there.key()).stream().findFirst();
        if (beside.isEmpty()) {
            ServerLook.Word word = ServerLook.ofWildcard(there, new Answer.Unreachable(""));
            add(6, word.level(), what, word.text());
            return;
        }
        expect(ways.servers(), () -> server.ask(beside.get(), EngineLimits.SERVER_ANSWER), end -> {
            Answer answer = end.value();
            ServerLook.Word word = ServerLook.ofWildcard(there, answer == null ? new Answer.Unreachable("") : answer);
            add(6, word.level(), what, word.text());
        });
    }

    private void looked(String what, Ended<Signatures> end) {
        Signatures signatures = end.value();
        if (signatures == null) {
            add(6, Level.WARNING, what, "signatures: " + FailureWords.of(end.failure()));
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
        String why = end.failure() != null
                ? "it threw " + FailureWords.of(end.failure())
                : "sighting(\"" + spec.scope + "\") is " + seen
                        + " (it has not looked for long enough, or never tells)";
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
