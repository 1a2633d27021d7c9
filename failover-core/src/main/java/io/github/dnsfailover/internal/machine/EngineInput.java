package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the machine of the whole process is told. The time comes beside it. */
public sealed interface EngineInput {

    /** The deadline that the last step asked for has come. */
    record Tick() implements EngineInput {}

    /**
     * A probe of a pool failed that this process had no processor time for.
     *
     * @param untilNextEnd in how many nanoseconds the pool's targets have been probed once more
     */
    record Starved(String why, long untilNextEnd) implements EngineInput {
        /** Text of others comes in here. */
        public Starved {
            why = ForeignText.line(why);
        }
    }

    // Control targets

    /** A pool has met failures and wants to know whether anything answers. */
    record ControlsWanted(int pool) implements EngineInput {}

    /** A probe of a control target ended, or was given up. */
    record ControlEnded(long id, int control, Ending ending, long startedNanos, String text) implements EngineInput {
        /** Text of others comes in here. */
        public ControlEnded {
            text = ForeignText.line(text);
        }
    }

    /** How a probe of a control target ended. */
    enum Ending {
        PASSED,
        FAILED,
        /** It was given up, has begun, and has not returned: it may hang for good. */
        SILENT,
        /** It could not even be asked, for want of a thread say. */
        NOT_ASKED
    }

    /** A probe of a control target that was given up has returned after all. */
    record ControlReturned(int control) implements EngineInput {}

    /** These endpoints of a pool are unhealthy by its checks, and no others. */
    record HealthSeen(String pool, List<String> unhealthy) implements EngineInput {}

    /**
     * As far as this engine knows a pool's clients are led to endpoints that are all unhealthy, and another one could
     * serve.
     *
     * @param text which ones; empty if it is not so
     */
    record DeadPlaceSeen(String pool, String text) implements EngineInput {}

    // The lead

    /**
     * The leadership answered.
     *
     * @param terms of the scopes asked for
     * @param looks what is seen of all scopes
     * @param failure what it answered wrong, which counts as a no; empty if nothing
     */
    record TermsAnswered(
            long id, Map<String, OptionalLong> terms, Set<String> handedOver, Map<String, Look> looks, String failure)
            implements EngineInput {
        /** Text of others comes in here. */
        public TermsAnswered {
            failure = ForeignText.line(failure);
        }
    }

    /**
     * What is seen of one scope.
     *
     * @param leader empty if the leadership does not tell
     * @param outrankedBy a living candidate of a higher rank; empty if there is none
     */
    record Look(Sighting sighting, Optional<Leader> leader, String outrankedBy) {

        /** Nothing is seen. */
        public static final Look UNKNOWN = of(Sighting.UNKNOWN);

        /** Text and time of others come in here. */
        public Look {
            leader = leader.map(one -> new Leader(
                    one.term(), one.self(), ForeignText.line(one.name()), one.says(), Durations.countable(one.left())));
            outrankedBy = ForeignText.line(outrankedBy);
        }

        /** What a leadership sees that tells no more. */
        public static Look of(Sighting sighting) {
            return new Look(sighting, Optional.empty(), "");
        }
    }

    /** The leadership failed, or has not answered in time. */
    record TermsFailed(long id, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public TermsFailed {
            detail = ForeignText.line(detail);
        }
    }

    /** The leadership answered who speaks for all; one that fails, or does not know that scope, says nobody. */
    record SpeakerAnswered(long id, OptionalLong term, Look look) implements EngineInput {}

    /** The leadership says that something has changed: it is asked at once. */
    record LeadMoved() implements EngineInput {}

    /** Right before a write the term was no longer held. */
    record TermEnded(String scope, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public TermEnded {
            detail = ForeignText.line(detail);
        }
    }

    /** A mark of a higher term than ours was read: the next term must be above it. */
    record MarkAbove(String scope, long term) implements EngineInput {}

    // Providers

    /** A provider answered. */
    record ProviderAnswered(int provider) implements EngineInput {}

    /** A call to a provider failed without an answer of its own. */
    record ProviderFailed(int provider, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public ProviderFailed {
            detail = ForeignText.line(detail);
        }
    }

    /** A call to a provider has hung for long. */
    record ProviderHangs(int provider, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public ProviderHangs {
            detail = ForeignText.line(detail);
        }
    }

    /** A change that is needed has been refused or failing for long: perhaps another instance can make it. */
    record ChangeFails(String scope, String why) implements EngineInput {
        /** Text of others comes in here. */
        public ChangeFails {
            why = ForeignText.line(why);
        }
    }

    /** A change was made. */
    record ChangeMade(String scope) implements EngineInput {}

    // What operators say

    /**
     * The words were read or stored.
     *
     * @param look whether a look at the store ended with it
     * @param sentNanos when the call of the store was sent
     */
    record WordsRead(boolean look, long sentNanos, long version, WordBook book) implements EngineInput {}

    /** The words could not be read or stored; {@code look} says whether a look at the store ended with it. */
    record WordsFailed(boolean look, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public WordsFailed {
            detail = ForeignText.line(detail);
        }
    }

    /** A word that is obeyed once was obeyed. */
    record WordObeyed(long number) implements EngineInput {}

    /** A pool froze after an edit, and wants that kept. */
    record EditFroze(String pool, String why) implements EngineInput {
        /** Text of others comes in here. */
        public EditFroze {
            why = ForeignText.line(why);
        }
    }

    // The stop file

    /** This engine has a stop file, which was not looked at yet. */
    record StopFileWatched(String path) implements EngineInput {
        /** A path is text of others, too. */
        public StopFileWatched {
            path = ForeignText.line(path);
        }
    }

    /** It was looked at. */
    record StopFileSeen(boolean exists) implements EngineInput {}

    /** It could not be looked at. */
    record StopFileFailed(String why) implements EngineInput {
        /** Text of others comes in here. */
        public StopFileFailed {
            why = ForeignText.line(why);
        }
    }

    /** The entry of the state store that stops all engines was looked at; empty if there is none. */
    record StopEntrySeen(String text) implements EngineInput {
        /** Text of others comes in here. */
        public StopEntrySeen {
            text = ForeignText.line(text);
        }
    }

    // Others

    /** A listener of the application threw; an empty detail says that it works again. */
    record ListenerSaid(String listener, String detail) implements EngineInput {
        /** Text of others comes in here. */
        public ListenerSaid {
            listener = ForeignText.line(listener);
            detail = ForeignText.line(detail);
        }
    }

    /**
     * An authoritative server of a provider has not answered for long, or answers again.
     *
     * @param silence how it does not answer; empty if it does
     */
    record ServerSaid(int provider, String server, String silence) implements EngineInput {
        /** Text of others comes in here. */
        public ServerSaid {
            server = ForeignText.line(server);
            silence = ForeignText.line(silence);
        }
    }

    /** A provider's answer, which nobody can have forged, has shown how far the wall clock is ahead of its own. */
    record ClockSeen(String provider, Duration ahead) implements EngineInput {
        /** Text and time of others come in here. */
        public ClockSeen {
            provider = ForeignText.line(provider);
            ahead = Durations.countable(ahead);
        }
    }

    /** The engine closes. */
    record Close() implements EngineInput {}

    /**
     * This JVM keeps what it looked up for longer than these pools' TTLs.
     *
     * @param forEver whether it never looks again
     */
    record LookUpsKept(List<String> pools, String text, boolean forEver) implements EngineInput {
        public LookUpsKept {
            pools = List.copyOf(pools);
        }
    }
}
