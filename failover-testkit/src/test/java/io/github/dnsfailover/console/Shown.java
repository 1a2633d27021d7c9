package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FaultyDnsProvider;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** An engine in virtual time with two pools, www and api, at dc1 with aws behind it, and its console. */
final class Shown implements AutoCloseable {

    static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static final ObjectMapper JSON = new ObjectMapper();

    final VirtualRuntime runtime = new VirtualRuntime(1);
    final MemoryZone zone = MemoryZone.of("example.com");
    final FaultyDnsProvider dns =
            FaultyDnsProvider.around(MemoryDnsProvider.of(zone), runtime::schedule, runtime::elapse);
    final ScriptedCheck check = new ScriptedCheck();
    final FailoverEngine engine = FailoverEngine.builder()
            .pool(pool("www"))
            .pool(pool("api"))
            .leadership(Leadership.singleInstance())
            .runtime(runtime)
            .withoutLogging()
            .build();
    final Console console = new Console(engine, runtime, outcome -> {
        advanceUntil(outcome::isDone, Duration.ofSeconds(5));
        return outcome.isDone() ? Optional.of(outcome.join()) : Optional.empty();
    });

    private EndpointPool pool(String name) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("aws", "198.51.100.109").site("aws"))
                .check(check)
                .provider(dns)
                .build();
    }

    private void advanceUntil(BooleanSupplier condition, Duration limit) {
        runtime.advanceUntil(condition, limit);
    }

    /** Lets it settle: both pools lead to dc1, and that is proved. */
    Shown start() {
        engine.start();
        advance(30);
        return this;
    }

    void advance(long seconds) {
        runtime.advance(Duration.ofSeconds(seconds));
    }

    PoolSnapshot www() {
        return engine.snapshot().pool("www");
    }

    List<String> published() {
        return List.copyOf(zone.get(WWW).values());
    }

    /** Says something as bob, and lets the engine hear it. */
    void say(OperatorIntent intent) {
        begin(intent);
        advance(1);
    }

    /** Says something as bob; the engine has not heard it yet. */
    void begin(OperatorIntent intent) {
        boolean done = engine.say(intent.by("bob").because(intent.why().isEmpty() ? "a drill" : intent.why()))
                .isDone();
        assertThat(done).isFalse();
    }

    /** From this host, and nothing said of the visitor. */
    ConsoleRequest.Builder local(String method, String path) {
        return ConsoleRequest.builder(method, path).remote(LOOPBACK).header("Host", "localhost:8081");
    }

    ConsoleRequest.Builder by(Visitor visitor, String method, String path) {
        return ConsoleRequest.builder(method, path)
                .header("Host", "ops.example.com")
                .visitor(() -> visitor);
    }

    ConsoleRequest.Builder by(Supplier<Visitor> visitor, String method, String path) {
        return ConsoleRequest.builder(method, path).visitor(visitor);
    }

    ConsoleAnswer get(Visitor visitor, String path) {
        return console.answer(by(visitor, "GET", path).build());
    }

    /** An action as the page sends it: with the cookie that it got, and the token. */
    ConsoleRequest.Builder action(Visitor visitor, String pool, String body) {
        Page page = page(visitor);
        return by(visitor, "POST", "/api/v1/pools/" + pool + "/intents")
                .header("Content-Type", "application/json")
                .header("Cookie", page.cookie())
                .header("X-Failover-Token", page.token())
                .header("Origin", "https://ops.example.com")
                .header("Sec-Fetch-Site", "same-origin")
                .body(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    ConsoleAnswer act(Visitor visitor, String pool, String body) {
        return console.answer(action(visitor, pool, body).build());
    }

    /** What a page knows when it was loaded. */
    record Page(String cookie, String token) {}

    Page page(Visitor visitor) {
        ConsoleAnswer answer = get(visitor, "/api/v1/engine");
        String cookie = answer.headers().getOrDefault("Set-Cookie", "none").split(";", -1)[0];
        return new Page(cookie, json(answer).at("/visitor/token").asText());
    }

    static String text(ConsoleAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(ConsoleAnswer answer) {
        return json(text(answer));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String error(ConsoleAnswer answer) {
        return json(answer).path("error").asText();
    }

    static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    @Override
    public void close() {
        console.close();
        engine.close();
        advance(10);
    }
}
