package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.internal.event.Made;
import java.util.OptionalLong;

/** What people are told of the engine's will: what it wants published, why, and what is in the way. Immutable. */
public final class Outlook extends Part<Outlook> {

    private Choice choice = Choice.hold("the engine has just started");

    /** The choice in words; kept, since each step asks for them. */
    private String decision = "hold";

    private Obstacle obstacle = Obstacle.NONE;

    /** What the policy's last answer was refused for; empty if it was not. */
    private String breach = "";

    private boolean allDown;

    /** What a dry run withheld last, the mark left out; empty if nothing is withheld. */
    private String withheld = "";

    /** Since when a change is wanted and not made; empty if none is. */
    private OptionalLong wantedSince = OptionalLong.empty();

    /** What kept it back before the present step on the way; {@link Obstacle#NONE} if nothing did. */
    private Obstacle lasting = Obstacle.NONE;

    /** Since when there is no place left to go; empty while there is one. */
    private OptionalLong strandedSince = OptionalLong.empty();

    /** Since when such a change fails; empty if it does not. */
    private OptionalLong failingSince = OptionalLong.empty();

    /** Which dead endpoints clients are led to as far as is known; empty if to none. */
    private String deadPlace = "";

    Outlook() {}

    public String decision() {
        return decision;
    }

    public String reason() {
        return choice.reason();
    }

    public Obstacle obstacle() {
        return obstacle;
    }

    String breach() {
        return breach;
    }

    boolean isAllDown() {
        return allDown;
    }

    OptionalLong wantedSince() {
        return wantedSince;
    }

    OptionalLong strandedSince() {
        return strandedSince;
    }

    OptionalLong failingSince() {
        return failingSince;
    }

    /** What is in the way, whatever step is under way at this moment. */
    Obstacle lasting() {
        return obstacle.isFleeting() && !lasting.isNone() ? lasting : obstacle;
    }

    Outlook facing(Obstacle value) {
        if (obstacle.equals(value)) {
            return this;
        }
        Outlook next = copy();
        next.obstacle = value;
        return next;
    }

    /** Takes in a decision, and tells what is new about it. */
    Outlook decided(Turn turn, Choosing.Chosen chosen) {
        Outlook next = chosen.policyWasAsked() ? afterPolicy(chosen) : this;
        if (chosen.allDown() != allDown) {
            next = next.copy();
            next.allDown = chosen.allDown();
        }
        Choice now = chosen.choice();
        if (!now.says(choice)) {
            next = next.copy();
            next.choice = now;
            next.decision = now.text(turn.spec);
            turn.emit(new Made.DecisionChanged(turn.pool(), turn.wall, next.decision, now.reason()));
        }
        return next;
    }

    /** A policy that holds after a breach has not mended it. */
    private Outlook afterPolicy(Choosing.Chosen chosen) {
        boolean mended = chosen.breach().isEmpty() && chosen.policyIsFine();
        String now = chosen.breach().isEmpty() && !mended ? breach : chosen.breach();
        if (now.equals(breach)) {
            return this;
        }
        Outlook next = copy();
        next.breach = now;
        return next;
    }

    /** Nothing is decided as long as the records are not understood, or not ours. */
    Outlook undecided() {
        if (!allDown) {
            return this;
        }
        Outlook next = copy();
        next.allDown = false;
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

    Outlook withheld(Turn turn, Move.Withheld move) {
        String what = move.endpoints() + " " + move.served();
        if (what.equals(withheld)) {
            return this;
        }
        Outlook next = copy();
        next.withheld = what;
        turn.emit(new Made.ChangeWithheld(
                turn.pool(), turn.wall, turn.spec.ids(move.endpoints()), move.plan(), move.reason()));
        return next;
    }

    /** Notes since when a change is wanted, and since when it fails. */
    Outlook wanting(Turn turn, boolean wanted, boolean failing) {
        OptionalLong wants = wanted ? since(turn, wantedSince) : OptionalLong.empty();
        OptionalLong fails = wanted && failing ? since(turn, failingSince) : OptionalLong.empty();
        Obstacle lasts = !wanted ? Obstacle.NONE : obstacle.isFleeting() ? lasting : obstacle;
        if (wants.equals(wantedSince) && fails.equals(failingSince) && lasts.equals(lasting)) {
            return this;
        }
        Outlook next = copy();
        next.lasting = lasts;
        next.wantedSince = wants;
        next.failingSince = fails;
        return next;
    }

    /** Notes since when there is no place left to go. */
    Outlook stranded(Turn turn, boolean isStranded) {
        OptionalLong since = isStranded ? since(turn, strandedSince) : OptionalLong.empty();
        if (since.equals(strandedSince)) {
            return this;
        }
        Outlook next = copy();
        next.strandedSince = since;
        return next;
    }

    /** Tells the process of a dead place that clients are led to, and when they are not any more. */
    Outlook seeingDeadPlace(Turn turn, String text) {
        if (deadPlace.equals(text)) {
            return this;
        }
        Outlook next = copy();
        next.deadPlace = text;
        turn.tell(new EngineInput.DeadPlaceSeen(turn.pool(), text));
        return next;
    }

    private static OptionalLong since(Turn turn, OptionalLong before) {
        return before.isPresent() ? before : OptionalLong.of(turn.now);
    }

    /** That changes fail was passed on; it is again if that lasts. */
    Outlook handedOver(Turn turn) {
        Outlook next = copy();
        next.failingSince = OptionalLong.of(turn.now);
        return next;
    }
}
