package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * What would follow if something were so: the rules of a step, {@link Choosing} and {@link Acting}, applied to a state
 * that is supposed, at this moment and at those that they ask for. Nothing of it is kept. Looks only.
 */
final class Supposed {

    /** Moments that are looked at: the end of a pause, of a hold-down, of each soak and each word. */
    private static final int MOST_LOOKS = 20;

    /**
     * What would come of it.
     *
     * @param at when, in nanoseconds
     * @param choice what would be chosen; empty if only the application's policy knows
     * @param move what would come of that
     */
    record Outcome(long at, Optional<Choosing.Chosen> choice, Move move) {

        /** The change that would be made, or that a dry run would withhold; empty if none. */
        List<Integer> endpoints() {
            if (move instanceof Move.Write write) {
                return write.write().lineup().endpoints();
            }
            return move instanceof Move.Withheld withheld ? withheld.endpoints() : List.of();
        }

        boolean isChange() {
            return move instanceof Move.Write || move instanceof Move.Withheld;
        }

        /** What would be in the way; nothing if nothing would. */
        Obstacle obstacle() {
            return move instanceof Move.Obstructed obstructed ? obstructed.obstacle() : Obstacle.NONE;
        }
    }

    /**
     * One look.
     *
     * @param next when something may be otherwise; empty if never by itself
     */
    private record Look(Outcome outcome, OptionalLong next) {}

    private final Scene scene;
    private final PoolSpec spec;
    private final PoolState state;
    private final Found found;

    private Supposed(Scene scene, Found found) {
        this.scene = scene;
        this.spec = scene.spec();
        this.state = scene.state();
        this.found = found;
    }

    /** Empty unless this engine leads and the records are its own to change. */
    static Optional<Supposed> of(Scene scene) {
        Found found = scene.state().custody().found();
        return found == null || !scene.isInCharge() ? Optional.empty() : Optional.of(new Supposed(scene, found));
    }

    /** Whether nobody but the application's policy knows what would be chosen. */
    boolean isUpToThePolicy() {
        return !(spec.pool.policy() instanceof ReadyPolicy);
    }

    /** If probes and everything else go on as they are. */
    Outcome asNow() {
        return from(scene.now(), later -> state.diagnosis().supposedAsNow(spec, scene.now(), later));
    }

    /** If an endpoint died, and everything else went on as it is; at the soonest that this could be settled. */
    Outcome ifDead(int endpoint) {
        long soonest = scene.now() + spec.unhealthySpan;
        return from(soonest, later -> {
            Diagnosis others = state.diagnosis().supposedAsNow(spec, scene.now(), later);
            return others.supposedDead(spec, endpoint, soonest, scene.wallAt(soonest));
        });
    }

    /** The first look at which something would be changed, or the last one. */
    private Outcome from(long first, LongFunction<Diagnosis> diagnosis) {
        Look look = look(first, diagnosis.apply(first));
        for (int i = 0;
                i < MOST_LOOKS && !look.outcome().isChange() && look.next().isPresent();
                i++) {
            long next = look.next().getAsLong();
            look = look(next, diagnosis.apply(next));
        }
        return look.outcome();
    }

    private Look look(long at, Diagnosis diagnosis) {
        Turn turn = new Turn(spec, state.pulse(), at, scene.wallAt(at));
        PoolState then = with(diagnosis, saidAt(at));
        Obstacle blocked = Acting.blocked(then.custody(), then.exchange(), then.said());
        Merits merits = Merits.of(spec, then, at);
        boolean pinned = Choosing.pinned(spec, merits).isPresent();
        if (isUpToThePolicy() && !pinned) {
            Move unknown = isInTheWay(blocked) ? new Move.Obstructed(blocked) : new Move.Nothing();
            return new Look(new Outcome(at, Optional.empty(), unknown), OptionalLong.empty());
        }
        if (!pinned) {
            then = with(diagnosis.settled(turn, merits.noneIs(Health.UNKNOWN)), then.said());
        }
        Choosing.Chosen chosen =
                new Choosing(turn, then.diagnosis(), then.said(), then.custody().standing()).choose();
        if (isInTheWay(blocked)) {
            return new Look(new Outcome(at, Optional.of(chosen), new Move.Obstructed(blocked)), OptionalLong.empty());
        }
        Move move = new Acting(turn, then, found, chosen.choice()).move();
        return new Look(new Outcome(at, Optional.of(chosen), move), next(turn, at));
    }

    /** A call under way is over in a moment; reads that fail are not. */
    private boolean isInTheWay(Obstacle blocked) {
        boolean lasts = blocked.kind() == Obstacle.Kind.READ_FIRST
                && state.exchange().setbacks().isReadPaused();
        return !blocked.isNone() && (lasts || !blocked.isFleeting());
    }

    /** What operators said, without the words that have ended by then. */
    private Said saidAt(long at) {
        Said said = state.said();
        List<Word> left = said.intents().words().stream()
                .filter(word -> isAfter(scene.endOf(word), at))
                .toList();
        return left.equals(said.intents().words()) ? said : said.set(new Intents(left));
    }

    private static boolean isAfter(OptionalLong end, long at) {
        return end.isEmpty() || end.getAsLong() - at > 0;
    }

    /** A step asks for another one within an hour; a soak, and what an operator said, may last longer. */
    private OptionalLong next(Turn turn, long at) {
        List<Long> instants = new ArrayList<>();
        if (turn.isAsked()) {
            instants.add(turn.deadline());
        }
        for (int e = 0; e < spec.endpoints.size() && spec.soak >= 0; e++) {
            instants.add(scene.soakedAt(state.diagnosis().endpoint(e)));
            instants.add(scene.soakedAt(state.diagnosis().ipv6(e)));
        }
        state.said().intents().words().forEach(word -> scene.endOf(word).ifPresent(instants::add));
        return instants.stream().filter(instant -> instant - at > 0).mapToLong(instant -> instant - at).min().stream()
                .map(wait -> at + wait)
                .findFirst();
    }

    private PoolState with(Diagnosis diagnosis, Said said) {
        return new PoolState(
                state.pulse(),
                diagnosis,
                state.sight(),
                state.exchange(),
                state.custody(),
                said,
                state.rights(),
                state.pacing(),
                state.outlook(),
                state.troubles());
    }
}
