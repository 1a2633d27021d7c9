package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.internal.machine.EngineEffect;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineInput.Look;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.internal.machine.Speaking;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Calls the leadership as the machine wants it. Engine thread only, except {@link #holds}. */
final class LeadershipCalls {

    private final EngineRuntime runtime;
    private final Coordination coordination;
    private final Leadership leadership;
    private final Consumer<EngineInput> tell;

    /** Resignations that have not ended, and what waits for that. */
    private int resigning;

    private Runnable whenResigned = () -> {};

    LeadershipCalls(
            EngineRuntime runtime, Coordination coordination, Leadership leadership, Consumer<EngineInput> tell) {
        this.runtime = runtime;
        this.coordination = coordination;
        this.leadership = leadership;
        this.tell = tell;
    }

    /** Lets the leadership tell of changes. */
    void listen() {
        coordination.<Boolean>call(
                Coordination.Kind.TERMS,
                () -> {
                    leadership.onChange(() -> runtime.execute(() -> tell.accept(new EngineInput.LeadMoved())));
                    return true;
                },
                end -> {});
    }

    void ask(EngineEffect.AskTerms ask) {
        coordination.call(Coordination.Kind.TERMS, () -> answer(ask), end -> {
            EngineInput answer = end.value();
            tell.accept(
                    answer != null
                            ? answer
                            : new EngineInput.TermsFailed(ask.id(), "the leadership failed: " + end.failure()));
        });
    }

    /** In a call of its own: a leadership that does not know this scope, and hangs or throws, costs no lead. */
    void askSpeaker(EngineEffect.AskSpeaker ask) {
        coordination.call(
                Coordination.Kind.SPEAKER,
                () -> {
                    OptionalLong term = leadership.term(Speaking.SCOPE, Candidate.SILENT);
                    OptionalLong said = term == null ? OptionalLong.empty() : term;
                    return new EngineInput.SpeakerAnswered(ask.id(), said, look(Speaking.SCOPE));
                },
                end -> {
                    EngineInput answer = end.value();
                    tell.accept(
                            answer != null
                                    ? answer
                                    : new EngineInput.SpeakerAnswered(ask.id(), OptionalLong.empty(), Look.UNKNOWN));
                });
    }

    /** On a thread of the lane. An exception counts as no, and so does what breaks the contract. */
    private EngineInput answer(EngineEffect.AskTerms ask) {
        Map<String, OptionalLong> terms = new TreeMap<>();
        Set<String> handedOver = new TreeSet<>();
        Map<String, Look> looks = new TreeMap<>();
        String failure = "";
        for (Map.Entry<String, Candidate> each : ask.candidacies().entrySet()) {
            String scope = each.getKey();
            try {
                OptionalLong term = leadership.term(scope, each.getValue());
                boolean proper = term != null && term.stream().allMatch(number -> number >= 0 && number < Mark.LIMIT);
                terms.put(scope, proper ? term : OptionalLong.empty());
                if (proper && term.isPresent() && leadership.before(scope, term.getAsLong()) == Calls.ENDED) {
                    handedOver.add(scope);
                }
                failure =
                        proper ? failure : "the leadership failed: it answered " + term + "; terms are 0 to 10^15 - 1";
            } catch (RuntimeException e) {
                terms.put(scope, OptionalLong.empty());
                failure = "the leadership failed: " + e;
            }
        }
        for (String scope : ask.scopes()) {
            looks.put(scope, look(scope));
        }
        return new EngineInput.TermsAnswered(ask.id(), terms, handedOver, looks, failure);
    }

    /** An application's leadership may answer null, or throw; then nothing is seen. */
    private Look look(String scope) {
        try {
            Sighting sighting = leadership.sighting(scope);
            Optional<Leader> leader = leadership.leader(scope);
            String above = leadership.outrankedBy(scope);
            return new Look(
                    sighting == null ? Sighting.UNKNOWN : sighting,
                    leader == null ? Optional.empty() : leader,
                    above == null ? "" : above);
        } catch (RuntimeException e) {
            return Look.UNKNOWN;
        }
    }

    /** Looks once who leads a scope, without being a candidate; whoever throws or answers null has seen nothing. */
    void sight(String scope, EngineRuntime.Completion<LeadLook.Seen> completion) {
        coordination.call(
                Coordination.Kind.SIGHT,
                () -> {
                    Sighting sighting = leadership.sighting(scope);
                    Optional<Leader> leader = leadership.leader(scope);
                    return new LeadLook.Seen(
                            ForeignText.name(leadership, "the leadership"),
                            sighting == null ? Sighting.UNKNOWN : sighting,
                            leader == null ? Optional.empty() : leader);
                },
                completion);
    }

    /** On a thread of a lane, right before a write. An exception counts as no. */
    boolean holds(String scope, long term) {
        try {
            return leadership.holds(scope, term);
        } catch (RuntimeException e) {
            return false;
        }
    }

    void resign(String scope, Calls calls) {
        resigning++;
        coordination.<Boolean>call(
                Coordination.Kind.RESIGN,
                () -> {
                    leadership.resign(scope, calls);
                    return true;
                },
                end -> {
                    resigning--;
                    if (resigning == 0) {
                        whenResigned.run();
                    }
                });
    }

    void raise(EngineEffect.Raise raise) {
        coordination.<Boolean>call(
                Coordination.Kind.TERMS,
                () -> {
                    leadership.atLeast(raise.scope(), raise.term());
                    return true;
                },
                end -> {});
    }

    /** Runs {@code then} once every lead has been given up, or that has had its time. */
    void whenResigned(Runnable then) {
        boolean[] over = {false};
        Runnable once = () -> {
            if (!over[0]) {
                over[0] = true;
                then.run();
            }
        };
        whenResigned = once;
        if (resigning == 0) {
            once.run();
        } else {
            runtime.schedule(EngineLimits.LEADERSHIP_ANSWER, once);
        }
    }
}
