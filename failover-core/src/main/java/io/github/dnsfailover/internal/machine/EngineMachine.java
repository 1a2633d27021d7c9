package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.machine.EngineInput.Ending;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is true of the whole process, as a function beside the machines of its pools: the leads, lag and starvation,
 * control targets, the way to each provider, what operators say and how old that is, and who gives up what.
 *
 * <p>Like {@link PoolMachine} it reads no clock, starts no thread and calls no one, and is level-triggered. Immutable
 * and thread-safe.
 */
public final class EngineMachine {

    /**
     * What comes out of a step.
     *
     * @param state the next state; its {@code deadline} is when the next {@link EngineInput.Tick} is due
     * @param effects what to do, in this order
     */
    public record Step(EngineState state, List<EngineEffect> effects) {}

    /** One step under way: the parts as they are by now. Lives for one step. */
    private static final class Work {

        private final EngineTurn turn;
        private Vantage vantage;
        private ControlRounds controls;
        private Leads leads;
        private Speaking speaking;
        private Views views;
        private Refusals refusals;
        private final List<Reach> reaches;
        private final List<NameServers> nameServers;
        private Heard heard;
        private Stops stops;
        private LookUps lookUps;
        private Listeners listeners;
        private Troubles troubles;
        private boolean closed;
        private String fault;

        private Work(EngineSpec spec, EngineState before, long now, Instant wall) {
            turn = new EngineTurn(spec, before.pulse().nextId(), now, wall);
            vantage = before.vantage();
            controls = before.controls();
            leads = before.leads();
            speaking = before.speaking();
            views = before.views();
            refusals = before.refusals();
            reaches = new ArrayList<>(before.reaches());
            nameServers = new ArrayList<>(before.nameServers());
            heard = before.heard();
            stops = before.stops();
            lookUps = before.lookUps();
            listeners = before.listeners();
            troubles = before.troubles();
            closed = before.pulse().closed();
            fault = before.pulse().fault();
        }

        private Step finish() {
            EngineState.Pulse pulse =
                    new EngineState.Pulse(turn.nextId(), turn.deadline(), closed, turn.now, turn.wall, fault);
            return new Step(
                    new EngineState(
                            pulse,
                            vantage,
                            controls,
                            leads,
                            speaking,
                            views,
                            refusals,
                            reaches,
                            nameServers,
                            heard,
                            stops,
                            lookUps,
                            listeners,
                            troubles),
                    List.copyOf(turn.effects));
        }
    }

    private final EngineSpec spec;

    public EngineMachine(EngineSpec spec) {
        this.spec = spec;
    }

    public EngineSpec spec() {
        return spec;
    }

    /** Takes one input. */
    public Step step(EngineState before, EngineInput input, long now, Instant wall) {
        Work work = new Work(spec, before, now, wall);
        if (work.closed) {
            return work.finish();
        }
        if (input instanceof EngineInput.Close) {
            work.closed = true;
            work.troubles.tellClosed(work.turn, work.turn::emit);
            spec.scopes()
                    .forEach(scope -> work.turn.effects.add(new EngineEffect.Resign(scope, "the engine is closed")));
            return work.finish();
        }
        long late = now - before.deadline();
        if (late > Limits.LAG.toNanos()) {
            work.vantage = work.vantage.stoodStill(work.turn, late);
        }
        Duration suspended = before.suspended(now, wall);
        if (!suspended.isZero()) {
            work.vantage = work.vantage.suspended(work.turn, suspended);
        }
        work.turn.wakeAt(now + Limits.HEARTBEAT.toNanos());
        take(work, input);
        lookAtControls(work);
        work.vantage = work.vantage.recovered(work.turn);
        work.reaches.replaceAll(
                reach -> reach.doubted(work.turn).settled(work.turn).scouted(work.turn));
        work.heard = work.heard.continued(work.turn).expired(work.turn);
        stand(work);
        if (work.heard.book().last() != before.heard().book().last()) {
            work.leads = work.leads.hurried(); // whoever leads tells others which words it has heard
        }
        work.speaking = work.speaking.continued(work.turn, work.troubles, isStranded(work));
        work.views = work.views.compared(work.turn, work.leads, work.vantage.isBlind());
        work.leads = work.leads.polled(work.turn, scope -> says(work, scope));
        dropWords(work, before, input);
        work.troubles = work.troubles.become(work.turn, wrongs(work), work.turn::emit);
        return work.finish();
    }

    /** A step threw: everything is what it was, and what was asked is asked anew, since the answer may be lost. */
    public Step afterFault(EngineState before, String thrown, long now, Instant wall) {
        Work work = new Work(spec, before, now, wall);
        work.fault = ForeignText.line(thrown);
        work.troubles = work.troubles.with(work.turn, fault(work), work.turn::emit);
        work.leads = work.leads.afterFault();
        work.heard = work.heard.afterFault();
        work.speaking = work.speaking.afterFault();
        work.turn.wakeAt(now + Limits.FIRST_FAULT_PAUSE.toNanos());
        return work.finish();
    }

    private static void take(Work work, EngineInput input) {
        EngineTurn turn = work.turn;
        if (input instanceof EngineInput.Starved starved) {
            work.vantage = work.vantage.starved(turn, starved);
        } else if (input instanceof EngineInput.ControlsWanted wanted) {
            work.controls = work.controls.wanted(wanted.pool());
        } else if (input instanceof EngineInput.ControlEnded ended) {
            controlEnded(work, ended);
        } else if (input instanceof EngineInput.ControlReturned returned) {
            work.controls = work.controls.returned(returned.control());
        } else if (input instanceof EngineInput.TermsAnswered answered) {
            work.leads = work.leads.answered(turn, answered);
        } else if (input instanceof EngineInput.TermsFailed failed) {
            work.leads = work.leads.failed(turn, failed);
        } else if (input instanceof EngineInput.SpeakerAnswered answered) {
            work.speaking = work.speaking.answered(turn, answered);
        } else if (input instanceof EngineInput.HealthSeen seen) {
            work.views = work.views.seen(seen);
        } else if (input instanceof EngineInput.DeadPlaceSeen seen) {
            work.views = work.views.seen(seen);
        } else if (input instanceof EngineInput.LeadMoved) {
            work.leads = work.leads.hurried();
        } else if (input instanceof EngineInput.TermEnded ended) {
            work.leads = work.leads.ended(turn, ended);
        } else if (input instanceof EngineInput.MarkAbove above) {
            turn.effects.add(new EngineEffect.Raise(above.scope(), above.term()));
        } else if (input instanceof EngineInput.ProviderAnswered answered) {
            Reach reach = work.reaches.get(answered.provider());
            work.reaches.set(answered.provider(), reach.answered(turn, work.vantage));
        } else if (input instanceof EngineInput.ProviderFailed failed) {
            work.reaches.set(
                    failed.provider(), work.reaches.get(failed.provider()).failed(turn, failed.detail()));
        } else if (input instanceof EngineInput.ProviderHangs hangs) {
            work.reaches.set(
                    hangs.provider(),
                    work.reaches
                            .get(hangs.provider())
                            .hangs(
                                    turn,
                                    hangs.detail(),
                                    work.turn.spec.at(hangs.provider()).size() == 1));
        } else if (input instanceof EngineInput.ServerSaid said) {
            work.nameServers.set(
                    said.provider(), work.nameServers.get(said.provider()).said(said));
        } else if (input instanceof EngineInput.ChangeFails failing) {
            work.refusals = work.refusals.failing(turn, failing);
        } else if (input instanceof EngineInput.ChangeMade made) {
            work.refusals = work.refusals.made(made.scope());
        } else if (input instanceof EngineInput.WordsRead read) {
            work.heard = work.heard.heard(turn, read);
        } else if (input instanceof EngineInput.WordsFailed failed) {
            work.heard = work.heard.failed(failed);
        } else if (input instanceof EngineInput.WordObeyed obeyed) {
            work.heard = work.heard.obeyed(turn, obeyed.number());
        } else if (input instanceof EngineInput.EditFroze froze) {
            turn.effects.add(new EngineEffect.StoreEdited(froze.pool(), froze.why()));
        } else if (input instanceof EngineInput.ClockSeen seen) {
            work.heard = work.heard.clockSeen(turn, seen);
        } else if (input instanceof EngineInput.StopFileWatched watched) {
            work.stops = work.stops.watched(watched);
        } else if (input instanceof EngineInput.StopFileSeen seen) {
            work.stops = work.stops.seen(seen);
        } else if (input instanceof EngineInput.StopFileFailed failed) {
            work.stops = work.stops.failed(failed);
        } else if (input instanceof EngineInput.StopEntrySeen entry) {
            work.stops = work.stops.seen(entry);
        } else if (input instanceof EngineInput.LookUpsKept kept) {
            work.lookUps = work.lookUps.kept(kept);
        } else if (input instanceof EngineInput.ListenerSaid said) {
            work.listeners = work.listeners.said(turn, said);
        } else if (input instanceof EngineInput.Tick) {
            work.fault = "";
        } else {
            throw new AssertionError("input of an unknown kind: " + input);
        }
    }

    private static void controlEnded(Work work, EngineInput.ControlEnded input) {
        work.controls = work.controls.ended(work.turn, input);
        if (input.ending() == Ending.PASSED) {
            work.vantage = work.vantage.controlPassed(
                    work.turn, work.turn.spec.controls().get(input.control()), input.startedNanos());
        }
    }

    private static void lookAtControls(Work work) {
        work.controls = work.controls.continued(work.turn);
        String verdict = work.controls.verdict(work.turn);
        if (!verdict.isEmpty()) {
            work.vantage = work.vantage.controlsFailed(work.turn, verdict);
        }
        String ipv6 = work.controls.ipv6Verdict(work.turn);
        if (!ipv6.isEmpty()) {
            work.vantage = work.vantage.ipv6Failed(work.turn, ipv6);
        }
        work.controls = work.controls.closedIfOver(work.turn);
    }

    /**
     * Whether this engine should be a candidate, scope by scope: a leader that cannot act, or cannot hear, is in the
     * way.
     */
    private static void stand(Work work) {
        work.refusals = work.refusals.continued(work.turn, work.leads);
        String deaf = work.heard.obstacle(work.turn);
        for (String scope : work.turn.spec.scopes()) {
            String why = work.vantage.isBlind() ? work.vantage.why() : deaf;
            why = why.isEmpty() ? lostProvider(work, scope) : why;
            why = why.isEmpty() ? work.refusals.obstacle(scope, work.turn.now) : why;
            why = why.isEmpty() ? work.leads.outranked(work.turn.spec, scope) : why;
            boolean stands = why.isEmpty() || !work.turn.spec.several(); // the only engine there is keeps what it has
            work.leads = stands ? work.leads.candidate(scope) : work.leads.withdrawn(work.turn, scope, why);
        }
    }

    /** What this engine says of itself when it asks for a lead. */
    private static Candidate says(Work work, String scope) {
        EngineSpec spec = work.turn.spec;
        return spec.candidate(scope, work.heard.book().last(), work.views.down(spec, scope));
    }

    /**
     * The dead place that clients of a scope are led to while this engine can neither act nor see that another one
     * does; empty if there is none. No change of leader takes the answers of the store away.
     */
    private static String stranded(Work work, String scope) {
        boolean knows = !work.vantage.isBlind() && work.leads.term(scope).isEmpty() && !work.leads.seesLeader(scope);
        String dead = knows ? work.views.deadPlaces(work.turn.spec, scope) : "";
        return !dead.isEmpty() && work.heard.isSilent(work.turn) ? dead : "";
    }

    private static boolean isStranded(Work work) {
        return work.turn.spec.scopes().stream()
                .anyMatch(scope -> !stranded(work, scope).isEmpty());
    }

    private static String lostProvider(Work work, String scope) {
        for (int provider : work.turn.spec.providersIn(scope)) {
            Reach reach = work.reaches.get(provider);
            if (reach.isAway()) {
                return "the provider cannot be reached: " + reach.failure();
            }
        }
        return "";
    }

    /** Words that are over leave the store: at once, and again whenever a look still shows them. */
    private static void dropWords(Work work, EngineState before, EngineInput input) {
        List<Long> left = work.heard.leftOver(work.turn.spec, work.leads);
        boolean changed = !left.equals(before.heard().leftOver(work.turn.spec, before.leads()));
        boolean stillThere = input instanceof EngineInput.WordsRead read && read.look();
        if (!left.isEmpty() && (changed || stillThere)) {
            work.turn.effects.add(new EngineEffect.DropWords(left));
        }
    }

    private static Wrong fault(Work work) {
        return new Wrong(
                Trouble.Kind.PROCESS_FAULT, "", "", work.turn.spec.names(), work.fault, Severity.WARNING, false);
    }

    private static List<Wrong> wrongs(Work work) {
        EngineTurn turn = work.turn;
        List<Wrong> wrongs = new ArrayList<>(work.vantage.wrongs(turn));
        if (!work.fault.isEmpty()) {
            wrongs.add(fault(work));
        }
        wrongs.addAll(work.stops.wrongs(turn.spec));
        wrongs.addAll(work.lookUps.wrongs());
        wrongs.addAll(work.heard.wrongs(turn));
        wrongs.addAll(work.leads.wrongs(turn, scope -> stranded(work, scope)));
        wrongs.addAll(work.views.wrongs(turn, work.leads));
        for (int i = 0; i < work.reaches.size(); i++) {
            wrongs.addAll(work.reaches.get(i).wrongs(turn.spec, i));
            wrongs.addAll(work.nameServers.get(i).wrongs(turn.spec, i));
        }
        wrongs.addAll(work.listeners.wrongs(turn));
        return wrongs;
    }
}
