package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.internal.machine.Supposed.Outcome;
import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;
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
        if (scene.isClosed()) {
            conditions.sentences.add("Nothing moves it: this engine is closed.");
        } else if (!scene.state().custody().leads()) {
            conditions.sentences.add("This engine does not lead: " + Served.leader(scene) + " decides.");
        } else {
            Supposed.of(scene)
                    .ifPresentOrElse(
                            conditions::byLeader,
                            () -> conditions.sentences.add(
                                    "Nothing moves it before this engine has read the records and may change them."));
        }
        return List.copyOf(conditions.sentences);
    }

    private void byLeader(Supposed supposed) {
        if (scene.isAtDeadPlace()) {
            awayFromDeadPlace();
        } else {
            published.stream().filter(e -> !scene.isUnhealthy(e)).forEach(e -> death(supposed, e));
        }
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (!published.isEmpty() && !published.contains(e) && mayComeBack(e)) {
                wayBack(e);
            }
        }
        published.forEach(this::family);
    }

    // If what serves fails

    private void death(Supposed supposed, int endpoint) {
        sentences.add(verdict(endpoint));
        Outcome outcome = supposed.ifDead(endpoint);
        sentences.add("Then " + consequence(supposed, outcome));
    }

    /** What makes an endpoint unhealthy, and by when. */
    private String verdict(int endpoint) {
        String id = scene.id(endpoint);
        if (merits.isSaidUp(endpoint)) {
            return "Checks do not make " + id + " UNHEALTHY while an operator says that it is up; suppose that he says it is "
                    + "down.";
        }
        Optional<Integer> failing = doubtful(endpoint);
        if (failing.isPresent()) {
            return doubt(endpoint, failing.get());
        }
        return "If " + id + " dies, " + Grounds.failures(spec) + (ofAll(endpoint) ? ", of every address," : "")
                + " make it UNHEALTHY, within " + upTo(spec.unhealthyWithin()) + asked() + ".";
    }

    private boolean ofAll(int endpoint) {
        return spec.endpoints.get(endpoint).isAnyAddressEnough() && targets(endpoint).count() > 1;
    }

    /** The address that has failed most, and that alone makes the endpoint unhealthy. */
    private Optional<Integer> doubtful(int endpoint) {
        return ofAll(endpoint)
                ? Optional.empty()
                : targets(endpoint)
                        .filter(i -> target(i).failures() > 0 && target(i).health() != Health.UNHEALTHY)
                        .boxed()
                        .max((a, b) -> Integer.compare(target(a).failures(), target(b).failures()));
    }

    private String doubt(int endpoint, int index) {
        TargetHealth target = target(index);
        long spanned = target.firstFailure() + spec.unhealthySpan;
        boolean isLong = target.lastFailure() - spanned >= 0;
        int more = Math.max(spec.failuresNeeded - target.failures(), isLong ? 0 : 1);
        String last = isLong ? "" : ", the last begun at " + scene.by(spanned) + " or later";
        long by = target.firstFailure() + spec.unhealthyWithinOfFailure();
        boolean isRow = target.isFailing() && target.inconclusiveProbes() == 0 && by - scene.now() >= 0;
        String when = isRow ? ", at " + scene.by(by) + " at the latest" : "";
        return more == 0
                ? scene.id(endpoint) + " is UNHEALTHY as soon as its failures count" + asked() + "."
                : "If " + Scene.count(more, "more probe") + " of " + scene.subject(index) + (more == 1 ? " fails" : " fail")
                        + last + ", " + scene.id(endpoint) + " is UNHEALTHY" + when + asked() + ".";
    }

    /** Failures are believed only once a control target has answered. */
    private String asked() {
        return spec.identity.controlled() ? ", once a control target has passed after the first failure" : "";
    }

    private String consequence(Supposed supposed, Outcome outcome) {
        if (outcome.choice().isEmpty()) {
            Obstacle obstacle = outcome.obstacle();
            return obstacle.isNone() ? policyDecides() : "nothing moves: " + obstacle.text() + ".";
        }
        Choice choice = outcome.choice().get().choice();
        if (outcome.isChange()) {
            return change(outcome, choice);
        }
        if (!outcome.obstacle().isNone() && choice.kind() != Choice.Kind.HOLD) {
            return scene.ids(choice.endpoints()) + " should serve, and nothing moves as long as this is in the way: "
                    + outcome.obstacle().text() + ".";
        }
        return choice.kind() == Choice.Kind.HOLD ? held(outcome, choice) : "nothing moves: " + choice.reason() + ".";
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
        String what = leaves ? "traffic moves to " + to : to + (outcome.endpoints().size() == 1 ? " alone is" : " are") + " published";
        String why = leaves ? (outcome.endpoints().size() == 1 ? ", which is proven" : ", which are proven") : "";
        return outcome.move() instanceof Move.Withheld
                ? what + why + ", if this were no dry run."
                : what + why + when + ".";
    }

    private String held(Outcome outcome, Choice choice) {
        boolean allDown = outcome.choice().map(Choosing.Chosen::allDown).orElse(false);
        return allDown
                ? "every endpoint is UNHEALTHY, and the pool keeps what is published."
                : "nothing moves: " + choice.reason() + ", since no other endpoint is proven.";
    }

    private String policyDecides() {
        List<Integer> proven = IntStream.range(0, spec.endpoints.size())
                .filter(e -> !published.contains(e) && merits.isProven(e))
                .boxed()
                .toList();
        return "the application's own policy decides, which is not asked here; "
                + (proven.isEmpty() ? "no other endpoint is proven." : "proven besides: " + scene.ids(proven) + ".");
    }

    // If what serves has failed

    private void awayFromDeadPlace() {
        sentences.add(scene.ids(published) + (published.size() == 1 ? " is" : " are")
                + " UNHEALTHY, so the first endpoint that is proven may take over, without a soak.");
    }

    // The way back

    /** Whether it comes before one that is published, or may stand beside it. */
    private boolean mayComeBack(int endpoint) {
        boolean better = endpoint < published.get(0);
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
        String soak = Durations.words(Duration.ofNanos(scene.soak(health)));
        String longer = health.relapses() == 0 ? "" : ", which is longer than " + Durations.words(Duration.ofNanos(spec.soak)) + " since it failed again";
        sentences.add(
                health.health() == Health.HEALTHY
                        ? id + " may be published again at " + scene.by(scene.soakedAt(health)) + ", when it was HEALTHY for "
                                + soak + " without a break" + longer + "."
                        : id + " may be published again once it was HEALTHY for " + soak + " without a break" + longer + ".");
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
            sentences.add("Failback is manual: the IPv6 addresses of " + id + " come back only when an operator says failback.");
        } else {
            EndpointHealth ipv6 = scene.state().diagnosis().ipv6(endpoint);
            String soak = Durations.words(Duration.ofNanos(scene.soak(ipv6)));
            sentences.add("The IPv6 addresses of " + id + " come back "
                    + (ipv6.health() == Health.HEALTHY ? "at " + scene.by(scene.soakedAt(ipv6)) + ", when they were" : "once they were")
                    + " HEALTHY for " + soak + " without a break.");
        }
    }

    private IntStream targets(int endpoint) {
        return IntStream.range(0, spec.targets.size())
                .filter(i -> spec.targets.get(i).endpoint() == endpoint && !spec.targets.get(i).apart());
    }

    private TargetHealth target(int index) {
        return scene.state().diagnosis().target(index);
    }

    /** A time that is not exceeded, rounded up to what people read. */
    private static String upTo(long nanos) {
        return Durations.words(Duration.ofMillis((nanos + 99_999_999) / 100_000_000 * 100));
    }
}
