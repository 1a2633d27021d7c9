package io.github.dnsfailover.dns;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a provider is asked to apply: a list of transitions, all or none of them.
 *
 * <p>Immutable.
 */
public final class RecordChange {

    /**
     * One record set, as it must be now and as it is to be. Where both are the same it is a condition only: the set
     * must be so, and stays so.
     *
     * @param expected exactly what {@link DnsProvider#read} returned
     * @param desired what is to stand afterwards; the empty set deletes
     */
    public record Transition(RecordSet expected, RecordSet desired) {

        /** Refuses two different keys. */
        public Transition {
            if (!expected.key().equals(desired.key())) {
                throw new IllegalArgumentException(
                        "transition: expected is of " + expected.key() + ", desired of " + desired.key());
            }
        }

        /** Name and type. */
        public RecordKey key() {
            return expected.key();
        }

        /** Whether nothing changes: a condition. */
        public boolean isCondition() {
            return expected.equals(desired);
        }

        @Override
        public String toString() {
            if (isCondition()) {
                return expected + " stays";
            }
            return expected + " -> "
                    + (desired.isEmpty() ? "absent" : desired.ttl().toSeconds() + " " + desired.values());
        }
    }

    /** How a change ranks when a provider's calls are limited. */
    public enum Urgency {
        /** Users may be at a dead place until this change is made. */
        FAILOVER,
        /** It can wait: a TTL, an adoption, a repair. */
        REPAIR
    }

    private final List<Transition> transitions;
    private final String reason;
    private final Urgency urgency;

    private RecordChange(List<Transition> transitions, String reason, Urgency urgency) {
        this.transitions = transitions;
        this.reason = reason;
        this.urgency = urgency;
    }

    /**
     * A change of the given transitions, urgent, without a reason.
     *
     * @throws IllegalArgumentException if none of them changes anything, or two are of the same key
     */
    public static RecordChange of(List<Transition> transitions) {
        List<Transition> copy = List.copyOf(transitions);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("transitions: none given");
        }
        if (copy.stream().allMatch(Transition::isCondition)) {
            throw new IllegalArgumentException("transitions: " + copy + " would change nothing");
        }
        Set<RecordKey> keys = new HashSet<>();
        for (Transition transition : copy) {
            if (!keys.add(transition.key())) {
                throw new IllegalArgumentException("transitions: two of " + transition.key());
            }
        }
        return new RecordChange(copy, "", Urgency.FAILOVER);
    }

    /** A change of one set; see {@link #of(List)}. */
    public static RecordChange of(RecordSet expected, RecordSet desired) {
        return of(List.of(new Transition(expected, desired)));
    }

    /** This change with a reason, for the comment that some vendors keep beside a change. */
    public RecordChange because(String text) {
        return new RecordChange(transitions, Objects.requireNonNull(text, "text"), urgency);
    }

    /** This change with another urgency. */
    public RecordChange urgency(Urgency value) {
        return new RecordChange(transitions, reason, Objects.requireNonNull(value, "value"));
    }

    /** The transitions, in the order given. */
    public List<Transition> transitions() {
        return transitions;
    }

    /** The keys of the transitions, in their order. */
    public List<RecordKey> keys() {
        return transitions.stream().map(Transition::key).toList();
    }

    /** Why; empty if nobody said. */
    public String reason() {
        return reason;
    }

    /** How it ranks beside others. */
    public Urgency urgency() {
        return urgency;
    }

    @Override
    public String toString() {
        return urgency + " " + transitions + (reason.isEmpty() ? "" : " because " + reason);
    }
}
