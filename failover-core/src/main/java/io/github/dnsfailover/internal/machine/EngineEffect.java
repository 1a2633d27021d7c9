package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership.Candidate;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What the machine of the whole process wants done. */
public sealed interface EngineEffect {

    /** Probe a control target. */
    record ProbeControl(long id, int control) implements EngineEffect {}

    /** Give up a probe of a control target, and say whether it had begun. */
    record GiveUpControl(long id, int control) implements EngineEffect {}

    /** Ask the leadership for the terms of some scopes, which is the candidacy, and what is seen of all of them. */
    record AskTerms(long id, SortedMap<String, Candidate> candidacies, List<String> scopes) implements EngineEffect {}

    /** Ask the leadership who speaks for all, as a candidate. */
    record AskSpeaker(long id) implements EngineEffect {}

    /** Let another instance lead. */
    record Resign(String scope, String why) implements EngineEffect {}

    /** Let the next term of a scope be above this one. */
    record Raise(String scope, long term) implements EngineEffect {}

    /** Read what operators say. */
    record LookAtWords() implements EngineEffect {}

    /** Store these words again: the store has forgotten them. */
    record KeepWords(List<Word> words) implements EngineEffect {}

    /** Take these words out of the store: they are over. */
    record DropWords(List<Long> numbers) implements EngineEffect {}

    /** Store that a pool froze after an edit. */
    record StoreEdited(String pool, String why) implements EngineEffect {}

    /** Tell a pool what stands of what was said. */
    record Say(int pool, Intents intents) implements EngineEffect {}

    /** Step these pools: they wait for what is known now. */
    record Wake(SortedSet<Integer> pools) implements EngineEffect {}

    /** Tell listeners. */
    record Emit(FailoverEvent event) implements EngineEffect {}
}
