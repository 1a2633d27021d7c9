package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What stands in the way of a move, since when, and what to do about it: in sentences. Looks only. */
final class Hindrances {

    private final Scene scene;
    private final List<String> sentences = new ArrayList<>();

    private Hindrances(Scene scene) {
        this.scene = scene;
    }

    static List<String> sentences(Scene scene) {
        Hindrances hindrances = new Hindrances(scene);
        if (!scene.begun()) {
            return List.of("This engine was not started.");
        }
        if (scene.isClosed()) {
            return List.of("This engine is closed.");
        }
        hindrances.lead();
        hindrances.words();
        hindrances.troubles(hindrances.obstacle());
        return List.copyOf(hindrances.sentences);
    }

    private void lead() {
        if (!scene.state().custody().leads()) {
            boolean unled = scene.engine().isUnled(scene.spec().scope);
            sentences.add(
                    unled
                            ? "No instance leads here, so nothing moves."
                            : "This engine does not lead here, so it changes nothing.");
        }
        if (scene.spec().identity.dryRun()) {
            sentences.add("This is a dry run: it changes nothing.");
        }
    }

    private void words() {
        PoolState state = scene.state();
        String lift = state.said().intents().freeze().isPresent() ? "; clear lifts it." : ".";
        state.frozen().ifPresent(why -> sentences.add("Nothing is written: " + why + lift));
        if (state.isFrozenAfterEdit()) {
            sentences.add("Nothing is written: " + Acting.FROZEN_AFTER_EDIT.text() + ".");
        }
        for (Word word : state.said().intents().words()) {
            if (word.kind() == Word.Kind.PIN || word.kind() == Word.Kind.DOWN) {
                sentences.add("An operator's word holds: " + word.text() + ".");
            }
        }
    }

    /** Tells what keeps the record from following at this moment, unless it is said elsewhere; whether it did. */
    private boolean obstacle() {
        Outlook outlook = scene.state().outlook();
        Obstacle obstacle = outlook.lasting();
        boolean isSaid = switch (obstacle.kind()) {
            case NONE, NOT_LEADING, DRY_RUN, FROZEN, FROZEN_AFTER_EDIT, NOT_OURS, BLIND -> true;
            default -> obstacle.isFleeting() && outlook.wantedSince().isEmpty();
        };
        if (!isSaid) {
            boolean holds = outlook.decision().equals("hold");
            sentences.add((holds
                            ? "The engine holds: "
                            : "The engine wants to " + outlook.decision() + since(outlook) + ", and waits: ")
                    + obstacle.text() + ".");
        }
        return !isSaid;
    }

    private String since(Outlook outlook) {
        return outlook.wantedSince().isPresent()
                ? " since " + scene.at(outlook.wantedSince().getAsLong())
                : "";
    }

    /** @param told whether since when a move is wanted is said by now */
    private void troubles(boolean told) {
        boolean allDown = false;
        for (Trouble trouble : scene.troubles()) {
            allDown |= trouble.kind() == Trouble.Kind.ALL_DOWN;
            boolean isSaid = trouble.kind() == Trouble.Kind.MOVE_BLOCKED
                    && sentences.stream().anyMatch(sentence -> sentence.contains(trouble.text()));
            if (isSaid && !told) {
                sentences.add("A move has been wanted since " + scene.at(trouble.since()) + ".");
            } else if (!isSaid && trouble.isInTheWay()) {
                sentences.add("Since " + scene.at(trouble.since()) + ": " + trouble + ".");
                sentences.add("What to do: " + trouble.kind().remedy() + ".");
            }
        }
        boolean alone = scene.spec().endpoints.size() == 1;
        if (scene.isInCharge()
                && !allDown
                && !scene.isAnotherProven()
                && !scene.state().sight().isBlind()) {
            OptionalLong stranded = scene.state().outlook().strandedSince();
            String since = stranded.isEmpty() ? "" : " since " + scene.at(stranded.getAsLong());
            sentences.add(
                    alone
                            ? "The pool has no other endpoint."
                            : saidDown() + "o other endpoint is proven" + since + ", so none could take over.");
        }
    }

    /** An operator's word is why, where checks would prove an endpoint. */
    private String saidDown() {
        List<Integer> down = IntStream.range(0, scene.spec().endpoints.size())
                .filter(e -> scene.merits().isSaidDown(e)
                        && scene.state().diagnosis().isProven(scene.spec(), e, scene.now()))
                .boxed()
                .toList();
        return down.isEmpty()
                ? "N"
                : "An operator says that " + scene.ids(down) + (down.size() == 1 ? " is" : " are")
                        + " down, although the checks pass, and n";
    }
}
