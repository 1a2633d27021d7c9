package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
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
import io.github.dnsfailover.internal.engine.ServerLook.Word;
import io.github.dnsfailover.internal.machine.Found;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.Publication;
import io.github.dnsfailover.internal.machine.WallClock;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all that a failover of one pool would need, and changes nothing. Engine thread only; calls run in the lanes.
 */
final class Preflight {

    /**
     * What of the engine is looked at with a pool.
     *
     * @param first whether the controls are to be probed and the store is to be read; not if another pool's look does
     *     that
     * @param leads who was seen to lead before, scope by scope
     */
    record Besides(
            List<ControlTarget> controls,
            boolean first,
            WordKeeper words,
            LeadershipCalls leadership,
            Supplier<List<EngineSnapshot.Lead>> leads) {

        Besides afterFirst() {
            return new Besides(controls, false, words, leadership, leads);
        }
    }

    private final PoolSpec spec;
    private final ProviderCalls provider;
    private final EngineRuntime runtime;
    private final Ways ways;
    private final Besides besides;
    private int failedControls;
    private int probes;
    private int passedProbes;
    private final Consumer<List<Finding>> done;
    private final Map<Integer, List<Finding>> findings = new TreeMap<>();
    private int open = 1;

    /** Whether the provider has been asked, and what it has; empty if that is not to be learned. */
    private boolean isRead;

    private List<RecordSet> standing = List.of();
    private List<Server> found = List.of();

    /** The endpoints that are published; empty if that is not to be learned. */
    private List<Integer> published = List.of();

    /** What was seen of the lead; null until then, and where there is no election. */
    private @Nullable Ended<LeadLook.Seen> lead;

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
        for (ControlTarget control : besides.first() ? besides.controls() : List.<ControlTarget>of()) {
            expect(
                    ways.controls(),
                    () -> control.check().check(control.target(), control.timeout()),
                    end -> controlProbed(control, end));
        }
        expect(ways.servers(), () -> FoundServer.all(dns), this::serversFound);
        ipv6Controls();
        if (besides.first()) {
            open++;
            besides.words().sight(word -> {
                add(8, word, "store");
                oneDone();
            });
        }
        if (spec.identity.instances() == Leadership.Instances.SEVERAL) {
            open++;
            sight(EngineLimits.PREFLIGHT_SIGHTS);
        }
        add(9, Level.OK, "bound", spec.pace());
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

    /** Looks again for a while: an election that was not asked before has yet to read its store. */
    private void sight(int looks) {
        besides.leadership().sight(spec.scope, end -> {
            LeadLook.Seen seen = end.value();
            boolean again = seen != null && !seen.isKnown() && looks > 1;
            if (again && !over) {
                runtime.schedule(EngineLimits.PREFLIGHT_SIGHT_PAUSE, () -> sight(looks - 1));
            } else {
                lead = end;
                oneDone();
            }
        });
    }

    private void finish() {
        if (passedProbes == 0 && probes == spec.targets.size()) {
            add(5, Level.PROBLEM, "check", "no endpoint passes its check, so none could be published");
        }
        SiteLook.words(spec, published).forEach(word -> add(7, word, "site"));
        lead();
        over = true;
        done.accept(findings.values().stream().flatMap(List::stream).toList());
    }

    private void add(int order, Word word, String subject) {
        add(order, word.level(), subject, word.text());
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
        if (traits.provesRights()) {
            List<RecordSet> writable = spec.writable(sets);
            expect(ways.provider(), () -> spec.pool.provider().proveRights(writable), this::rightsProved);
        }
        String writing = traits.provesRights() ? "" : "; only a write shows whether it may be written";
        add(1, Level.OK, "provider", traits.label() + " can be read" + writing);
        for (RecordSet set : sets) {
            add(2, Level.OK, "record", set.toString());
        }
        Found found = Publication.understand(spec, sets, -1);
        published = found.published();
        ownership(found);
        ttl(found);
        askServers();
    }

    private void rightsProved(Ended<Set<RecordKey>> end) {
        Set<RecordKey> proved = end.value();
        if (end.failure() instanceof DnsProviderException known) {
            add(1, Level.PROBLEM, "rights", String.valueOf(known.getMessage()));
        } else if (proved == null) {
            add(1, Level.WARNING, "rights", "not proved: " + FailureWords.of(end.failure()));
        } else {
            add(1, rightsWord(proved), "rights");
        }
    }

    private Word rightsWord(Set<RecordKey> proved) {
        List<RecordKey> unproved = spec.writable(standing).stream()
                .map(RecordSet::key)
                .filter(key -> !proved.contains(key))
                .toList();
        String grants = "only a write shows whether " + unproved + " may be written; look at the grants";
        boolean nothingStands = standing.subList(0, spec.servingKeys()).stream().allMatch(RecordSet::isEmpty);
        if (unproved.isEmpty()) {
            return new Word(Level.OK, "proved for " + proved);
        }
        if (nothingStands) {
            return new Word(Level.WARNING, "not proved, as none of the records exists: " + grants);
        }
        return proved.isEmpty()
                ? new Word(Level.OK, "not to be proved: only a write shows whether the records may be written")
                : new Word(Level.WARNING, "proved for " + proved + "; " + grants);
    }

    private void ownership(Found found) {
        switch (found.ownership()) {
            case OURS -> add(3, Level.OK, "mark", "ours, publishing " + spec.ids(found.published()));
            case EDITED ->
                add(
                        3,
                        Level.WARNING,
                        "mark",
                        "ours, but somebody edited the values since: the engine sets them right once");
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
                                        : ": nothing is written unless the pool says takeOver(ADOPT), as a key"
                                                + " take-over=adopt"));
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
                                + " s: resolvers may follow the first failover as late as that"));
    }

    private void probed(PoolSpec.TargetSpec target, Ended<HealthResult> end) {
        HealthResult result = end.value();
        boolean passed = result != null && result.verdict() == HealthResult.Verdict.HEALTHY;
        probes++;
        passedProbes += passed ? 1 : 0;
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
        ServerLook.word(question, answer).ifPresent(word -> add(6, word, what));
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
            add(6, ServerLook.ofWildcard(there, new Answer.Unreachable("")), what);
            return;
        }
        expect(ways.servers(), () -> server.ask(beside.get(), EngineLimits.SERVER_ANSWER), end -> {
            Answer answer = end.value();
            Word word = ServerLook.ofWildcard(there, answer == null ? new Answer.Unreachable("") : answer);
            add(6, word, what);
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

    private void lead() {
        Ended<LeadLook.Seen> end = lead;
        if (spec.identity.instances() == Leadership.Instances.ONE) {
            add(8, LeadLook.alone(), "leadership");
        } else if (end != null) {
            Optional<Instant> since = besides.leads().get().stream()
                    .filter(known -> known.scope().equals(spec.scope) && isOf(known, end))
                    .findFirst()
                    .flatMap(EngineSnapshot.Lead::since);
            String site = spec.sites.getOrDefault(PoolSpec.ENGINE, "");
            boolean there = !site.isEmpty()
                    && published.stream()
                            .anyMatch(e -> spec.endpoints.get(e).site().equals(site));
            add(8, LeadLook.word(end, new LeadLook.Place(spec.scope, since, site, there)), "leadership");
        }
    }

    /** Whether it was known before to lead in the term that was seen now. */
    private static boolean isOf(EngineSnapshot.Lead known, Ended<LeadLook.Seen> end) {
        LeadLook.Seen seen = end.value();
        return seen != null
                && seen.leader()
                        .filter(leader -> known.term().equals(OptionalLong.of(leader.term())))
                        .isPresent();
    }
}
