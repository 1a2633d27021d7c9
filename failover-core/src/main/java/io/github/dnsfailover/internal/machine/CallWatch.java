package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;

/** How a step goes on when the call under way takes too long: it hangs, is called off, is given up, or is forgotten. */
final class CallWatch {

    private CallWatch() {}

    /** Gives up the call that is overdue; {@link #wake} asks for a step when the next one will be. */
    static void watch(PoolStep step) {
        Turn turn = step.turn;
        if (step.exchange.phase() instanceof Phase.Queued queued && turn.reached(queued.deadline())) {
            turn.effects.add(new Effect.CancelCall(queued.call().id()));
            step.exchange = step.exchange.calledOff(turn, queued.call());
        } else if (step.exchange.phase() instanceof Phase.Running running) {
            watch(step, running);
        }
        if (step.exchange.phase() instanceof Phase.Stray stray && turn.reachedOrWake(stray.until())) {
            step.exchange = step.exchange.idle();
        }
    }

    private static void watch(PoolStep step, Phase.Running running) {
        Turn turn = step.turn;
        if (!running.hangTold() && turn.reached(running.hangsFrom())) {
            String detail = "a call has not returned for " + Limits.PROVIDER_HANGS.toSeconds() + " s";
            turn.tell(new EngineInput.ProviderHangs(turn.spec.place.provider(), detail));
            step.exchange = step.exchange.hangTold(running);
        }
        if (turn.reached(running.deadline())) {
            turn.effects.add(new Effect.CancelCall(running.call().id()));
            overdue(step, running.call());
        }
    }

    private static void overdue(PoolStep step, Phase.Call call) {
        Input.Failure failure = Input.Failure.unanswered(
                "the call has not returned within " + Durations.words(Duration.ofNanos(step.turn.spec.slowestCall)));
        PlannedWrite write = call.write();
        step.exchange = step.exchange.strayed(step.turn, call);
        if (write == null) {
            Replies.readFailed(step, failure);
        } else {
            Replies.writeFailed(step, write, new Input.WriteThrew(call.id(), Outcome.UNKNOWN, failure));
        }
    }

    /** Asks for a step when the next thing will be due. */
    static void wake(PoolStep step) {
        if (step.exchange.phase() instanceof Phase.Queued queued) {
            step.turn.wakeAt(queued.deadline());
        } else if (step.exchange.phase() instanceof Phase.Running running) {
            step.turn.wakeAt(running.deadline());
            if (!running.hangTold()) {
                step.turn.wakeAt(running.hangsFrom());
            }
        }
    }
}
