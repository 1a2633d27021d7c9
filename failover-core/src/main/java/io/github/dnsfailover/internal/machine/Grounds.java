package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Timings;
import io.github.dnsfailover.internal.text.Durations;
import java.util.ArrayList;
import java.util.List;

/** What the health of every endpoint rests on: its last probes, what they said, and what it takes. Looks only. */
final class Grounds {

    private final Scene scene;
    private final PoolSpec spec;
    private final Diagnosis diagnosis;
    private final List<String> sentences = new ArrayList<>();

    private Grounds(Scene scene) {
        this.scene = scene;
        this.spec = scene.spec();
        this.diagnosis = scene.state().diagnosis();
    }

    static List<String> sentences(Scene scene) {
        Grounds grounds = new Grounds(scene);
        grounds.rule();
        for (int e = 0; e < scene.spec().endpoints.size(); e++) {
            grounds.endpoint(e);
        }
        return List.copyOf(grounds.sentences);
    }

    private void rule() {
        Timings timings = spec.pool.timings();
        sentences.add("An address is UNHEALTHY after " + failures(spec) + ", and HEALTHY after "
                + Scene.count(timings.rise(), "passed one") + (timings.rise() == 1 ? "" : " in a row") + ".");
        sentences.add("A passed probe proves it for " + Durations.words(timings.freshness()) + ".");
        if (timings.forgive() > 1) {
            sentences.add("Failures count until " + timings.forgive() + " probes in a row have passed.");
        }
    }

    /** What it takes to be unhealthy: {@code 3 failed probes that span 3 s}. */
    static String failures(PoolSpec spec) {
        String span = spec.unhealthySpan == 0 ? "" : " that span " + Scene.words(spec.unhealthySpan);
        return Scene.count(spec.failuresNeeded, "failed probe") + span;
    }

    // One endpoint

    private void endpoint(int endpoint) {
        Endpoint which = spec.endpoints.get(endpoint);
        EndpointHealth health = diagnosis.endpoint(endpoint);
        String role = which.priority() == 0 ? "primary" : "backup";
        sentences.add(which.id() + " (" + role + ") is " + health.health() + " since " + scene.at(health.sinceWall())
                + proof(endpoint, health) + ".");
        Word word = scene.state().said().wordOn(which.id());
        if (word != null) {
            sentences.add("What counts of " + which.id() + " is an operator's word: " + word.text() + ".");
        }
        if (which.isAnyAddressEnough()) {
            sentences.add("One address of " + which.id() + " that is HEALTHY is enough.");
        }
        for (int i = 0; i < spec.targets.size(); i++) {
            if (spec.targets.get(i).endpoint() == endpoint) {
                target(i);
            }
        }
        if (health.relapses() > 0) {
            sentences.add(which.id() + " has failed again soon after it recovered, "
                    + (health.relapses() == 1 ? "once" : health.relapses() + " times in a row") + ".");
        }
    }

    private String proof(int endpoint, EndpointHealth health) {
        if (health.health() != Health.HEALTHY) {
            return "";
        }
        if (diagnosis.isProven(spec, endpoint, scene.now())) {
            return " and proven";
        }
        return isFailing(endpoint)
                ? ", but not proven: a probe has failed since"
                : ", but not proven: the last passed probe is too old";
    }

    private boolean isFailing(int endpoint) {
        for (int i = 0; i < spec.targets.size(); i++) {
            if (spec.targets.get(i).endpoint() == endpoint
                    && diagnosis.target(i).isFailing()) {
                return true;
            }
        }
        return false;
    }

    // One address

    private void target(int index) {
        TargetHealth target = diagnosis.target(index);
        String who = scene.subject(index);
        boolean apart = spec.targets.get(index).apart();
        if (apart) {
            EndpointHealth ipv6 = diagnosis.ipv6(spec.targets.get(index).endpoint());
            sentences.add(who + " counts for its IPv6 addresses alone, which are " + ipv6.health() + " since "
                    + scene.at(ipv6.sinceWall()) + ".");
        }
        if (target.failures() > 0) {
            sentences.add(who + ": " + failed(target));
            unvouched(index, target);
        }
        if (target.failures() == 0 || !target.isFailing()) {
            passed(who, target);
        }
        if (target.inconclusiveProbes() > 0) {
            sentences.add(who + ": the last " + Scene.count(target.inconclusiveProbes(), "probe")
                    + " said nothing about it" + because(target.lastResult()) + ".");
        }
        if (!target.broken().isEmpty()) {
            sentences.add(who + ": its check broke its contract: it " + target.broken() + ".");
        }
    }

    /** {@code 2 failed probes of the 3 that it takes, begun from 00:01:03Z to 00:01:04Z (connection refused).} */
    private String failed(TargetHealth target) {
        int number = target.failures();
        boolean settled = target.health() == Health.UNHEALTHY;
        String many = settled
                ? Scene.count(number, "failed probe")
                : Scene.count(number, "failed probe") + " of the " + spec.failuresNeeded + " that it takes";
        String when = number == 1
                ? ", begun at " + scene.at(target.firstFailure())
                : ", begun from " + scene.at(target.firstFailure()) + " to " + scene.at(target.lastFailure());
        String detail = target.isFailing() ? because(target.lastResult()) : "";
        boolean tooShort = !settled && number >= spec.failuresNeeded;
        String missing = tooShort ? "; they do not span " + Scene.words(spec.unhealthySpan) + " yet" : "";
        return many + when + detail + missing + ".";
    }

    /** Failures that this machine may have caused itself. */
    private void unvouched(int index, TargetHealth target) {
        boolean apart = spec.targets.get(index).apart();
        long since = apart ? target.lastFailure() : target.firstFailure();
        if (target.health() != Health.UNHEALTHY && !scene.state().sight().vouchesFor(spec, index, since)) {
            sentences.add("They count only once a control target " + (apart ? "of IPv6 " : "")
                    + "has passed a probe that began later.");
        }
    }

    private void passed(String who, TargetHealth target) {
        int rise = spec.pool.timings().rise();
        if (target.health() != Health.HEALTHY && target.passes() > 0) {
            sentences.add(who + ": " + Scene.count(target.passes(), "passed probe") + " of the " + rise
                    + " in a row that it takes.");
        } else if (target.lastPass().isPresent()) {
            sentences.add(who + ": its last passed probe began at "
                    + scene.at(target.lastPass().getAsLong()) + ".");
        } else if (target.health() == Health.UNHEALTHY) {
            sentences.add(who + ": it was found UNHEALTHY for this: " + target.downDetail() + ".");
        } else {
            sentences.add(who + ": no probe has passed yet.");
        }
    }

    private static String because(HealthResult result) {
        return result.detail().isEmpty() ? "" : " (" + result.detail() + ")";
    }
}
