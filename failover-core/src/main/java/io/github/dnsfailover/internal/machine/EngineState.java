package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the whole process. Immutable.
 *
 * @param pulse ids and the next deadline
 * @param vantage whether the process may trust its own view
 * @param controls when control targets are looked at
 * @param leads who leads what
 * @param speaking who tells what no leader can
 * @param views what this engine sees down, and where whoever leads sees something else
 * @param refusals where changes are refused, so that another instance should try
 * @param reaches the way to each provider
 * @param nameServers which authoritative servers of each provider are silent
 * @param heard what operators say
 * @param stops whether a file or an entry keeps this engine from writing
 * @param lookUps for how long this JVM keeps what it looked up
 * @param listeners which listeners fail
 * @param troubles what people were told is wrong
 */
public record EngineState(
        Pulse pulse,
        Vantage vantage,
        ControlRounds controls,
        Leads leads,
        Speaking speaking,
        Views views,
        Refusals refusals,
        List<Reach> reaches,
        List<NameServers> nameServers,
        Heard heard,
        Stops stops,
        LookUps lookUps,
        Listeners listeners,
        Troubles troubles) {

    /**
     * What drives the process from step to step.
     *
     * @param nextId the id of the next call
     * @param deadline when the next {@link EngineInput.Tick} is due, in nanoseconds
     * @param closed whether it takes no more inputs
     * @param at when the last step was, in nanoseconds
     * @param wall the same by the wall clock; null before the first
     * @param fault what a step threw; empty once a later one has looked at everything without a fault
     */
    record Pulse(
            long nextId,
            long deadline,
            boolean closed,
            long at,
            @Nullable Instant wall,
            String fault) {}

    public EngineState {
        reaches = List.copyOf(reaches);
        nameServers = List.copyOf(nameServers);
    }

    /** Before the first step. */
    public static EngineState first(EngineSpec spec, long now) {
        List<Reach> reaches = new ArrayList<>();
        List<NameServers> nameServers = new ArrayList<>();
        spec.providers().forEach(provider -> {
            reaches.add(new Reach());
            nameServers.add(new NameServers());
        });
        return new EngineState(
                new Pulse(1, now, false, now, null, ""),
                new Vantage(),
                new ControlRounds(),
                new Leads(spec),
                new Speaking(),
                new Views(),
                new Refusals(),
                reaches,
                nameServers,
                new Heard(),
                new Stops(),
                new LookUps(),
                new Listeners(),
                new Troubles());
    }

    /** When the next {@link EngineInput.Tick} is due, in nanoseconds. */
    public long deadline() {
        return pulse.deadline();
    }

    /** Whether this process stood still, or its machine was suspended, since the last step. */
    public boolean hasMissed(long now, Instant wall) {
        return now - pulse.deadline() > Limits.LAG.toNanos()
                || !suspended(now, wall).isZero();
    }

    /**
     * For how long this machine seems to have been suspended since the last step: then the clock for durations stands
     * still on many systems, and the wall clock jumps ahead. Zero for what the two may well differ by.
     */
    Duration suspended(long now, Instant wall) {
        if (pulse.wall() == null) {
            return Duration.ZERO;
        }
        Duration ahead = Duration.between(pulse.wall(), wall).minusNanos(now - pulse.at());
        return ahead.compareTo(Limits.LAG) > 0 ? ahead : Duration.ZERO;
    }

    /** The term that this engine holds for a scope; empty if it does not lead. */
    public OptionalLong term(String scope) {
        return leads.term(scope);
    }

    /** Who is seen to lead each scope. */
    public List<EngineSnapshot.Lead> leadViews(EngineSpec spec) {
        return spec.scopes().stream().map(scope -> leads.led(scope).view(scope)).toList();
    }

    /** Who tells people what no leader can; empty if there is nothing of the kind, or nobody is known to. */
    public Optional<EngineSnapshot.Lead> speaker() {
        return speaking.view();
    }

    /** Who leads a scope, as it was seen last; empty if that is not known. */
    public Optional<Leader> leader(String scope) {
        return leads.led(scope).leader();
    }

    /** Whether nobody was seen to lead a scope, at the last looks. */
    public boolean isUnled(String scope) {
        return leads.isUnled(scope);
    }

    /** What a pool of this scope and provider must know. */
    public Facts facts(String scope, int provider) {
        return new Facts(
                leads.term(scope),
                leads.isHandedOver(scope),
                vantage.isBlind(),
                vantage.standstills(),
                vantage.suspensions(),
                vantage.starvations(),
                vantage.isCutOff(),
                vantage.connectedAt(),
                vantage.ipv6(),
                heard.isClockWrong(),
                stops.stopped(),
                reaches.get(provider).way(),
                reaches.get(provider).scoutTurns());
    }

    /** Whether the words have been read. */
    public boolean isHeard() {
        return heard.isKnown();
    }

    /** What stands for a pool of what operators said. */
    public Intents intents(String pool) {
        return heard.of(pool);
    }

    /** What a word that is said at this moment is stamped with, given the wall clock, which may be known to be off. */
    public Instant stamp(Instant wall) {
        return heard.stamp(wall);
    }

    /** The words as they were read last. */
    public WordBook book() {
        return heard.book();
    }

    /** The version of {@link #book}. */
    public long bookVersion() {
        return heard.version();
    }

    /** When the newest look at the words that was answered was sent; empty before the first. */
    public OptionalLong heardAt() {
        return heard.heardAt();
    }

    /** What is wrong with the process and its providers. */
    public List<Trouble> wrong() {
        return troubles.present();
    }
}
