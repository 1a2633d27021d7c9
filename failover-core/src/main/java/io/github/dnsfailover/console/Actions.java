package io.github.dnsfailover.console;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Hands what a visitor says to the engine, if nothing is wrong with the request. Thread-safe. */
final class Actions {

    /** The longest reason, in the longest spelling that JSON has for it, is 6 KB. */
    static final int LARGEST_BODY = 8 << 10;

    private final FailoverEngine engine;
    private final Tokens tokens;
    private final Function<CompletableFuture<IntentOutcome>, Optional<IntentOutcome>> patience;

    /** @param patience waits for an outcome, for as long as a thread of the host may be held; empty if none came */
    Actions(
            FailoverEngine engine,
            Tokens tokens,
            Function<CompletableFuture<IntentOutcome>, Optional<IntentOutcome>> patience) {
        this.engine = engine;
        this.tokens = tokens;
        this.patience = patience;
    }

    ConsoleAnswer answer(ConsoleRequest request, String pool, Visitor visitor) {
        if (!visitor.mayAct()) {
            return Answers.error(403, "You may look at this console, and not act.");
        }
        Optional<String> foreign = Origin.refusal(request);
        if (foreign.isPresent()) {
            return Answers.error(403, foreign.get());
        }
        if (!tokens.isKnown(request, visitor)) {
            return Answers.error(
                    403,
                    "The token is missing, or was made for somebody else or another browser: load the page again.");
        }
        if (!isJson(request)) {
            return Answers.error(415, "An action comes as application/json.");
        }
        try {
            byte[] body = request.body().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                return Answers.error(413, "An action has at most " + LARGEST_BODY + " bytes.");
            }
            return say(WantedAction.of(body, pool(pool)), pool, visitor);
        } catch (JsonFaultException e) {
            return Answers.error(400, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answers.error(400, "The body did not come as a whole.");
        }
    }

    private static boolean isJson(ConsoleRequest request) {
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        int parameter = type.indexOf(';');
        return (parameter < 0 ? type : type.substring(0, parameter)).strip().equals("application/json");
    }

    private EndpointPool pool(String name) {
        return engine.pools().stream()
                .filter(each -> each.pool().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ConsoleAnswer say(WantedAction action, String pool, Visitor visitor) {
        PoolSnapshot now = engine.snapshot().pool(pool);
        if (!now.version().equals(action.version())) {
            return changed("The pool has changed since it was looked at: look, and say it again.");
        }
        List<String> seen = action.lifts().stream().sorted().toList();
        if (action.kind() == OperatorIntent.Kind.CLEAR && !seen.equals(PoolJson.lifted(now))) {
            return changed("A clear would lift " + PoolJson.lifted(now) + ": look, and say it again.");
        }
        CompletableFuture<IntentOutcome> saying;
        try {
            saying = engine.say(action.intent(pool, visitor));
        } catch (IllegalStateException e) {
            return Answers.error(503, "The engine does not run.");
        }
        Optional<IntentOutcome> outcome = patience.apply(saying);
        return outcome.isPresent()
                ? told(action, pool, outcome.get())
                : outcome("PENDING", "It was handed to the engine, which has not answered yet.");
    }

    /** The engine looks at the version again, in the moment in which it takes the word. */
    private ConsoleAnswer told(WantedAction action, String pool, IntentOutcome outcome) {
        boolean overtaken = outcome.kind() == IntentOutcome.Kind.REFUSED
                && !engine.snapshot().pool(pool).version().equals(action.version());
        return overtaken ? changed(outcome.text()) : outcome(outcome.kind().name(), outcome.text());
    }

    private static ConsoleAnswer changed(String text) {
        return Answers.error(409, text);
    }

    private static ConsoleAnswer outcome(String outcome, String text) {
        return Answers.json(
                JsonText.of(new JsonFields().text("outcome", outcome).text("text", text)));
    }
}
