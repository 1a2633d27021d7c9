package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointView;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolView;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which endpoints to publish: what operators say, else what the policy says, checked. It looks at the parts and asks
 * for steps at later instants; it changes nothing. Lives for one step.
 */
final class Choosing {

    /**
     * What was chosen.
     *
     * @param policyWasAsked false if an operator's pin or the start decided
     * @param breach what the policy's answer was refused for; empty if it was not
     * @param policyIsFine whether its answer to publish was right, after which a breach is told again
     * @param allDown whether every endpoint is unhealthy
     */
    record Chosen(Choice choice, boolean policyWasAsked, String breach, boolean policyIsFine, boolean allDown) {

        private static Chosen withoutPolicy(Choice choice, boolean allDown) {
            return new Chosen(choice, false, "", false, allDown);
        }
    }

    /** What is left of a policy's answer. */
    private record Checked(Choice choice, String breach, boolean isFine) {

        private static Checked hold(String reason) {
            return new Checked(Choice.hold(reason), "", false);
        }

        private static Checked refused(String breach) {
            return new Checked(Choice.hold("the policy's answer was refused: " + breach), breach, false);
        }
    }

    private final Turn turn;
    private final PoolSpec spec;
    private final Diagnosis diagnosis;
    private final Said said;
    private final List<Integer> standing;
    private final Merits merits;

    Choosing(Turn turn, Diagnosis diagnosis, Said said, List<Integer> standing) {
        this.turn = turn;
        this.spec = turn.spec;
        this.diagnosis = diagnosis;
        this.said = said;
        this.standing = standing;
        this.merits = new Merits(spec, diagnosis, said, turn.now);
    }

    /** The endpoint that an operator pinned, if that counts. */
    static Optional<Choice> pinned(PoolSpec spec, Merits merits) {
        Optional<Word> pin = merits.said().intents().pin();
        int endpoint = pin.map(entry -> spec.indexOf(entry.endpoint())).orElse(-1);
        return endpoint >= 0 && merits.isPinned(endpoint)
                ? Optional.of(new Choice(
                        Choice.Kind.PUBLISH,
                        List.of(endpoint),
                        pin.orElseThrow().text(),
                        true))
                : Optional.empty();
    }

    Chosen choose() {
        Optional<Choice> pinned = pinned(spec, merits);
        boolean allDown = merits.noneIs(Health.HEALTHY) && merits.noneIs(Health.UNKNOWN);
        if (pinned.isPresent()) {
            return Chosen.withoutPolicy(pinned.get(), allDown);
        }
        if (!diagnosis.isSettled()) {
            return Chosen.withoutPolicy(Choice.hold("waiting for the health of every endpoint"), false);
        }
        Checked checked = check(askPolicy());
        Choice choice = allDown && checked.choice().kind() == Choice.Kind.HOLD
                ? whenAllAreDown(checked.choice())
                : checked.choice();
        return new Chosen(choice, true, checked.breach(), checked.isFine(), allDown);
    }

    private Choice whenAllAreDown(Choice held) {
        AllDown rule = spec.pool.allDown();
        return switch (rule.mode()) {
            case KEEP -> held;
            case PUBLISH_ALL ->
                lastResort(
                        IntStream.range(0, spec.endpoints.size()).boxed().toList(),
                        "every endpoint is unhealthy: all are published");
            case LAST_RESORT ->
                lastResort(
                        List.of(spec.indexOf(rule.endpoint())),
                        "every endpoint is unhealthy: the last resort is published");
        };
    }

    /** Without the endpoints that an operator said are down: what a check cannot tell, he may know of them. */
    private Choice lastResort(List<Integer> endpoints, String reason) {
        List<Integer> left =
                endpoints.stream().filter(e -> !merits.isSaidDown(e)).toList();
        return left.isEmpty()
                ? Choice.hold("the last resort is what an operator said is down")
                : new Choice(Choice.Kind.LAST_RESORT, left, reason, false);
    }

    // The policy

    /** A decision, or what was wrong with the answer. */
    private record Answer(Optional<Decision> decision, String breach) {}

    private Answer askPolicy() {
        try {
            Decision decision = spec.pool.policy().decide(view());
            return new Answer(Optional.ofNullable(decision), decision == null ? "it answered null" : "");
        } catch (Exception | Error e) { // it is anybody's, in any language, and must not end the engine's thread
            return new Answer(Optional.empty(), "it threw " + ForeignText.of(e));
        }
    }

    private PoolView view() {
        boolean good = merits.anyIsGood(standing);
        EndpointView[] views = new EndpointView[spec.endpoints.size()];
        for (int e = 0; e < views.length; e++) {
            views[e] = new EndpointView(
                    spec.endpoints.get(e),
                    merits.health(e),
                    standing.contains(e),
                    isAdmissible(e, good),
                    Duration.ofNanos(turn.now - diagnosis.endpoint(e).since()));
        }
        return new PoolView(turn.pool(), List.of(views));
    }

    private boolean isAdmissible(int endpoint, boolean standingIsGood) {
        if (!merits.isProven(endpoint)) {
            return false;
        }
        return !standingIsGood || said.failback().isPresent() || merits.isSaidUp(endpoint) || hasSoaked(endpoint);
    }

    private boolean hasSoaked(int endpoint) {
        EndpointHealth health = diagnosis.endpoint(endpoint);
        return spec.soak >= 0 && turn.reachedOrWake(health.since() + (spec.soak << health.relapses()));
    }

    private Checked check(Answer answer) {
        if (answer.decision().isEmpty()) {
            return Checked.refused(answer.breach());
        }
        Decision decision = answer.decision().get();
        if (decision instanceof Decision.Hold hold) {
            if (!hold.review().isZero()) {
                turn.wakeAt(turn.now + reviewNanos(hold.review()));
            }
            return Checked.hold(hold.reason());
        }
        boolean lastResort = decision instanceof Decision.LastResort;
        List<Endpoint> wanted = decision instanceof Decision.Publish publish
                ? publish.endpoints()
                : ((Decision.LastResort) decision).endpoints();
        List<Integer> endpoints = new ArrayList<>(wanted.size());
        for (Endpoint endpoint : wanted) {
            int index = spec.endpoints.indexOf(endpoint);
            if (index < 0) {
                return Checked.refused("it asked for " + endpoint + ", which is no endpoint of this pool");
            }
            if (!endpoints.contains(index)) {
                endpoints.add(index);
            }
        }
        endpoints.sort(Comparator.naturalOrder());
        List<Integer> sorted = List.copyOf(endpoints);
        if (!Publication.fit(spec, sorted)) {
            return Checked.refused(
                    "it asked for more values than one record set can hold, those of " + spec.ids(sorted));
        }
        return lastResort ? checkLastResort(sorted, decision.reason()) : checkPublish(sorted, decision.reason());
    }

    private static long reviewNanos(Duration review) {
        Duration atLeast = review.compareTo(Limits.SHORTEST_REVIEW) < 0 ? Limits.SHORTEST_REVIEW : review;
        return (atLeast.compareTo(Limits.LONGEST_REVIEW) > 0 ? Limits.LONGEST_REVIEW : atLeast).toNanos();
    }

    private Checked checkLastResort(List<Integer> endpoints, String reason) {
        if (!merits.noneIs(Health.HEALTHY)) {
            return Checked.refused("it asked for a last resort while an endpoint is healthy");
        }
        return new Checked(lastResort(endpoints, reason), "", true);
    }

    private Checked checkPublish(List<Integer> endpoints, String reason) {
        boolean good = merits.anyIsGood(standing);
        boolean moves = !endpoints.equals(standing);
        for (int e : endpoints) {
            String id = spec.endpoints.get(e).id();
            boolean enters = !standing.contains(e);
            if ((enters && !merits.isProven(e)) || (moves && merits.health(e) == Health.UNHEALTHY)) {
                return Checked.refused("it asked for " + id + ", which is not proven healthy");
            }
            if (enters && !isAdmissible(e, good)) {
                return Checked.hold("failback to " + id + " is not allowed yet");
            }
        }
        boolean byOperator = said.failback().isPresent();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            boolean stands = standing.contains(e);
            boolean comes = !stands && endpoints.contains(e);
            boolean leaves = stands && !endpoints.contains(e);
            byOperator |= (comes && merits.isSaidUp(e)) || (leaves && merits.isSaidDown(e));
        }
        return new Checked(new Choice(Choice.Kind.PUBLISH, endpoints, reason, byOperator), "", true);
    }
}
