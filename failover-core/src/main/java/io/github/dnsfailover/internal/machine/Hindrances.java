package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What stands in the way of a move, since when, and what to do about it: in sentences. Looks only. */
final class Hindrances {

    private final Scene scene;
    private final List<String> sentences = new ArrayList<>();

    private Hindrances(Scene scene) {
        this.scene = scene;
    }

    static List<String> sentences(Scene scene) {
        Hindrances hindrances = new Hindrances(scene);
        if (scene.isClosed()) {
            return List.of("This engine is closed.");
        }
        hindrances.lead();
        hindrances.words();
        hindrances.obstacle();
        hindrances.troubles();
        return List.copyOf(hindrances.sentences);
    }

    private void lead() {
        if (!scene.state().custody().leads()) {
            boolean unled = scene.engine().isUnled(scene.spec().scope);
            sentences.add(
                    unled ? "No instance leads " + scene.spec().scope + ", so nothing moves."
                            : "This engine does not lead " + scene.spec().scope + ", so it changes nothing.");
        }
        if (scene.spec().identity.dryRun()) {
            sentences.add("This is a dry run: it changes nothing.");
        }
    }

    private void words() {
        scene.state().frozen().ifPresent(why -> sentences.add("Nothing is written: " + why + "."));
        if (scene.state().isFrozenAfterEdit()) {
            sentences.add("Nothing is written: " + Acting.FROZEN_AFTER_EDIT.text() + ".");
        }
        scene.state().said().intents().pin().ifPresent(word -> sentences.add("An operator's word holds: " + word.text() + "."));
    }

    /** What keeps the record from following at this moment. */
    private void obstacle() {
        Obstacle obstacle = scene.state().outlook().lasting();
        boolean isSaid = switch (obstacle.kind()) {
            case NONE, NOT_LEADING, DRY_RUN, FROZEN, FROZEN_AFTER_EDIT, NOT_OURS, BLIND -> true;
            default -> isToldAsTrouble(obstacle);
        };
        if (!isSaid) {
            String wanted = scene.state().outlook().decision();
            boolean holds = wanted.equals("hold") || obstacle.kind() == Obstacle.Kind.SETTLING;
            sentences.add((holds ? "The engine holds: " : "The engine wants to " + wanted + ", and waits: ")
                    + obstacle.text() + ".");
        }
    }

    private boolean isToldAsTrouble(Obstacle obstacle) {
        return scene.troubles().stream()
                .anyMatch(trouble -> trouble.kind() == Trouble.Kind.MOVE_BLOCKED
                        && trouble.text().contains(obstacle.text()));
    }

    private void troubles() {
        Set<String> remedies = new LinkedHashSet<>();
        for (Trouble trouble : scene.troubles()) {
            if (trouble.isInTheWay()) {
                sentences.add("Since " + scene.at(trouble.since()) + ": " + trouble + ".");
                remedies.add("What to do: " + trouble.kind().remedy() + ".");
            }
        }
        sentences.addAll(remedies);
    }
}
