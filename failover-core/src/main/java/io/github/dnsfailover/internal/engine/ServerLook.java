package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a preflight asks of an authoritative server, and what it makes of the answers. Pure. */
final class ServerLook {

    private ServerLook() {}

    /** One question, and what the provider holds there. */
    record Question(RecordKey key, RecordSet truth, boolean ofAlias) {}

    /** What is told of an answer. */
    record Word(Level level, String text) {}

    /**
     * What each server must give as the provider has it. Where a name has nothing, every type is asked for: a wildcard
     * may answer there.
     *
     * @param sets what the provider has; empty if that is not known
     */
    static List<Question> questions(PoolSpec spec, List<RecordSet> sets) {
        if (sets.isEmpty()) {
            RecordKey first = spec.keys.get(0);
            return List.of(new Question(first, RecordSet.absent(first), true));
        }
        List<Question> questions = new ArrayList<>();
        List<RecordSet> serving = sets.subList(0, spec.servingKeys());
        for (RecordSet set : serving) {
            boolean nameIsEmpty = serving.stream()
                    .filter(each -> each.key().name().equals(set.key().name()))
                    .allMatch(RecordSet::isEmpty);
            if (set.key().type() == RecordType.ALIAS) {
                if (!set.isEmpty()) {
                    RecordKey behind = RecordKey.of(set.key().name(), RecordType.A);
                    questions.add(new Question(behind, RecordSet.absent(behind), true));
                }
            } else if (nameIsEmpty || !set.isEmpty()) {
                questions.add(new Question(set.key(), set, false));
            }
        }
        return questions;
    }

    /** What an answer says, unless it needs a look for a wildcard: then empty. */
    static Optional<Word> word(Question question, Answer answer) {
        if (!(answer instanceof Answer.Authoritative good)) {
            return Optional.of(new Word(Level.WARNING, trouble(answer)));
        }
        RecordSet there = good.set();
        RecordSet truth = question.truth();
        if (question.ofAlias()) {
            return Optional.of(new Word(Level.OK, "answers " + there));
        }
        if (truth.isEmpty() && !there.isEmpty()) {
            return Optional.empty();
        }
        if (!there.sameValues(truth)) {
            return Optional.of(new Word(Level.WARNING, "lags: it answers " + there + ", the provider has " + truth));
        }
        if (there.ttl().compareTo(truth.ttl()) > 0) {
            return Optional.of(new Word(
                    Level.WARNING,
                    "answers " + there + ", with a longer TTL than the provider's "
                            + truth.ttl().toSeconds() + " s: resolvers follow a move later than it says"));
        }
        return Optional.of(new Word(Level.OK, "answers " + there));
    }

    /** The same where the provider has nothing, once it is known what stands beside. */
    static Word ofWildcard(RecordSet there, Answer beside) {
        boolean wildcard = beside instanceof Answer.Authoritative good
                && good.set().values().equals(there.values());
        return wildcard
                ? new Word(
                        Level.WARNING,
                        "a wildcard answers " + there + " here: the pool's records take the place of its values for"
                                + " this name, and resolvers keep those they hold for up to "
                                + Durations.words(there.ttl()))
                : new Word(
                        Level.WARNING,
                        "lags: it answers " + there + ", the provider has nothing there; or a wildcard answers");
    }

    /** Why an answer is none; empty if it is one. */
    static String trouble(Answer answer) {
        if (answer instanceof Answer.Unreachable unreachable) {
            return "does not answer: " + unreachable.detail();
        }
        if (answer instanceof Answer.NotAuthoritative not) {
            return "is intercepted or not authoritative: " + not.detail();
        }
        return answer instanceof Answer.Unreadable unreadable ? "gives something odd: " + unreadable.detail() : "";
    }
}
