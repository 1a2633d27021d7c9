package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.internal.machine.Supposed.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What happens next if everything goes on as it is, and when at the latest: in sentences. Looks only. */
final class Prospects {

    private final Scene scene;
    private final PoolState state;
    private final List<String> sentences = new ArrayList<>();

    private Prospects(Scene scene) {
        this.scene = scene;
        this.state = scene.state();
    }

    static List<String> sentences(Scene scene) {
        Prospects prospects = new Prospects(scene);
        if (!scene.begun()) {
            return List.of("Nothing: this engine was not started.");
        }
        if (scene.isClosed()) {
            return List.of("Nothing: this engine is closed.");
        }
        prospects.change();
        prospects.sight();
        prospects.words();
        prospects.call();
        prospects.probe();
        return List.copyOf(prospects.sentences);
    }

    private void change() {
        if (!state.custody().leads()) {
            sentences.add("As soon as this engine leads, it reads the records, and then decides by its own probes.");
            return;
        }
        Optional<Supposed> supposed = Supposed.of(scene);
        if (supposed.isEmpty()) {
            return;
        }
        if (!state.diagnosis().isSettled()) {
            sentences.add("Nothing is decided before the health of every endpoint is known, or "
                    + scene.by(state.diagnosis().settledBy(scene.spec())) + " has come.");
        }
        Outcome outcome = supposed.get().asNow();
        if (outcome.isChange()) {
            sentences.add(change(outcome));
        } else if (outcome.choice().isEmpty() && outcome.obstacle().isNone()) {
            sentences.add("What comes next the application's own policy decides, which is not asked here.");
        } else {
            sentences.add(unchanged(outcome));
        }
    }

    private String unchanged(Outcome outcome) {
        List<Integer> wanted =
                outcome.choice().map(chosen -> chosen.choice().endpoints()).orElse(List.of());
        if (!state.diagnosis().isSettled()) {
            return "Then it publishes what may serve best, if that is something else than now.";
        }
        return outcome.obstacle().isNone() || wanted.isEmpty() || wanted.equals(scene.published())
                ? undisturbed()
                : "As soon as nothing is in the way any more, the engine publishes " + scene.ids(wanted) + ".";
    }

    private String undisturbed() {
        return scene.failing()
                .filter(id -> !state.sight().isBlind()) // what fails meanwhile counts for nothing
                .map(id -> "Probes of " + id + " fail. If they go on failing, it is UNHEALTHY; if the next one passes,"
                        + " nothing is changed.")
                .orElse("If everything goes on as it is, nothing is changed.");
    }

    private String change(Outcome outcome) {
        boolean now = outcome.at() - scene.now() <= 0;
        String when = now ? "At once" : "At " + scene.by(outcome.at());
        String unless = now ? "" : ", if everything goes on as it is";
        String to = scene.ids(outcome.endpoints());
        if (outcome.move() instanceof Move.Write write) {
            boolean again = !state.exchange().setbacks().writeFailure().isEmpty();
            String what = deed(write.write().cause(), to);
            return again
                    ? when + " the engine tries again, and " + what + " if that succeeds; the last try failed."
                    : when + " the engine " + what + unless + ".";
        }
        return when + " the engine would publish " + to + unless + "; this is a dry run.";
    }

    private static String deed(Cause cause, String to) {
        return switch (cause) {
            case REPAIR -> "sets the records right, at " + to;
            case NEW_LEADER -> "writes its mark anew, and moves nothing";
            case ADOPTION -> "takes the records over, at " + to;
            case FAMILY -> "changes which IPv6 addresses of " + to + " are published";
            default ->
                "moves traffic to " + to + " ("
                        + cause.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
        };
    }

    private void sight() {
        Vantage vantage = scene.engine().vantage();
        if (!vantage.isBlind()) {
            return;
        }
        OptionalLong sane = vantage.saneFrom();
        boolean known = !vantage.isCutOff() && sane.isPresent() && sane.getAsLong() - scene.now() > 0;
        sentences.add(
                known
                        ? "The engine trusts its view again at " + scene.by(sane.getAsLong())
                                + ", if all is well until then."
                        : "The engine trusts its view again " + Limits.SANE.toSeconds()
                                + " s after a control target has passed, if all is well until then.");
    }

    private void words() {
        for (Word word : state.said().intents().words()) {
            scene.endOf(word)
                    .ifPresent(
                            end -> sentences.add("At " + scene.by(end) + " this ends by itself: " + word.text() + "."));
        }
    }

    private void call() {
        Exchange exchange = state.exchange();
        Phase phase = exchange.phase();
        if (!state.custody().leads()) {
            return;
        }
        if (phase instanceof Phase.Queued queued) {
            sentences.add("A call to the provider waits (" + queued.waitsFor().text() + "); it is called off at "
                    + scene.by(queued.deadline()) + " at the latest.");
        } else if (phase instanceof Phase.Running running) {
            sentences.add("A call to the provider is under way; it is given up at " + scene.by(running.deadline())
                    + " at the latest.");
        } else if (phase instanceof Phase.Stray stray) {
            sentences.add("A call to the provider was given up and may still act until " + scene.by(stray.until())
                    + "; nothing is read or written before.");
        } else {
            read(exchange);
        }
    }

    private void read(Exchange exchange) {
        Turn turn = new Turn(scene.spec(), state.pulse(), scene.now(), scene.wall());
        boolean mayRead = exchange.setbacks().mayRead(turn);
        boolean waits = exchange.readDue() - scene.now() > 0 && !exchange.mustRead();
        if (!mayRead) {
            sentences.add("The records are read again at " + scene.by(turn.deadline()) + ": "
                    + exchange.setbacks().failure() + ".");
        } else if (waits) {
            sentences.add("The records are read again at " + scene.by(exchange.readDue()) + ".");
        }
    }

    /** The next that anybody is asked. */
    private void probe() {
        sentences.add("The engine looks at this pool again at " + scene.by(state.deadline()) + " at the latest.");
    }
}
