package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.Supposed.Outcome;
import io.github.dnsfailover.internal.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What would have to happen for a move, and what would come of it: in sentences. Looks only. */
final class Conditions {

    private final Scene scene;
    private final PoolSpec spec;
    private final Merits merits;
    private final List<Integer> published;
    private final List<String> sentences = new ArrayList<>();

    private Conditions(Scene scene) {
        this.scene = scene;
        this.spec = scene.spec();
        this.merits = scene.merits();
        this.published = scene.published();
    }

    static List<String> sentences(Scene scene) {
        Conditions conditions = new Conditions(scene);
        conditions.tell();
        return List.copyOf(conditions.sentences);
    }

    private void tell() {
        Optional<Supposed> supposed = Supposed.of(scene);
        if (!scene.begun()) {
            sentences.add("Nothing moves it: this engine was not started.");
        } else if (scene.isClosed()) {
            sentences.add("Nothing moves it: this engine is closed.");
        } else if (!scene.state().custody().leads()) {
            sentences.add("This engine does not lead: " + Served.leader(scene) + " decides.");
        } else if (scene.state().sight().isBlind()) {
            sentences.add("As long as this engine does not trust its own view, it moves nothing, whatever fails.");
        } else if (supposed.isPresent()) {
            byLeader(supposed.get());
        } else if (scene.state().custody().refusal() != null) {
            sentences.add("Nothing moves it: the records are not this engine's to change.");
        } else {
            sentences.add("Nothing moves it before this engine has read the records.");
        }
    }

    private void byLeader(Supposed supposed) {
        if (published.isEmpty() || scene.isAtDeadPlace()) {
            fromBadPlace(supposed);
        } else {
            published.stream().filter(e -> !scene.isUnhealthy(e)).forEach(e -> death(supposed, e));
        }
        if (published.stream().anyMatch(merits::isPinned)) {
            sentences.add("As long as the pin on " + scene.ids(published) + " stands, nothing else is published.");
        } else {
            for (int e = 0; e < spec.endpoints.size(); e++) {
                if (!published.isEmpty() && !published.contains(e) && mayComeBack(e)) {
                    wayBack(e);
                }
            }
        }
        published.forEach(this::family);
    }

    // If what serves fails

    private void death(Supposed supposed, int endpoint) {
        sentences.add(verdict(endpoint));
        Outcome outcome = supposed.ifDead(endpoint);
        sentences.add("Then " + consequence(outcome));
    }

    /** What makes an endpoint unhealthy, and by when. */
    private String verdict(int endpoint) {
        String id = scene.id(endpoint);
        if (merits.isSaidUp(endpoint)) {
            return "If " + id + " dies, it counts as HEALTHY as long as an operator says that it is up.";
        }
        Optional<Integer> failing = doubtful(endpoint);
        if (failing.isPresent()) {
            return doubt(endpoint, failing.get());
        }
        String failures = Grounds.failures(spec) + (ofAll(endpoint) ? " of every address" : "");
        if (targets(endpoint).anyMatch(i -> target(i).inconclusiveProbes() > 0)) {
            return "Probes of " + id + " say nothing about it at present; " + failures + " make it UNHEALTHY.";
        }
        return "If " + id + " dies, " + failures + " make it UNHEALTHY, " + Durations.upTo(spec.unhealthyWithin())
                + " after its death at the latest" + asked() + ".";
    }

    private boolean ofAll(int endpoint) {
        return spec.endpoints.get(endpoint).isAnyAddressEnough()
                && targets(endpoint).count() > 1;
    }

    /** The address that has failed most, and that alone makes the endpoint unhealthy. */
    private Optional<Integer> doubtful(int endpoint) {
        return ofAll(endpoint)
                ? Optional.empty()
                : targets(endpoint)
                        .filter(i -> target(i).failures() > 0 && target(i).health() != Health.UNHEALTHY)
                        .boxed()
                        .max((a, b) ->
                                Integer.compare(target(a).failures(), target(b).failures()));
    }

    private String doubt(int endpoint, int index) {
        TargetHealth target = target(index);
        long spanned = target.firstFailure() + spec.unhealthySpan;
        boolean isLong = target.lastFailure() - spanned >= 0;
        int more = Math.max(spec.failuresNeeded - target.failures(), isLong ? 0 : 1);
        String last = isLong ? "" : ", the last one begun at " + scene.by(spanned) + " or later";
        long by = target.firstFailure() + spec.unhealthyWithinOfFailure();
        boolean isRow = target.isFailing() && target.inconclusiveProbes() == 0 && by - scene.now() >= 0;
        String when = isRow ? ", at " + scene.by(by) + " at the latest" : "";
        return more == 0
                ? scene.id(endpoint) + " is UNHEALTHY as soon as a control target passes after its first failure."
                : "If " + Scene.count(more, "more probe") + " of " + scene.subject(index)
                        + (more == 1 ? " fails" : " fail") + last + ", " + scene.id(endpoint) + " is UNHEALTHY" + when
                        + asked() + ".";
    }

    /** Failures are believed only once a control target has answered. */
    private String asked() {
        return spec.identity.controlled() ? ", if a control target passes by then, after the first failure" : "";
    }

    private String consequence(Outcome outcome) {
        if (outcome.choice().isEmpty()) {
            return outcome.obstacle().isNone() ? policyDecides() : "nothing moves: " + text(outcome.obstacle()) + ".";
        }
        Choice choice = outcome.choice().get().choice();
        if (outcome.isChange()) {
            boolean moves = !outcome.endpoints().equals(published);
            return moves ? change(outcome, choice) : "nothing moves: " + choice.reason() + ".";
        }
        if (!outcome.obstacle().isNone() && choice.kind() != Choice.Kind.HOLD) {
            return scene.ids(choice.endpoints()) + " should serve, and nothing moves as long as this is in the way: "
                    + text(outcome.obstacle()) + ".";
        }
        return choice.kind() == Choice.Kind.HOLD ? held(outcome, choice) : "nothing moves: " + choice.reason() + ".";
    }

    private String text(Obstacle obstacle) {
        boolean away = obstacle.kind() == Obstacle.Kind.PROVIDER_SETTLING
                && scene.state().sight().isProviderAway();
        return away ? "the provider cannot be reached" : obstacle.text();
    }

    private String change(Outcome outcome, Choice choice) {
        String to = scene.ids(outcome.endpoints());
        String when = outcome.at() - (scene.now() + spec.unhealthySpan) > 0
                ? ", at " + scene.by(outcome.at()) + " at the earliest"
                : "";
        if (choice.kind() == Choice.Kind.LAST_RESORT) {
            return "no endpoint is HEALTHY, and " + to + " is published as a last resort" + when + ".";
        }
        boolean leaves = outcome.endpoints().stream().noneMatch(published::contains);
        String what = leaves
                ? "traffic moves to " + to
                : to + (outcome.endpoints().size() == 1 ? " alone is" : " are") + " published";
        String why = leaves ? (outcome.endpoints().size() == 1 ? ", which is proven" : ", which are proven") : "";
        return outcome.move() instanceof Move.Withheld
                ? what + why + ", if this were no dry run."
                : what + why + when + follow(leaves) + doubt() + ".";
    }

    /** The rules would have it so; whether the provider takes it is another matter. */
    private String doubt() {
        return scene.isChangeDoubtful() ? "; but at present changes fail or would be refused" : "";
    }

    /** An alias has no TTL that anybody could tell. */
    private String follow(boolean leaves) {
        boolean aliased = spec.keys.stream().anyMatch(key -> key.type() == RecordType.ALIAS);
        return leaves && !aliased
                ? "; resolvers that keep to the TTL follow within "
                        + Durations.words(spec.pool.timings().ttl())
                : "";
    }

    private String held(Outcome outcome, Choice choice) {
        boolean allDown = outcome.choice().map(Choosing.Chosen::allDown).orElse(false);
        if (allDown) {
            return "every endpoint is UNHEALTHY, and the pool keeps what is published.";
        }
        return "nothing moves: " + choice.reason() + ".";
    }

    private String policyDecides() {
        List<Integer> proven = IntStream.range(0, spec.endpoints.size())
                .filter(e -> !published.contains(e) && merits.isProven(e))
                .boxed()
                .toList();
        return "the application's own policy decides, which is not asked here; "
                + (proven.isEmpty() ? "no other endpoint is proven." : "proven besides: " + scene.ids(proven) + ".");
    }

    // If what serves has failed, or nothing of the pool serves

    private void fromBadPlace(Supposed supposed) {
        Outcome outcome = supposed.asNow();
        String why = published.isEmpty()
                ? "No endpoint of this pool is published"
                : scene.ids(published) + (published.size() == 1 ? " is" : " are") + " UNHEALTHY";
        Optional<Choice> choice = outcome.choice().map(Choosing.Chosen::choice);
        List<Integer> wanted = choice.map(Choice::endpoints).orElse(List.of());
        boolean isLast =
                choice.filter(each -> each.kind() == Choice.Kind.LAST_RESORT).isPresent();
        if (wanted.isEmpty() || isLast) {
            sentences.add(why + ": the first endpoint that is proven is published, without a soak.");
        } else if (wanted.equals(published)) {
            sentences.add(why + ", and stays published: " + choice.orElseThrow().reason() + ".");
        } else {
            sentences.add(why + ", so " + scene.ids(wanted) + " should be published.");
        }
    }

    // The way back

    /** Whether it comes before one that is published, or may stand beside it. */
    private boolean mayComeBack(int endpoint) {
        boolean better = endpoint < published.get(0) && spec.pool.policy() instanceof ReadyPolicy.OrderedPriority;
        boolean beside = spec.pool.policy() instanceof ReadyPolicy.ServeAllHealthy;
        return !scene.isAtDeadPlace() && (better || beside);
    }

    private void wayBack(int endpoint) {
        String id = scene.id(endpoint);
        if (merits.isSaidDown(endpoint)) {
            sentences.add(id + " is not published while an operator says that it is down.");
            return;
        }
        if (spec.soak < 0) {
            sentences.add("Failback is manual: " + id + " is published only when an operator says failback, or when "
                    + scene.ids(published) + (published.size() == 1 ? " fails" : " fail") + " and it is proven.");
            return;
        }
        EndpointHealth health = scene.state().diagnosis().endpoint(endpoint);
        String soak = Scene.words(scene.soak(health)) + " without a break"
                + (health.relapses() == 0 ? "" : ", not " + Scene.words(spec.soak) + ", since it failed again");
        boolean isOver = scene.soakedAt(health) - scene.now() <= 0;
        sentences.add(
                health.health() == Health.HEALTHY
                        ? "The soak of " + id + (isOver ? " is over since " : " is over at ")
                                + scene.by(scene.soakedAt(health)) + ": HEALTHY for " + soak + "."
                        : id + " is published again once it has been HEALTHY for " + soak + ".");
    }

    // IPv6 apart

    private void family(int endpoint) {
        if (!Families.mayWithdraw(spec, endpoint)) {
            return;
        }
        String id = scene.id(endpoint);
        boolean withdrawn = scene.state().custody().lineup().lacksIpv6(endpoint);
        if (!withdrawn) {
            sentences.add("If the IPv6 addresses of " + id + " die alone, they are withdrawn, and nothing else moves.");
        } else if (spec.soak < 0) {
            sentences.add("Failback is manual: the IPv6 addresses of " + id
                    + " come back only when an operator says failback.");
        } else {
            EndpointHealth ipv6 = scene.state().diagnosis().ipv6(endpoint);
            String soak = Scene.words(scene.soak(ipv6));
            sentences.add("The IPv6 addresses of " + id + " come back "
                    + (ipv6.health() == Health.HEALTHY
                            ? "at " + scene.by(scene.soakedAt(ipv6)) + ", when they have been"
                            : "once they have been")
                    + " HEALTHY for " + soak + " without a break.");
        }
    }

    private IntStream targets(int endpoint) {
        return IntStream.range(0, spec.targets.size())
                .filter(i -> spec.targets.get(i).endpoint() == endpoint
                        && !spec.targets.get(i).apart());
    }

    private TargetHealth target(int index) {
        return scene.state().diagnosis().target(index);
    }
}
