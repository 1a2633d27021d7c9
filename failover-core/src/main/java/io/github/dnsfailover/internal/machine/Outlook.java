package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.AllEndpointsDown;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.PolicyFailed;
import java.util.List;

/** What people are told of the engine's will: what it wants published, why, and what is in the way. Immutable. */
public final class Outlook extends Part<Outlook> {

    private String decision = "none yet";
    private String reason = "the engine has just started";

    /** What keeps the record from following; empty if it follows. */
    private String obstacle = "";

    private boolean policyFailureTold;
    private boolean allDownTold;

    /** The plan of the change that a dry run withheld last; empty if nothing is withheld. */
    private String withheld = "";

    private String lastError = "";

    Outlook() {}

    public String decision() {
        return decision;
    }

    public String reason() {
        return reason;
    }

    public String obstacle() {
        return obstacle;
    }

    public String lastError() {
        return lastError;
    }

    Outlook facing(String value) {
        if (obstacle.equals(value)) {
            return this;
        }
        Outlook next = copy();
        next.obstacle = value;
        return next;
    }

    Outlook afterError(String value) {
        Outlook next = copy();
        next.lastError = value;
        return next;
    }

    /** Takes in a decision, and tells what is new about it. */
    Outlook decided(Turn turn, Choosing.Chosen chosen) {
        Outlook next = this;
        if (chosen.policyWasAsked()) {
            next = next.afterPolicy(turn, chosen);
        }
        Choice choice = chosen.choice();
        String now = choice.text(turn.spec);
        if (!now.equals(decision) || !choice.reason().equals(reason)) {
            next = next.copy();
            next.decision = now;
            next.reason = choice.reason();
            turn.emit(new DecisionChanged(turn.pool(), turn.wall, now, choice.reason()));
        }
        return next;
    }

    private Outlook afterPolicy(Turn turn, Choosing.Chosen chosen) {
        boolean failed = !chosen.breach().isEmpty();
        if (failed && !policyFailureTold) {
            turn.emit(new PolicyFailed(turn.pool(), turn.wall, chosen.breach()));
        }
        if (chosen.allDown() && !allDownTold) {
            turn.emit(
                    new AllEndpointsDown(turn.pool(), turn.wall, chosen.choice().text(turn.spec)));
        }
        boolean told = failed || (policyFailureTold && !chosen.policyIsFine());
        if (!failed && told == policyFailureTold && chosen.allDown() == allDownTold) {
            return this;
        }
        Outlook next = copy();
        next.policyFailureTold = told;
        next.allDownTold = chosen.allDown();
        next.lastError = failed ? "policy: " + chosen.breach() : lastError;
        return next;
    }

    Outlook following() {
        if (withheld.isEmpty()) {
            return this;
        }
        Outlook next = copy();
        next.withheld = "";
        return next;
    }

    Outlook withheld(Turn turn, List<Integer> endpoints, String plan, String why) {
        if (plan.equals(withheld)) {
            return this;
        }
        Outlook next = copy();
        next.withheld = plan;
        turn.emit(new ChangeWithheld(turn.pool(), turn.wall, turn.spec.ids(endpoints), plan, why));
        return next;
    }
}
