package io.github.dnsfailover.console;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.wire.NeededJar;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web page on an engine. It shows what clients get, what the engine will do next, what is wrong and what to do about
 * it, and an operator can speak to the engine there. It answers requests of the application's own web server, at any
 * path, and opens no port of its own.
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081), 0);
 * Console console = Console.of(engine);
 * JdkConsole.mount(server, "/failover", console);
 * server.start();
 * }</pre>
 *
 * <p>It shows what happened since it was made. An engine that was not started, or is closed, is shown as such.
 *
 * <p>Thread-safe. It has its own daemon threads, and costs the engine's thread next to nothing. Several consoles may
 * show one engine.
 */
public final class Console implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Console.class);

    /** How long a thread of the host waits for the engine's answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Picture picture;
    private final Streams streams;
    private final Tokens tokens = new Tokens();
    private final Actions actions;
    private final Cancellable listener;
    private final Cancellable recorder;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean visitorsFail = new AtomicBoolean();
    private final Map<String, Asset> assets = Asset.listed();
    private final Asset enginePage = Asset.of(Asset.ENGINE_PAGE);
    private final Asset poolPage = Asset.of(Asset.POOL_PAGE);
    private final Asset schema = Asset.of(Asset.SCHEMA);

    /** @param patience see {@link Actions} */
    Console(
            FailoverEngine engine,
            EngineRuntime runtime,
            Function<CompletableFuture<IntentOutcome>, Optional<IntentOutcome>> patience) {
        History history = new History(engine.pools());
        picture = new Picture(engine, history, engine.runtime()::nanoTime);
        streams = new Streams(runtime, picture, history::takeNews, engine::isRunning);
        actions = new Actions(engine, tokens, patience);
        listener = engine.listen(history);
        recorder = engine.record(history);
    }

    /**
     * A console for an engine, which may have been started or not. Close it when the web server is closed; the engine
     * is left as it is.
     *
     * @throws IllegalStateException if com.fasterxml.jackson.core:jackson-core 2 is not there; the message says so
     */
    public static Console of(FailoverEngine engine) {
        Objects.requireNonNull(engine, "engine");
        needJackson();
        EngineRuntime runtime = ThreadedRuntime.builder()
                .name("failover-console")
                .width(Lane.LISTENERS, Streams.MOST)
                .build();
        return new Console(engine, runtime, Console::await);
    }

    private static Optional<IntentOutcome> await(CompletableFuture<IntentOutcome> outcome) {
        try {
            return Optional.of(outcome.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new AssertionError("it never completes with a failure", e);
        }
    }

    /**
     * An engine as JSON, as the console's API gives it; the schema is the one of docs/console.md, and {@code visitor}
     * is null. For logs and tests; it needs no console.
     *
     * @throws IllegalStateException if com.fasterxml.jackson.core:jackson-core 2 is not there; the message says so
     */
    public static String json(FailoverEngine engine) {
        needJackson();
        History none = new History(engine.pools());
        return new Picture(engine, none, engine.runtime()::nanoTime).frame().whole(Optional.empty());
    }

    private static void needJackson() {
        NeededJar.of("Console", "com.fasterxml.jackson.core:jackson-core 2", () -> JsonText.ready());
    }

    /**
     * Answers a request. An action blocks while its body is read, and then for at most five seconds until the engine
     * has answered; everything else is answered from memory.
     */
    public ConsoleAnswer answer(ConsoleRequest request) {
        boolean head = request.method().equals("HEAD");
        ConsoleAnswer answer = admitted(request, head ? "GET" : request.method());
        return head ? answer.bare() : answer;
    }

    private ConsoleAnswer admitted(ConsoleRequest request, String method) {
        Visitor visitor;
        if (request.visitor().isPresent()) {
            Optional<Visitor> asked = ask(request.visitor().get());
            if (asked.isEmpty()) {
                return Answers.error(500, "The application could not say who asks.");
            }
            visitor = asked.get();
        } else {
            Optional<String> refusal = Admission.refusal(request);
            if (refusal.isPresent()) {
                return Answers.error(403, refusal.get());
            }
            visitor = Visitor.looking("this host");
        }
        if (!visitor.mayLook()) {
            return Answers.error(403, "You may not look at this console.");
        }
        return routed(request, method, visitor);
    }

    /** Says it once when the host's function begins to fail; empty if it did. */
    private Optional<Visitor> ask(Supplier<Visitor> host) {
        try {
            Visitor visitor = Objects.requireNonNull(host.get(), "the function for visitors returned null");
            visitorsFail.set(false);
            return Optional.of(visitor);
        } catch (RuntimeException e) {
            if (visitorsFail.compareAndSet(false, true)) {
                log.warn("console visitors=fail reason=\"{}\"", ForeignText.of(e), e);
            }
            return Optional.empty();
        }
    }

    private ConsoleAnswer routed(ConsoleRequest request, String method, Visitor visitor) {
        @Nullable Route route = Route.of(request.path()).filter(this::exists).orElse(null);
        if (route == null) {
            return Answers.error(404, "There is nothing here.");
        }
        if (!route.place().method().equals(method)) {
            String allowed = route.place().method().equals("GET") ? "GET, HEAD" : "POST";
            return Answers.error(405, "Only " + allowed + " is allowed here.").with("Allow", allowed);
        }
        return switch (route.place()) {
            case BARE_MOUNT -> Answers.redirect(lastWord(request.mount()) + "/");
            case ENGINE_PAGE -> Answers.page(enginePage);
            case POOL_PAGE -> Answers.page(poolPage);
            case ASSET -> asset(request, Objects.requireNonNull(assets.get(route.name())));
            case SCHEMA -> asset(request, schema);
            case ENGINE -> {
                Pass pass = pass(request, visitor);
                yield pass.with(Answers.json(picture.frame().whole(pass.shown())));
            }
            case POOL -> {
                Pass pass = pass(request, visitor);
                yield pass.with(Answers.json(picture.detail(route.name()).json(pass.shown())));
            }
            case STREAM -> {
                Pass pass = pass(request, visitor);
                yield pass.with(stream(request, pass));
            }
            case INTENTS -> acted(actions.answer(request, route.name(), visitor));
        };
    }

    private boolean exists(Route route) {
        return switch (route.place()) {
            case POOL_PAGE, POOL, INTENTS -> picture.has(route.name());
            case ASSET -> assets.containsKey(route.name());
            default -> true;
        };
    }

    private static String lastWord(String mount) {
        return mount.substring(mount.lastIndexOf('/') + 1);
    }

    private static ConsoleAnswer asset(ConsoleRequest request, Asset asset) {
        List<String> known = request.headers("if-none-match");
        boolean has = known.stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(each -> each.strip().replaceFirst("^W/", "").equals(asset.etag()));
        return Answers.asset(asset, has);
    }

    /** After an action, or one that came too late, the page must show the present; a refused one changes nothing. */
    private ConsoleAnswer acted(ConsoleAnswer answer) {
        if (answer.status() == 200 || answer.status() == 409) {
            picture.expire();
        }
        return answer;
    }

    /**
     * What is said of a visitor, and the cookie that goes with the token.
     *
     * @param cookie empty if the browser has one, or the visitor needs none
     */
    private record Pass(Optional<JsonFields> shown, Optional<String> cookie) {

        ConsoleAnswer with(ConsoleAnswer answer) {
            return cookie.isPresent() ? answer.with("Set-Cookie", cookie.get()) : answer;
        }
    }

    private Pass pass(ConsoleRequest request, Visitor visitor) {
        JsonFields shown = new JsonFields().text("name", visitor.name()).truth("mayAct", visitor.mayAct());
        if (!visitor.mayAct()) {
            return new Pass(Optional.of(shown.nothing("token")), Optional.empty());
        }
        Optional<String> known = Tokens.numbers(request).stream().findFirst();
        String number = known.orElseGet(tokens::number);
        Optional<String> cookie =
                known.isPresent() ? Optional.empty() : Optional.of(Tokens.cookie(number, request.isSecure()));
        return new Pass(Optional.of(shown.text("token", tokens.token(number, visitor))), cookie);
    }

    private ConsoleAnswer stream(ConsoleRequest request, Pass pass) {
        String pool = "";
        if (!request.query().isEmpty()) {
            Optional<String> name = request.query().startsWith("pool=")
                    ? Route.decoded(request.query().substring("pool=".length()))
                    : Optional.empty();
            if (name.filter(picture::has).isEmpty()) {
                return Answers.error(404, "There is no such pool.");
            }
            pool = name.get();
        }
        StreamView view = new StreamView(pool, pass.shown());
        if (request.method().equals("HEAD")) {
            return Answers.streaming(out -> {});
        }
        Optional<Streams.Place> place = streams.place();
        if (place.isEmpty()) {
            return Answers.error(503, "All " + Streams.MOST + " streams are in use, or the console is closed.")
                    .with("Retry-After", "10");
        }
        return Answers.streaming(out -> place.get().use(view, out));
    }

    /**
     * Ends the streams, and no longer listens to the engine. Requests are still answered, from what is known. Returns
     * at once; closing twice does no harm.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listener.cancel();
            recorder.cancel();
            streams.close();
        }
    }
}
