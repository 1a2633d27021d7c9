package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole engine in virtual time: one pool, www.example.com at dc1 with aws behind it, a zone in memory, and what was
 * told. Closing it looks whether the name was ever left without an address.
 */
final class Stage implements AutoCloseable {

    static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);
    static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    static final String DC1 = "192.0.2.22";
    static final String AWS = "198.51.100.109";
    static final String STRANGER = "203.0.113.9";

    final VirtualRuntime runtime = new VirtualRuntime(1);
    final MemoryZone zone = MemoryZone.of("example.com");
    final MemoryDnsProvider memory = MemoryDnsProvider.of(zone);
    final FaultyDnsProvider dns = FaultyDnsProvider.around(memory, runtime::schedule, runtime::elapse);
    final ScriptedCheck check = new ScriptedCheck();
    final List<FailoverEvent> events = new ArrayList<>();

    private UnaryOperator<EndpointPool.Builder> pool = builder -> builder;
    private UnaryOperator<FailoverEngine.Builder> setting = builder -> builder;
    private DnsProvider provider = dns;
    private Leadership leadership = Leadership.singleInstance();

    /** Null until it was built. */
    private @Nullable FailoverEngine engine;

    Stage pool(UnaryOperator<EndpointPool.Builder> value) {
        UnaryOperator<EndpointPool.Builder> before = pool;
        pool = builder -> value.apply(before.apply(builder));
        return this;
    }

    Stage engine(UnaryOperator<FailoverEngine.Builder> value) {
        UnaryOperator<FailoverEngine.Builder> before = setting;
        setting = builder -> value.apply(before.apply(builder));
        return this;
    }

    Stage provider(DnsProvider value) {
        provider = value;
        return this;
    }

    Stage leadership(Leadership value) {
        leadership = value;
        return this;
    }

    /** The name stands there as somebody else wrote it, without a mark. */
    Stage stands(String... addresses) {
        zone.put(RecordSet.of(WWW, Duration.ofSeconds(30), addresses));
        return this;
    }

    EndpointPool newPool() {
        return pool.apply(EndpointPool.named("www")
                        .name("www.example.com")
                        .endpoint(Endpoint.primary("dc1", DC1))
                        .endpoint(Endpoint.backup("aws", AWS))
                        .check(check)
                        .provider(provider))
                .build();
    }

    FailoverEngine build() {
        engine = setting.apply(FailoverEngine.builder()
                        .pool(newPool())
                        .leadership(leadership)
                        .runtime(runtime)
                        .withoutLogging()
                        .listener(events::add))
                .build();
        return engine;
    }

    /** Starts it, and lets it settle: with good checks the name then leads to dc1, and that is proved. */
    FailoverEngine start() {
        FailoverEngine built = build();
        built.start();
        advance(30);
        return built;
    }

    void advance(long seconds) {
        runtime.advance(Duration.ofSeconds(seconds));
    }

    /** What the name leads to. */
    List<String> www() {
        return List.copyOf(zone.get(WWW).values());
    }

    /** Every address set that the name had, in order; what changes beside it is left out. */
    List<List<String>> moves() {
        List<List<String>> moves = new ArrayList<>();
        for (MemoryZone.Version version : zone.history()) {
            List<String> values = List.copyOf(version.get(WWW).values());
            if (moves.isEmpty() || !moves.get(moves.size() - 1).equals(values)) {
                moves.add(values);
            }
        }
        return moves;
    }

    PoolSnapshot snapshot() {
        return running().snapshot().pool("www");
    }

    /** Says something as alice, and lets the engine answer. */
    IntentOutcome say(OperatorIntent intent) {
        CompletableFuture<IntentOutcome> answer =
                running().say(intent.by("alice").because("a drill"));
        assertThat(runtime.advanceUntil(answer::isDone, Duration.ofMinutes(2)))
                .as("answered")
                .isTrue();
        runtime.advance(Duration.ZERO); // listeners hear of it at the same instant
        return answer.join();
    }

    FailoverEngine running() {
        assertThat(engine).isNotNull();
        return engine;
    }

    <T extends FailoverEvent> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends FailoverEvent> T only(Class<T> kind) {
        List<T> all = all(kind);
        assertThat(all).as("%s in %s", kind.getSimpleName(), events).hasSize(1);
        return all.get(0);
    }

    <T extends FailoverEvent> T last(Class<T> kind) {
        List<T> all = all(kind);
        assertThat(all).as("%s in %s", kind.getSimpleName(), events).isNotEmpty();
        return all.get(all.size() - 1);
    }

    /** What was said to be wrong of a kind, each as it was when it began. */
    List<Trouble> troubles(Trouble.Kind kind) {
        return all(TroubleBegan.class).stream()
                .map(TroubleBegan::trouble)
                .filter(trouble -> trouble.kind() == kind)
                .toList();
    }

    Trouble only(Trouble.Kind kind) {
        List<Trouble> all = troubles(kind);
        assertThat(all).as("%s in %s", kind, events).hasSize(1);
        return all.get(0);
    }

    /** The ends of troubles of a kind. */
    List<TroubleEnded> ended(Trouble.Kind kind) {
        return all(TroubleEnded.class).stream()
                .filter(event -> event.trouble().kind() == kind)
                .toList();
    }

    /** What is wrong at this moment, by its kind. */
    List<Trouble.Kind> wrong() {
        return snapshot().troubles().stream().map(Trouble::kind).toList();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            advance(10);
        }
        List<List<String>> moves = moves();
        assertThat(moves.subList(1, moves.size()))
                .as("never without an address")
                .doesNotContain(List.of());
    }
}
