package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.engine.ServerLook.Word;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;

/** What a preflight says of the state store once it has looked there. Pure. */
final class StoreLook {

    private StoreLook() {}

    /**
     * What stood there.
     *
     * @param version of the operators' words; 0 if nothing was ever said
     * @param stop the entry that stops all engines; empty if there is none
     */
    record Seen(long version, String stop) {}

    /** What is told of a look; until a store was read once, an engine writes nothing. */
    static Word word(String store, StateStore.Reach reach, Ended<Seen> end) {
        Seen seen = end.value();
        if (seen == null) {
            String why = FailureWords.of(end.failure());
            String told = why.startsWith(store) ? why : store + " cannot be read: " + why;
            return new Word(Level.PROBLEM, told + ". An engine that starts writes nothing until it was read");
        }
        if (!seen.stop().isEmpty()) {
            return new Word(Level.PROBLEM, seen.stop() + "; no engine writes anything until that is deleted");
        }
        String words = seen.version() == 0
                ? "no operator has said anything there"
                : "what operators said stands there in version " + seen.version();
        String writing = reach == StateStore.Reach.SHARED ? "; only a save shows whether it may be written" : "";
        return new Word(Level.OK, store + " can be read: " + words + writing);
    }
}
