package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.event.Made;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The leads: who asks for them, who holds them, who gave them up. One for each scope. Immutable. */
final class Leads extends Part<Leads> {

    /**
     * What is known of the lead of one scope.
     *
     * @param term empty if this engine does not hold it
     * @param handedOver whether whoever led before this term gave up the lead with all calls ended
     * @param candidate whether this engine asks for it
     * @param notBefore asks up to this one are too old to be believed
     * @param led who was seen to lead last
     * @param unled looks in a row at which nobody led
     * @param unledSince when the first of them was; meaningful only if there is one
     * @param tells whether the election has ever said whether somebody leads
     * @param unseenSince since when it does not say that any more; empty while it does
     */
    private record Lead(
            OptionalLong term,
            boolean handedOver,
            boolean candidate,
            long notBefore,
            Led led,
            int unled,
            long unledSince,
            boolean tells,
            OptionalLong unseenSince) {

        /** An engine that shares its records asks for the lead only once it hears what operators say. */
        static Lead first(boolean several) {
            return new Lead(OptionalLong.empty(), true, !several, 0, Led.UNKNOWN, 0, 0, false, OptionalLong.empty());
        }

        Lead in(OptionalLong value, boolean over) {
            return new Lead(value, over, candidate, notBefore, led, unled, unledSince, tells, unseenSince);
        }

        Lead asCandidate(boolean value) {
            return new Lead(term, handedOver, value, notBefore, led, unled, unledSince, tells, unseenSince);
        }

        Lead believing(long after) {
            return new Lead(term, handedOver, candidate, after, led, unled, unledSince, tells, unseenSince);
        }

        Lead seen(EngineInput.Look look, EngineTurn turn) {
            Led now = led.seen(look, term, turn.wall);
            long since = unled == 0 ? turn.now : unledSince;
            if (look.sighting() == Sighting.UNKNOWN && term.isEmpty()) { // what was seen before may be so still
                OptionalLong unseen = tells && unseenSince.isEmpty() ? OptionalLong.of(turn.now) : unseenSince;
                return new Lead(term, handedOver, candidate, notBefore, now, unled, since, tells, unseen);
            }
            boolean told = tells || look.sighting() != Sighting.UNKNOWN;
            boolean nobody = look.sighting() == Sighting.NOBODY && term.isEmpty();
            int looks = nobody ? unled + 1 : 0;
            return new Lead(term, handedOver, candidate, notBefore, now, looks, since, told, OptionalLong.empty());
        }
    }

    private SortedMap<String, Lead> leads;

    /** The question under way; 0 if there is none. */
    private long asking;

    private boolean asked;
    private long nextPoll;

    /** Why the leadership gives no answer; empty if it does. */
    private String failure = "";

    Leads(EngineSpec spec) {
        TreeMap<String, Lead> all = new TreeMap<>();
        spec.scopes().forEach(scope -> all.put(scope, Lead.first(spec.several())));
        leads = Collections.unmodifiableSortedMap(all);
    }

    // What it says

    OptionalLong term(String scope) {
        return lead(scope).term();
    }

    /** Whether whoever led before gave up the lead with all calls ended; the only engine there is has nobody before. */
    boolean isHandedOver(String scope) {
        return lead(scope).handedOver();
    }

    /** Whether nobody was seen to lead at two looks in a row. */
    boolean isUnled(String scope) {
        return lead(scope).unled() >= Limits.UNLED_LOOKS;
    }

    /**
     * Whether nobody leads who could: where there are ranks, lower ones wait for three leases after the last word of a
     * higher one, and have had their time to begin.
     */
    boolean isForsaken(EngineTurn turn, String scope) {
        boolean ranked = turn.spec.rank() > 0;
        long limit = lead(scope).unledSince() + Limits.ranksWait(turn.spec) + Limits.UNLED_GRACE.toNanos();
        return isUnled(scope) && (!ranked || turn.reachedOrWake(limit));
    }

    /** Who is seen to lead. */
    Led led(String scope) {
        return lead(scope).led();
    }

    /** Why this engine leaves the lead to another one that may be younger; empty if it need not. */
    String outranked(EngineSpec spec, String scope) {
        String above = led(scope).outrankedBy();
        return above.isEmpty() ? "" : "it is left to " + above + ", this engine has rank " + spec.rank();
    }

    private Lead lead(String scope) {
        Lead lead = leads.get(scope);
        if (lead == null) {
            throw new IllegalArgumentException("scope: " + scope + " is none of " + leads.keySet());
        }
        return lead;
    }

    /** Whether the election says at present that another engine leads. */
    boolean seesLeader(String scope) {
        Lead lead = lead(scope);
        return lead.tells() && lead.unseenSince().isEmpty() && lead.unled() == 0;
    }

    /** @param stranded for each scope the dead place that nobody can lead clients away from; empty if there is none */
    List<Wrong> wrongs(EngineTurn turn, UnaryOperator<String> stranded) {
        List<Wrong> wrongs = new ArrayList<>();
        if (!failure.isEmpty()) {
            wrongs.add(new Wrong(
                    Trouble.Kind.LEADERSHIP_FAILS, "", "", turn.spec.names(), failure, Severity.WARNING, true));
        }
        leads.forEach((scope, lead) -> {
            String outranked = outranked(turn.spec, scope);
            if (!outranked.isEmpty()) {
                wrongs.add(new Wrong(
                        Trouble.Kind.CONFIGURATION_OUTDATED,
                        scope,
                        "",
                        turn.spec.inScope(scope),
                        "the lead over " + scope + " is not asked for: " + outranked,
                        Severity.NOTICE,
                        false));
            }
            boolean unled = lead.unled() > 0
                    && turn.reachedOrWake(lead.unledSince() + turn.spec.lease() + Limits.UNLED_GRACE.toNanos());
            boolean unseen = lead.unseenSince().isPresent()
                    && turn.reachedOrWake(
                            lead.unseenSince().getAsLong() + turn.spec.lease() + Limits.UNSEEN_GRACE.toNanos());
            String dead = stranded.apply(scope);
            if (unled || unseen || !dead.isEmpty()) {
                String text = unled
                        ? "no instance leads " + scope
                        : "from here no instance is seen to lead " + scope + ", as "
                                + (dead.isEmpty()
                                        ? "the election does not answer"
                                        : "the state store does not answer; " + dead);
                wrongs.add(new Wrong(
                        Trouble.Kind.NOBODY_LEADS, scope, "", turn.spec.inScope(scope), text, Severity.ALARM, true));
            }
        });
        return wrongs;
    }

    // Asking

    /** Asks each second, for what this engine wants to lead; being asked is the candidacy. */
    Leads polled(EngineTurn turn, Function<String, Candidate> says) {
        if (asking != 0 || (asked && !turn.reachedOrWake(nextPoll))) {
            return this;
        }
        Leads next = copy();
        next.asked = true;
        next.nextPoll = turn.now + Limits.LEADERSHIP_POLL.toNanos();
        next.asking = turn.newId();
        SortedMap<String, Candidate> wanted = new TreeMap<>();
        leads.keySet().stream()
                .filter(scope -> lead(scope).candidate())
                .forEach(scope -> wanted.put(scope, says.apply(scope)));
        turn.effects.add(new EngineEffect.AskTerms(next.asking, wanted, List.copyOf(leads.keySet())));
        return next;
    }

    /** The answer to the question under way may be lost. */
    Leads afterFault() {
        Leads next = copy();
        next.asking = 0;
        return next;
    }

    /** The next poll is due at once. */
    Leads hurried() {
        Leads next = copy();
        next.asked = false;
        return next;
    }

    Leads answered(EngineTurn turn, EngineInput.TermsAnswered input) {
        Leads next = copy();
        next.asking = 0;
        next.failure = input.failure();
        for (String scope : leads.keySet()) {
            Lead lead = next.lead(scope);
            OptionalLong term = input.terms().get(scope);
            if (lead.candidate() && input.id() > lead.notBefore() && term != null) {
                boolean over = !turn.spec.several() || input.handedOver().contains(scope);
                next = next.inTerm(turn, scope, term, over, term.isPresent() ? "" : input.failure());
            }
            EngineInput.Look look = input.looks().getOrDefault(scope, EngineInput.Look.UNKNOWN);
            Lead seen = next.lead(scope).seen(look, turn);
            if (seen.led().isNewsAfter(lead.led())) {
                seen.led()
                        .leader()
                        .ifPresent(other -> turn.emit(new Made.LeaderSeen(
                                turn.spec.inScope(scope), turn.wall, scope, other.name(), other.term())));
            }
            next = next.with(scope, seen);
        }
        return next;
    }

    /** No answer counts as a no. */
    Leads failed(EngineTurn turn, EngineInput.TermsFailed input) {
        Leads next = copy();
        next.asking = 0;
        next.failure = input.detail();
        for (String scope : leads.keySet()) {
            if (lead(scope).candidate()) {
                next = next.inNoTerm(turn, scope, input.detail());
            }
        }
        return next;
    }

    /** Right before a write the term was no longer held. */
    Leads ended(EngineTurn turn, EngineInput.TermEnded input) {
        Leads next = with(input.scope(), lead(input.scope()).believing(asking));
        return next.inNoTerm(turn, input.scope(), input.detail());
    }

    // Giving up

    /** Lets another instance lead, and asks no more. */
    Leads withdrawn(EngineTurn turn, String scope, String why) {
        if (!lead(scope).candidate()) {
            return this;
        }
        turn.effects.add(new EngineEffect.Resign(scope, why));
        Leads next = with(scope, lead(scope).asCandidate(false).believing(asking));
        return next.inNoTerm(turn, scope, "gave up the lead: " + why);
    }

    /** Asks again from the next poll on, which is at once. */
    Leads candidate(String scope) {
        return lead(scope).candidate()
                ? this
                : with(scope, lead(scope).asCandidate(true)).hurried();
    }

    private Leads inNoTerm(EngineTurn turn, String scope, String detail) {
        return inTerm(turn, scope, OptionalLong.empty(), true, detail);
    }

    private Leads inTerm(EngineTurn turn, String scope, OptionalLong term, boolean handedOver, String detail) {
        if (lead(scope).term().equals(term)) {
            return this;
        }
        turn.emit(new Made.LeadershipChanged(turn.spec.inScope(scope), turn.wall, scope, term, detail));
        return with(scope, lead(scope).in(term, handedOver));
    }

    private Leads with(String scope, Lead lead) {
        TreeMap<String, Lead> all = new TreeMap<>(leads);
        if (lead.equals(all.put(scope, lead))) {
            return this;
        }
        Leads next = copy();
        next.leads = Collections.unmodifiableSortedMap(all);
        return next;
    }
}
