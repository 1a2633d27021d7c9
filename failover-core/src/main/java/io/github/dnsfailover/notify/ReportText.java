package io.github.dnsfailover.notify;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.internal.event.ResidualWords;
import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the report about one pool from what the alerts know of it: what its events said, how it is configured if
 * that was told, and what the engine says of it at this moment if it can be asked. Pure.
 */
final class ReportText {

    /** What the subjects of an engine begin with that writes nothing. */
    private static final String DRY_RUN = "dry run: ";

    private static final int NAMES_IN_SUBJECT = 1;
    private static final int NAMES_IN_LINE = 4;
    private static final int MOST_PROBES = 5; // of each endpoint; the last ones decided

    private final PoolStory story;
    private final Setting setting;

    /** Null if the application did not say how the pool is configured. */
    private final @Nullable EndpointPool pool;

    /** Null if the engine cannot be asked. */
    private final @Nullable PoolSnapshot snapshot;

    /**
     * What a report is written with.
     *
     * @param zone the readers' time zone
     * @param stopBy how to stop the engine; empty for the words of the API
     * @param stopAll what a person types to stop all instances; empty if there is no such way
     * @param instance what this one is called; empty if it has no name
     * @param mode what each subject begins with: that it is a dry run, which nobody may take for the truth
     */
    record Setting(ZoneId zone, String stopBy, String stopAll, String instance, String mode) {

        /** With what the engine knows. */
        Setting by(EngineSnapshot engine) {
            return new Setting(zone, stopBy, engine.stopAll(), engine.instance(), engine.isDryRun() ? DRY_RUN : "");
        }
    }

    ReportText(PoolStory story, Setting setting, @Nullable EndpointPool pool, @Nullable PoolSnapshot snapshot) {
        this.story = story;
        this.setting = setting;
        this.pool = pool;
        this.snapshot = snapshot;
    }

    /** The report as of now. */
    Report write(Status status, Instant now) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Clients get", clientsGet()));
        lines.add(new Line("Next", next()));
        lines.add(new Line("To stop it", toStop()));
        lines.add(new Line("", ""));
        addAll(lines, "To do", remedies());
        Instant at = story.news.isEmpty()
                ? now
                : story.news.get(story.news.size() - 1).at();
        lines.add(new Line("When", Words.dateTime(at, setting.zone())));
        Instant since = since();
        if (since != null) {
            lines.add(new Line("Since", Words.dateTime(since, setting.zone())));
        }
        addReason(lines);
        addProof(lines);
        addWhatIf(lines);
        addEndpoints(lines);
        addAll(lines, story.news.isEmpty() ? "Wrong" : "Also wrong", story.alsoWrong());
        addFlapping(lines, now);
        Alert.Content content =
                new Alert.Content(story.pool, status, at, subject(status, now), names(), lines, facts(status, now));
        return new Report(content, history());
    }

    private List<String> history() {
        return story.happened().stream()
                .map(event -> Words.time(event.at()) + "  " + event.summary())
                .toList();
    }

    // The subject.

    private String subject(Status status, Instant now) {
        String who = who();
        return setting.mode()
                + switch (status) {
                    case RECOVERY -> who + recovered(now);
                    case REMINDER -> "reminder: " + who + " " + still(now);
                    case TROUBLE, NOTICE, TEST -> who + headline(now);
                };
    }

    private String who() {
        if (!story.isOfPool()) {
            String instance = setting.instance().isEmpty() ? "" : " " + setting.instance();
            return story.pool.equals(PoolStory.ALL) ? "all instances" : "engine" + instance;
        }
        List<String> names = names();
        return names.isEmpty() ? "pool " + story.pool : Words.some(names, NAMES_IN_SUBJECT);
    }

    private String recovered(Instant now) {
        String lasted = since() == null ? "" : " after " + Words.duration(lasted(now));
        RecordsChanged move = story.move;
        if (move != null && isNews(move)) {
            return " is back on " + String.join(", ", move.to()) + lasted;
        }
        return (isAboutIpv6Alone() ? " has IPv6 again" : " is well again") + lasted;
    }

    /** Whether nothing has ended but that IPv6 addresses were dead. */
    private boolean isAboutIpv6Alone() {
        List<Trouble.Kind> ended = story.news.stream()
                .filter(TroubleEnded.class::isInstance)
                .map(event -> ((TroubleEnded) event).trouble().kind())
                .toList();
        return ended.contains(Trouble.Kind.IPV6_WITHDRAWN)
                && List.of(Trouble.Kind.IPV6_WITHDRAWN, Trouble.Kind.ADDRESS_DOWN)
                        .containsAll(ended);
    }

    /** Since when what the subject tells is so; null if nothing was wrong. */
    private @Nullable Instant since() {
        if (isFrozenAtDeadPlace()) {
            return Stream.ofNullable(snapshot)
                    .flatMap(now -> now.endpoints().stream())
                    .filter(EndpointStatus::published)
                    .map(EndpointStatus::since)
                    .max(Comparator.naturalOrder())
                    .orElse(story.troubledSince);
        }
        Trouble allDown = story.said.get(Trouble.Kind.ALL_DOWN.name());
        return allDown == null ? story.troubledSince : allDown.since();
    }

    /** Until the last news: what came after that is waiting, not trouble. */
    private Duration lasted(Instant now) {
        Instant since = since();
        Instant end = story.news.isEmpty()
                ? now
                : story.news.get(story.news.size() - 1).at();
        return since == null ? Duration.ZERO : Duration.between(since, end);
    }

    private String still(Instant now) {
        RecordsChanged move = story.move;
        String lasts = "for " + Words.duration(lasted(now));
        if (isFrozenAtDeadPlace()) {
            return frozenAtDeadPlace() + " " + lasts;
        }
        if (story.has(Trouble.Kind.ALL_DOWN)) {
            return "has had no healthy endpoint " + lasts;
        }
        if (move != null && story.troubles.containsKey(PoolStory.MOVED)) {
            return "has been on " + String.join(", ", move.to()) + " " + lasts + why(move);
        }
        String key = story.troubles.keySet().stream().reduce("", (a, b) -> b);
        if (story.flaps.has(key)) {
            return flapping(key, now);
        }
        PoolStory.Standing last = story.troubles.get(key);
        return "in trouble " + lasts + (last == null ? "" : ": " + last.text());
    }

    /** Whether somebody froze the pool and clients are led to endpoints that are all dead. */
    private boolean isFrozenAtDeadPlace() {
        PoolSnapshot now = snapshot;
        if (now == null || now.frozen().isEmpty() || story.troubles.isEmpty()) {
            return false;
        }
        List<EndpointStatus> published =
                now.endpoints().stream().filter(EndpointStatus::published).toList();
        return !published.isEmpty() && published.stream().allMatch(each -> each.health() == Health.UNHEALTHY);
    }

    private String frozenAtDeadPlace() {
        String others = story.has(Trouble.Kind.ALL_DOWN) ? ", and no other endpoint is healthy" : "";
        return "is frozen at DEAD " + String.join(", ", published()) + others;
    }

    /** {@code backup ec2 is flapping: 4 times down within 4 min, now up}. */
    private String flapping(String key, Instant now) {
        Trouble trouble = story.said.get(key);
        boolean ofEndpoint = trouble != null && trouble.kind() == Trouble.Kind.ENDPOINT_DOWN;
        String what =
                trouble == null ? key : ofEndpoint ? role(trouble.subject()) + " " + trouble.subject() : title(trouble);
        String counted =
                ofEndpoint ? story.flaps.words(key, now, "down", "up") : story.flaps.words(key, now, "begun", "over");
        String text = trouble == null ? "" : " (" + (story.flaps.isUp(key) ? "last time " : "") + trouble.text() + ")";
        return what + " is flapping: " + counted + text;
    }

    private static String title(Trouble trouble) {
        String all = String.valueOf(trouble);
        return all.endsWith(": " + trouble.text())
                ? all.substring(0, all.length() - trouble.text().length() - 2)
                : all;
    }

    /** What comes and goes is told once; readers must know that silence means nothing then. */
    private void addFlapping(List<Line> lines, Instant now) {
        List<String> told = story.flaps.keys().stream()
                .filter(story.troubles::containsKey)
                .map(key -> flapping(key, now))
                .toList();
        addAll(lines, "Flapping", told);
        if (!told.isEmpty()) {
            lines.add(new Line(
                    "",
                    "nothing more is told of it until it has stayed one way for " + Words.duration(Flaps.CALM)
                            + ", but for reminders"));
        }
    }

    private String headline(Instant now) {
        if (isFrozenAtDeadPlace()) {
            return " " + frozenAtDeadPlace() + deadBecause();
        }
        RecordsChanged move = story.move;
        boolean isNews = isNews(move);
        TroubleBegan down = null;
        for (FailoverEvent event : story.news) {
            down = event instanceof TroubleBegan began && began.trouble().kind() == Trouble.Kind.ALL_DOWN
                    ? began
                    : down;
        }
        if (down != null && story.has(Trouble.Kind.ALL_DOWN) && !isNews) {
            return ": " + down.trouble().text();
        }
        if (move != null && isNews) {
            return " " + moved(move) + why(move);
        }
        if (story.news.isEmpty()) {
            return "";
        }
        List<FailoverEvent> news =
                story.news.stream().filter(event -> !story.isOver(event)).toList();
        if (news.isEmpty()) {
            return story.troubles.isEmpty() ? "" : " " + still(now);
        }
        FailoverEvent last = news.get(news.size() - 1);
        String key = last instanceof TroubleBegan began ? PoolStory.key(began.trouble()) : "";
        return ": " + (story.flaps.has(key) ? flapping(key, now) : headline(last));
    }

    /**
     * {@code moved to ec2}; of an endpoint that has another address now, and of a way back that ended at once, more.
     */
    private String moved(RecordsChanged move) {
        String to = String.join(", ", move.to());
        if (move.from().isEmpty()) {
            return "moved from " + addresses(move, Transition::expected) + " to " + addresses(move, Transition::desired)
                    + " (" + to + ")";
        }
        Optional<RecordsChanged> back = failbackBefore(move);
        return back.map(failback ->
                        "is on " + to + " again, after " + Words.duration(Duration.between(failback.at(), move.at()))
                                + " back on " + String.join(", ", failback.to()))
                .orElse("moved to " + to);
    }

    /** A failback that was given up before people were told of it. */
    private Optional<RecordsChanged> failbackBefore(RecordsChanged move) {
        Optional<RecordsChanged> last = Optional.empty();
        for (FailoverEvent event : story.news) {
            if (event instanceof RecordsChanged change && change != move) {
                last = Optional.of(change);
            }
        }
        return last.filter(
                before -> before.cause() == Cause.FAILBACK && before.to().equals(move.from()));
    }

    private static String addresses(RecordsChanged move, Function<Transition, RecordSet> side) {
        List<String> values = move.transitions().stream()
                .map(side)
                .filter(set -> set.key().type() != RecordType.TXT)
                .flatMap(set -> set.values().stream())
                .distinct()
                .toList();
        return values.isEmpty() ? "nothing" : Words.some(values, NAMES_IN_LINE);
    }

    private String deadBecause() {
        return story.health.values().stream()
                .filter(changed ->
                        changed.to() == Health.UNHEALTHY && published().contains(changed.endpoint()))
                .map(changed -> ": " + failed(changed))
                .findFirst()
                .orElse("");
    }

    private String headline(FailoverEvent event) {
        if (event instanceof TroubleBegan began && began.trouble().kind() == Trouble.Kind.ENDPOINT_DOWN) {
            String id = began.trouble().subject();
            HealthChanged changed = story.health.get(id);
            boolean serves = status(id).map(EndpointStatus::published).orElse(true);
            String what = changed == null
                    ? role(id) + " " + id + " failed (" + began.trouble().text() + ")"
                    : failed(changed);
            return what + (serves ? "" : "; clients do not get it");
        }
        if (event instanceof TroubleBegan began) {
            return began.trouble() + blockedBecause(began.trouble());
        }
        if (event instanceof TroubleChanged changed) {
            return changed.trouble() + blockedBecause(changed.trouble());
        }
        if (event instanceof ChangeWithheld withheld) {
            return "would publish " + String.join(", ", withheld.to()) + ": " + withheld.reason();
        }
        return event.summary();
    }

    /** Why a move is wanted that is not made. */
    private String blockedBecause(Trouble trouble) {
        if (trouble.kind() != Trouble.Kind.MOVE_BLOCKED) {
            return "";
        }
        return story.health.values().stream()
                .filter(changed -> changed.to() == Health.UNHEALTHY)
                .filter(changed -> status(changed.endpoint())
                        .map(EndpointStatus::published)
                        .orElse(true))
                .map(changed -> "; " + failed(changed))
                .collect(Collectors.joining());
    }

    private String why(RecordsChanged move) {
        List<String> left = story.causes.stream().map(this::failed).toList();
        String reason = left.isEmpty() ? move.reason() : Words.some(left, 2);
        return switch (move.cause()) {
            case OPERATOR -> " by an operator: " + move.reason();
            case LAST_RESORT -> " as a last resort: " + reason;
            default -> ": " + reason;
        };
    }

    /** {@code primary cloudhelix failed 3 checks (connection refused)}. */
    private String failed(HealthChanged changed) {
        List<ProbeEvidence> failures = changed.evidence().stream()
                .filter(probe -> probe.result().verdict() == Verdict.UNHEALTHY)
                .toList();
        String who = role(changed.endpoint()) + " " + changed.endpoint();
        if (failures.isEmpty()) {
            return who + " failed (" + changed.detail() + ")";
        }
        String detail = failures.get(failures.size() - 1).result().detail();
        String checks = failures.size() == 1 ? " failed a check" : " failed " + failures.size() + " checks";
        return who + checks + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private String role(String id) {
        return endpoint(id)
                .map(found -> found.priority() == 0 ? "primary" : "backup")
                .orElse("endpoint");
    }

    // The three lines that are read at night.

    private String clientsGet() {
        if (!story.isOfPool()) {
            List<String> kept = story.said.values().stream()
                    .filter(Trouble::isInTheWay)
                    .flatMap(trouble -> trouble.pools().stream())
                    .distinct()
                    .toList();
            return kept.isEmpty()
                    ? "what they got before: this is about the engine, not about a record"
                    : "what they got before; nothing moves as long as this lasts: " + Words.some(kept, NAMES_IN_LINE);
        }
        List<RecordSet> sets = serving();
        if (sets.isEmpty()) {
            RecordsChanged move = story.move;
            if (snapshot != null && !isNews(move)) {
                return "what the record holds; this engine "
                        + (isClosed() ? "is closed and does not look" : "does not lead and has not read it");
            }
            return move == null ? "what the record holds; the engine has not changed it" : String.join(", ", move.to());
        }
        List<String> told = sets.stream()
                .map(set -> bare(set.key().name()) + " " + set.key().type() + " " + String.join(", ", set.values()))
                .toList();
        List<String> ids = published().stream()
                .map(id -> isDead(id) ? id + ", which is DOWN" : id)
                .toList();
        String text = Words.some(told, NAMES_IN_LINE) + (ids.isEmpty() ? "" : " (" + String.join("; ", ids) + ")");
        RecordsChanged move = story.move;
        boolean open = move != null
                && story.proof == null
                && (isNews(move) || !story.lag().isEmpty());
        return open ? text + ", as soon as every server gives it" : text;
    }

    /** Whether an endpoint's checks fail, whatever an operator says of it. */
    private boolean isDead(String id) {
        HealthChanged known = story.health.get(id);
        boolean bySnapshot =
                status(id).filter(each -> each.checks() == Health.UNHEALTHY).isPresent();
        return bySnapshot || (known != null && known.to() == Health.UNHEALTHY);
    }

    /** Whether clients are led to endpoints that are all dead. */
    private boolean isAtDeadPlace() {
        List<String> ids = published();
        return !ids.isEmpty() && ids.stream().allMatch(this::isDead);
    }

    private String next() {
        String plan = plan();
        PoolSnapshot now = snapshot;
        return Optional.ofNullable(now)
                .flatMap(PoolSnapshot::nextDeadline)
                .map(at -> plan + "; it looks again by " + Words.time(Words.roundedUp(at)))
                .orElse(plan);
    }

    /** After a move, whether there is still a place to go. */
    private void addWhatIf(List<Line> lines) {
        PoolSnapshot now = snapshot;
        boolean moved = isNews(story.move) || story.troubles.containsKey(PoolStory.MOVED);
        if (now != null && moved && now.term().isPresent()) {
            List<String> sentences = now.explanation().wouldMove();
            lines.add(new Line("Would move", String.join(" ", sentences.subList(0, Math.min(2, sentences.size())))));
        }
    }

    private String plan() {
        PoolSnapshot now = snapshot;
        if (isClosed()) {
            return isOneOfSeveral()
                    ? "whoever leads next goes on: this engine is closed, and the rest is as it was then"
                    : "nothing: this engine is closed, and the rest is as it was then";
        }
        if (now != null && !now.frozen().isEmpty()) {
            return "nothing will move: " + now.frozen();
        }
        List<String> inTheWay = inTheWayOfAll();
        if (!inTheWay.isEmpty()) {
            return "nothing will move until this is over: " + Words.some(inTheWay, 2);
        }
        if (now != null && !now.waitsFor().isEmpty()) {
            return (now.decision().equals("hold") ? "the engine holds" : "the engine wants to " + now.decision()) + " ("
                    + now.reason() + ") and waits: " + now.waitsFor();
        }
        if (story.has(Trouble.Kind.HELD_AT_DEAD_PLACE)) {
            return "nothing will move as long as that word stands, unless that endpoint serves again";
        }
        if (story.has(Trouble.Kind.ALL_DOWN) && !isPinned()) {
            return "the engine goes on checking; the first endpoint that is proven healthy is published, without "
                    + "a soak";
        }
        if (story.troubles.containsKey(PoolStory.MOVED)) {
            return "the engine goes on checking; " + failback();
        }
        if (now != null) {
            return "the engine goes on checking and keeps it so: " + now.reason() + ipv6();
        }
        return story.decision == null
                ? "the engine goes on checking"
                : "the engine goes on checking; it wants to " + story.decision.summary();
    }

    /** What becomes of IPv6 addresses that are withdrawn; their trouble says how they are. */
    private String ipv6() {
        EndpointPool known = pool;
        if (known == null || !story.hasAny(Trouble.Kind.IPV6_WITHDRAWN)) {
            return "";
        }
        return known.failback()
                .soak(known.timings().ttl())
                .map(soak ->
                        "; IPv6 comes back once it has been healthy for " + Words.duration(soak) + " without a break")
                .orElse("; IPv6 comes back only when an operator says failback");
    }

    /** Whether an operator wants one endpoint published, however things are. */
    private boolean isPinned() {
        PoolSnapshot now = snapshot;
        return now != null && Stream.of(now.intent().split("; ")).anyMatch(word -> word.startsWith("pin "));
    }

    /**
     * What keeps this pool from moving and is not its own: a blind engine, a provider out of reach, a lead that
     * nobody has.
     */
    private List<String> inTheWayOfAll() {
        PoolSnapshot now = snapshot;
        Stream<Trouble> known = now == null ? story.said.values().stream() : now.troubles().stream();
        return known.filter(trouble -> trouble.isInTheWay() && trouble.kind().about() != Trouble.About.POOL)
                .map(String::valueOf)
                .toList();
    }

    private String failback() {
        String where = story.home.isEmpty() ? "the better endpoint" : String.join(", ", story.home);
        EndpointPool known = pool;
        if (known == null) {
            return "back to " + where + " by the pool's failback setting";
        }
        Optional<Duration> soak = known.failback().soak(known.timings().ttl());
        return soak.map(time -> "back to " + where + " once it has been healthy for " + Words.duration(time)
                        + " without a break")
                .orElse("back to " + where + " only when an operator says failback, or when this fails too");
    }

    /** That an endpoint which is down should be looked at needs not be said. */
    private List<String> remedies() {
        if (isClosed()) {
            return List.of(
                    isOneOfSeveral()
                            ? "look that another instance leads: this one is closed"
                            : "start an engine: nobody looks after this pool as long as none runs");
        }
        return story.said.entrySet().stream()
                .filter(each -> !story.flaps.isUp(each.getKey()))
                .map(Map.Entry::getValue)
                .filter(trouble -> trouble.kind() != Trouble.Kind.ENDPOINT_DOWN)
                .map(trouble -> (trouble.subject().isEmpty() ? "" : title(trouble) + ": ")
                        + trouble.kind().remedy())
                .distinct()
                .toList();
    }

    /** Only an election gives an instance a name. */
    private boolean isOneOfSeveral() {
        return !setting.instance().isEmpty();
    }

    /** By something that needs no engine, so an engine cannot lift it. */
    private boolean isStopped() {
        PoolSnapshot now = snapshot;
        Stream<Trouble> here = now == null ? story.said.values().stream() : now.troubles().stream();
        return Stream.concat(here, story.said.values().stream())
                .anyMatch(trouble ->
                        trouble.kind() == Trouble.Kind.STOP_ENTRY || trouble.kind() == Trouble.Kind.STOP_FILE);
    }

    private String toStop() {
        PoolSnapshot now = snapshot;
        if (isClosed()) {
            return "it is closed, and changes nothing";
        }
        if (isStopped()) {
            return "it is stopped, and no word lifts that: delete the entry or the file that stops it";
        }
        if (now != null && !now.frozen().isEmpty()) {
            return "it is stopped; engine.say(OperatorIntent.clear(\"" + story.pool
                    + "\").by(\"you\").because(\"...\")) resumes";
        }
        if (story.has(Trouble.Kind.HELD_AT_DEAD_PLACE)) {
            return "it is held by an operator's word; engine.say(OperatorIntent.clear(\"" + story.pool
                    + "\").by(\"you\").because(\"...\")) lets it move";
        }
        if (isAtDeadPlace()) {
            return "not now: clients are at a dead place, and a freeze would keep them there";
        }
        if (!setting.stopBy().isEmpty()) {
            return setting.stopBy();
        }
        String name = story.isOfPool() ? story.pool : "POOL";
        String all = setting.stopAll().isEmpty() ? "" : "; all pools of all instances: " + setting.stopAll();
        return "engine.say(OperatorIntent.freeze(\"" + name + "\").by(\"you\").because(\"...\")); clear(\"" + name
                + "\") lifts it" + all;
    }

    // The rest.

    private void addReason(List<Line> lines) {
        RecordsChanged move = story.move;
        if (move != null && isNews(move)) {
            String from = move.from().isEmpty() ? addresses(move, Transition::expected) : String.valueOf(move.from());
            String to = (move.from().isEmpty() ? addresses(move, Transition::desired) + " " : "") + move.to();
            lines.add(new Line("Why", move.cause() + " from " + from + " to " + to + ": " + move.reason()));
        }
        boolean open = !story.troubles.isEmpty();
        Set<HealthChanged> failures = new LinkedHashSet<>(open ? story.causes : List.of());
        story.health.values().stream()
                .filter(changed -> story.news.contains(changed) || (open && changed.to() == Health.UNHEALTHY))
                .forEach(failures::add);
        List<String> probes = new ArrayList<>();
        for (HealthChanged changed : failures) {
            List<ProbeEvidence> all = changed.evidence();
            all.stream()
                    .skip(Math.max(0, all.size() - MOST_PROBES))
                    .forEach(probe -> probes.add(evidence(changed.endpoint(), probe)));
        }
        addAll(lines, "Probes", probes);
    }

    private static String evidence(String endpoint, ProbeEvidence probe) {
        return Words.time(probe.at()) + "  " + endpoint + " at " + probe.target() + ": " + probe.result() + " in "
                + probe.latency().toMillis() + " ms";
    }

    /** Of the move that is told, or that people wait to be undone; what is older says nothing of what stands there. */
    private void addProof(List<Line> lines) {
        RecordsChanged move = story.move;
        ChangeProved proof = story.proof;
        boolean told = isNews(move)
                || story.troubles.containsKey(PoolStory.MOVED)
                || !story.lag().isEmpty();
        if (!told || story.has(Trouble.Kind.FOREIGN_EDIT)) {
            return;
        }
        if (!story.lag().isEmpty()) {
            lines.add(new Line("Servers", story.lag()));
        } else if (proof != null) {
            lines.add(new Line(
                    "Servers",
                    answering(proof) + proof.to() + " since " + Words.time(Words.roundedUp(proof.lastServer())) + ": "
                            + Words.some(proof.servers(), NAMES_IN_LINE) + silent(proof) + signed(proof)));
        } else if (move != null) {
            lines.add(new Line("Servers", "not yet seen to answer " + move.to() + " everywhere; they are being asked"));
        }
        if (proof != null) {
            lines.add(new Line(
                    "Caches",
                    "resolvers that keep to the TTL have dropped old answers by "
                            + Words.dateTime(Words.roundedUp(proof.horizon()), setting.zone())
                            + (proof.isHorizonLeast() ? " at the earliest" : "")));
        } else if (move != null) {
            lines.add(new Line(
                    "Caches",
                    "resolvers that keep to the TTL may hold old answers until "
                            + Words.dateTime(Words.roundedUp(move.horizon()), setting.zone()) + " at least"
                            + afterTheLast(oldTtl(move))));
        }
        addAll(lines, "Old place", residual());
    }

    /** What was counted of clients that stay, where an application counts. */
    private List<String> residual() {
        return story.residual.values().stream()
                .map(event -> event.report().endpoint() + ": " + ResidualWords.of(event.report()))
                .toList();
    }

    private static String afterTheLast(Duration ttl) {
        return ttl.isZero() ? "" : ", and for " + Words.duration(ttl) + " after the last server has turned";
    }

    private static String answering(ChangeProved proof) {
        int silent = proof.silentServers().size();
        int all = proof.servers().size() + silent;
        return silent == 0 ? "all answer " : proof.servers().size() + " of " + all + " answer ";
    }

    private static String silent(ChangeProved proof) {
        return proof.silentServers().isEmpty() ? "" : "; silent: " + Words.some(proof.silentServers(), NAMES_IN_LINE);
    }

    private static String signed(ChangeProved proof) {
        return switch (proof.signatures()) {
            case VERIFIED -> "; signed";
            case UNSIGNED -> "; unsigned";
            default -> "";
        };
    }

    private static Duration oldTtl(RecordsChanged move) {
        return move.transitions().stream()
                .map(Transition::expected)
                .filter(set -> !set.isEmpty() && set.key().type() != RecordType.TXT)
                .map(RecordSet::ttl)
                .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    private void addEndpoints(List<Line> lines) {
        PoolSnapshot now = snapshot;
        if (now != null) {
            addAll(
                    lines,
                    "Endpoints",
                    now.endpoints().stream().map(ReportText::words).toList());
        } else {
            addAll(
                    lines,
                    "Endpoints",
                    story.health.values().stream()
                            .map(changed ->
                                    changed.endpoint() + " " + changed.to() + " since " + Words.time(changed.at())
                                            + (changed.detail().isEmpty() ? "" : " (" + changed.detail() + ")"))
                            .toList());
        }
    }

    private static String words(EndpointStatus status) {
        Endpoint endpoint = status.endpoint();
        String site = endpoint.site().isEmpty() ? "" : ", site " + endpoint.site();
        return endpoint.id() + " (" + (endpoint.priority() == 0 ? "primary" : "backup") + site + "): " + status.health()
                + " since " + Words.time(status.since()) + (status.published() ? ", published" : "")
                + (status.detail().isEmpty() ? "" : ", " + status.detail());
    }

    private static void addAll(List<Line> lines, String label, Collection<String> values) {
        String next = label;
        for (String value : values) {
            lines.add(new Line(next, value));
            next = "";
        }
    }

    private Map<String, String> facts(Status status, Instant now) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("published", String.join(" ", published()));
        boolean asksForNothing = status == Status.RECOVERY || status == Status.NOTICE;
        Severity severity = asksForNothing ? Severity.NOTICE : story.severity();
        facts.put(Alert.SEVERITY, severity.name().toLowerCase(Locale.ROOT));
        if (story.alarmTold && severity != Severity.ALARM) {
            facts.put(Alert.ALARM_OVER, "true");
        }
        serving()
                .forEach(set -> facts.merge(
                        "addresses", String.join(" ", set.values()), (a, b) -> a.contains(b) ? a : a + " " + b));
        Instant since = since();
        if (since != null) {
            facts.put("since", since.toString());
            if (status == Status.RECOVERY) {
                facts.put("lasted_seconds", Long.toString(lasted(now).toSeconds()));
            }
        }
        RecordsChanged move = story.move;
        if (move != null && isNews(move) && !isFrozenAtDeadPlace() && status != Status.RECOVERY) {
            facts.put(Alert.NEWS, moved(move));
        }
        if (move != null && (isNews(move) || story.troubles.containsKey(PoolStory.MOVED))) {
            facts.put("cause", move.cause().name());
            facts.put("from", String.join(" ", move.from()));
            facts.put("to", String.join(" ", move.to()));
            facts.put("reason", move.reason());
            facts.put("detected", move.detected().toString());
            facts.put("accepted", move.accepted().toString());
        }
        if (!story.residual.isEmpty()) {
            facts.put("residual", String.join("; ", residual()));
        }
        ChangeProved proof = story.proof;
        if (move != null && proof == null) {
            facts.put("caches_not_before", move.horizon().toString());
        }
        if (proof != null) {
            facts.put("servers", String.join(" ", proof.servers()));
            facts.put("proved", proof.lastServer().toString());
            facts.put(
                    proof.isHorizonLeast() ? "caches_not_before" : "caches_until",
                    proof.horizon().toString());
        }
        return facts;
    }

    // What is known, from whatever knows it.

    private List<String> names() {
        EndpointPool known = pool;
        if (known != null) {
            return known.names().stream().map(ReportText::bare).toList();
        }
        return serving().stream().map(set -> bare(set.key().name())).distinct().toList();
    }

    /** The records that clients get: from the engine if it can be asked, else from the last change. */
    private List<RecordSet> serving() {
        PoolSnapshot now = snapshot;
        RecordsChanged move = story.move;
        Stream<RecordSet> sets = Stream.empty();
        if (now != null && !now.records().isEmpty()) {
            sets = now.records().stream();
        } else if (move != null && (now == null || isNews(move))) {
            sets = move.transitions().stream().map(Transition::desired);
        }
        return sets.filter(set -> !set.isEmpty() && set.key().type() != RecordType.TXT)
                .toList();
    }

    /** Whether people are told of this move now. */
    private boolean isNews(@Nullable RecordsChanged move) {
        return move != null && story.news.contains(move);
    }

    /** A closed engine changes nothing, and nobody can speak to it. */
    private boolean isClosed() {
        PoolSnapshot now = snapshot;
        return now != null && now.nextDeadline().isEmpty();
    }

    private List<String> published() {
        PoolSnapshot now = snapshot;
        if (now != null) {
            return now.endpoints().stream()
                    .filter(EndpointStatus::published)
                    .map(status -> status.endpoint().id())
                    .toList();
        }
        RecordsChanged move = story.move;
        return move == null ? List.of() : move.to();
    }

    private Optional<EndpointStatus> status(String id) {
        PoolSnapshot now = snapshot;
        return now == null
                ? Optional.empty()
                : now.endpoints().stream()
                        .filter(each -> each.endpoint().id().equals(id))
                        .findFirst();
    }

    private Optional<Endpoint> endpoint(String id) {
        EndpointPool known = pool;
        return known == null
                ? status(id).map(EndpointStatus::endpoint)
                : known.endpoints().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst();
    }

    private static String bare(DnsName name) {
        String text = name.toString();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
