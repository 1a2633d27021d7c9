package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointView;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolView;
import io.github.dnsfailover.event.AllEndpointsDown;
import io.github.dnsfailover.event.PolicyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which endpoints to publish: what operators say, else what the policy says, checked. Functions on a turn. */
final class Choosing {

    private Choosing() {}

    /** The health that counts: an operator's word, else the checks' opinion. */
    static Health health(Turn turn, int endpoint) {
        OperatorIntent.Kind word =
                turn.state.intents.wordOn(turn.spec.endpoints.get(endpoint).id());
        if (word == null) {
            return turn.state.endpoints[endpoint].health();
        }
        return word == OperatorIntent.Kind.UP ? Health.HEALTHY : Health.UNHEALTHY;
    }

    static boolean isProven(Turn turn, int endpoint) {
        OperatorIntent.Kind word =
                turn.state.intents.wordOn(turn.spec.endpoints.get(endpoint).id());
        return word == null ? Judging.isProven(turn, endpoint) : word == OperatorIntent.Kind.UP;
    }

    /** Whether a pin on the endpoint counts: the word that it is down is stronger. */
    static boolean isPinned(Turn turn, int endpoint) {
        String id = turn.spec.endpoints.get(endpoint).id();
        boolean pinned = turn.state
                .intents
                .pin()
                .filter(pin -> pin.endpoint().equals(id))
                .isPresent();
        return pinned && turn.state.intents.wordOn(id) != OperatorIntent.Kind.DOWN;
    }

    /** Whether one of these endpoints is not known to be bad. */
    static boolean anyIsGood(Turn turn, List<Integer> endpoints) {
        for (int e : endpoints) {
            if (health(turn, e) != Health.UNHEALTHY) {
                return true;
            }
        }
        return false;
    }

    static Choice choose(Turn turn) {
        Optional<Intents.Entry> pin = turn.state.intents.pin();
        if (pin.isPresent()) {
            int pinned = indexOf(turn, pin.get().endpoint());
            if (pinned >= 0 && isPinned(turn, pinned)) {
                return new Choice(
                        Choice.Kind.PUBLISH, List.of(pinned), pin.get().text(), true);
            }
        }
        if (!settled(turn)) {
            return Choice.hold("waiting for the health of every endpoint");
        }
        Choice choice = check(turn, askPolicy(turn));
        boolean everythingDown = noneIs(turn, Health.HEALTHY) && noneIs(turn, Health.UNKNOWN);
        Choice answer = everythingDown && choice.kind() == Choice.Kind.HOLD ? allDown(turn, choice) : choice;
        reportAllDown(turn, everythingDown, answer);
        return answer;
    }

    private static boolean settled(Turn turn) {
        PoolState state = turn.state;
        if (!state.settled) {
            state.settled = noneIs(turn, Health.UNKNOWN) || turn.reachedOrWake(state.startedAt + turn.spec.settleLimit);
        }
        return state.settled;
    }

    private static boolean noneIs(Turn turn, Health health) {
        return IntStream.range(0, turn.spec.endpoints.size()).noneMatch(e -> health(turn, e) == health);
    }

    private static int indexOf(Turn turn, String id) {
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            if (turn.spec.endpoints.get(e).id().equals(id)) {
                return e;
            }
        }
        return -1;
    }

    private static Choice allDown(Turn turn, Choice held) {
        AllDown rule = turn.spec.pool.allDown();
        return switch (rule.mode()) {
            case KEEP -> held;
            case PUBLISH_ALL ->
                new Choice(
                        Choice.Kind.LAST_RESORT,
                        IntStream.range(0, turn.spec.endpoints.size()).boxed().toList(),
                        "every endpoint is unhealthy: all are published",
                        false);
            case LAST_RESORT ->
                new Choice(
                        Choice.Kind.LAST_RESORT,
                        List.of(indexOf(turn, rule.endpoint())),
                        "every endpoint is unhealthy: the last resort is published",
                        false);
        };
    }

    private static void reportAllDown(Turn turn, boolean everythingDown, Choice choice) {
        if (everythingDown && !turn.state.allDownReported) {
            turn.emit(new AllEndpointsDown(turn.pool(), turn.wall, choice.text(turn.spec)));
        }
        turn.state.allDownReported = everythingDown;
    }

    private static Decision askPolicy(Turn turn) {
        Decision decision;
        try {
            decision = turn.spec.pool.policy().decide(view(turn));
        } catch (Exception | Error e) { // it is anybody's, in any language, and must not end the engine's thread
            return refuse(turn, "it threw " + e);
        }
        return decision == null ? refuse(turn, "it answered null") : decision;
    }

    private static Decision.Hold refuse(Turn turn, String detail) {
        if (!turn.state.policyFailureReported) {
            turn.state.policyFailureReported = true;
            turn.emit(new PolicyFailed(turn.pool(), turn.wall, detail));
        }
        turn.state.lastError = "policy: " + detail;
        return new Decision.Hold("the policy's answer was refused: " + detail);
    }

    private static PoolView view(Turn turn) {
        boolean good = anyIsGood(turn, turn.state.standing);
        List<EndpointView> views = new ArrayList<>(turn.spec.endpoints.size());
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            views.add(new EndpointView(
                    turn.spec.endpoints.get(e),
                    health(turn, e),
                    turn.state.standing.contains(e),
                    isAdmissible(turn, e, good),
                    Duration.ofNanos(turn.now - turn.state.endpoints[e].since())));
        }
        return new PoolView(turn.pool(), views);
    }

    private static boolean isAdmissible(Turn turn, int endpoint, boolean standingIsGood) {
        if (!isProven(turn, endpoint)) {
            return false;
        }
        boolean saidUp =
                turn.state.intents.wordOn(turn.spec.endpoints.get(endpoint).id()) == OperatorIntent.Kind.UP;
        return !standingIsGood || turn.state.failbackAsked || saidUp || hasSoaked(turn, endpoint);
    }

    private static boolean hasSoaked(Turn turn, int endpoint) {
        EndpointState state = turn.state.endpoints[endpoint];
        return turn.spec.soak >= 0 && turn.reachedOrWake(state.since() + (turn.spec.soak << state.relapses()));
    }

    private static Choice check(Turn turn, Decision decision) {
        if (decision instanceof Decision.Hold hold) {
            if (!hold.review().isZero()) {
                turn.wakeAt(turn.now + reviewNanos(hold.review()));
            }
            return Choice.hold(hold.reason());
        }
        boolean lastResort = decision instanceof Decision.LastResort;
        List<Endpoint> wanted = decision instanceof Decision.Publish publish
                ? publish.endpoints()
                : ((Decision.LastResort) decision).endpoints();
        TreeSet<Integer> endpoints = new TreeSet<>();
        for (Endpoint endpoint : wanted) {
            int index = turn.spec.endpoints.indexOf(endpoint);
            if (index < 0) {
                return Choice.hold(
                        refuse(turn, "it asked for a stranger, " + endpoint).reason());
            }
            endpoints.add(index);
        }
        List<Integer> sorted = List.copyOf(endpoints);
        if (!Records.fit(turn.spec, sorted)) {
            return Choice.hold(refuse(
                            turn,
                            "it asked for more values than one record set can hold, those of " + turn.spec.ids(sorted))
                    .reason());
        }
        return lastResort ? checkLastResort(turn, sorted, decision) : checkPublish(turn, sorted, decision);
    }

    private static long reviewNanos(Duration review) {
        Duration atLeast = review.compareTo(Limits.SHORTEST_REVIEW) < 0 ? Limits.SHORTEST_REVIEW : review;
        return (atLeast.compareTo(Limits.LONGEST_REVIEW) > 0 ? Limits.LONGEST_REVIEW : atLeast).toNanos();
    }

    private static Choice checkLastResort(Turn turn, List<Integer> endpoints, Decision decision) {
        if (!noneIs(turn, Health.HEALTHY)) {
            return Choice.hold(refuse(turn, "it asked for a last resort while an endpoint is healthy")
                    .reason());
        }
        turn.state.policyFailureReported = false;
        return new Choice(Choice.Kind.LAST_RESORT, endpoints, decision.reason(), false);
    }

    private static Choice checkPublish(Turn turn, List<Integer> endpoints, Decision decision) {
        boolean good = anyIsGood(turn, turn.state.standing);
        boolean moves = !endpoints.equals(turn.state.standing);
        boolean byOperator = turn.state.failbackAsked;
        for (int e : endpoints) {
            String id = turn.spec.endpoints.get(e).id();
            boolean enters = !turn.state.standing.contains(e);
            if ((enters && !isProven(turn, e)) || (moves && health(turn, e) == Health.UNHEALTHY)) {
                return Choice.hold(refuse(turn, "it asked for " + id + ", which is not proven healthy")
                        .reason());
            }
            if (enters && !isAdmissible(turn, e, good)) {
                return Choice.hold("failback to " + id + " is not allowed yet");
            }
        }
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            OperatorIntent.Kind word =
                    turn.state.intents.wordOn(turn.spec.endpoints.get(e).id());
            boolean stands = turn.state.standing.contains(e);
            boolean comes = !stands && endpoints.contains(e);
            boolean leaves = stands && !endpoints.contains(e);
            byOperator |= (comes && word == OperatorIntent.Kind.UP) || (leaves && word == OperatorIntent.Kind.DOWN);
        }
        turn.state.policyFailureReported = false;
        return new Choice(Choice.Kind.PUBLISH, endpoints, decision.reason(), byOperator);
    }
}
