package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.notify.Alert;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.testkit.ThrottlingAccount.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Three hundred pools at an account that allows five calls a second, of which another program takes one; in virtual
 * time. The figures stand in docs/operations.md.
 */
class ManyPoolsFewCallsTest {

    private static final int POOLS = 300;
    private static final double ALLOWED = 5;

    /** What the other program leaves of it. */
    private static final double LEFT = ALLOWED - 1;

    private static final String DC1 = "192.0.2.1";
    private static final String AWS = "198.51.100.1";

    private final VirtualRuntime runtime = new VirtualRuntime(12);
    private final ThrottlingAccount account = new ThrottlingAccount(runtime, ALLOWED, Duration.ofSeconds(1));
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final ScriptedCheck check = new ScriptedCheck();
    private final List<FailoverEvent> events = new ArrayList<>();
    private final List<Alert> mails = new ArrayList<>();
    private IntUnaryOperator importance = number -> 0;

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.com", Consistency.ATOMIC).label("acme dns");
    }

    private static RecordKey key(int pool) {
        return RecordKey.of("p" + pool + ".example.com", RecordType.A);
    }

    private EndpointPool pool(int number, DnsProvider dns) {
        return EndpointPool.named("p" + number)
                .name("p" + number + ".example.com")
                .endpoint(Endpoint.primary("dc1", DC1))
                .endpoint(Endpoint.backup("aws", AWS))
                .check(check)
                .importance(importance.applyAsInt(number))
                .provider(dns)
                .build();
    }

    /** An engine whose pools are spread over some providers of the account, and what it tells by mail. */
    private void with(int providers, ProviderTraits traits, Runnable play) {
        with(providers, traits, engine -> play.run());
    }

    private void with(int providers, ProviderTraits traits, Consumer<FailoverEngine> play) {
        List<DnsProvider> dns = IntStream.range(0, providers)
                .mapToObj(i -> account.provider(MemoryDnsProvider.of(zone), traits))
                .toList();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .listener(events::add);
        Alerts.Builder telling = Alerts.builder()
                .notifier((alert, now) -> mails.add(alert))
                .burstWindow(Duration.ofMinutes(2))
                .runtime(runtime);
        for (int i = 0; i < POOLS; i++) {
            zone.put(RecordSet.of(key(i), Duration.ofSeconds(30), DC1));
            EndpointPool pool = pool(i, dns.get(i % providers));
            builder.pool(pool);
            telling.pool(pool);
        }
        try (Alerts alerts = telling.build();
                FailoverEngine engine = builder.listener(alerts).build()) {
            alerts.snapshotFrom(engine::snapshot);
            account.otherProgram(Duration.ofSeconds(1));
            engine.start();
            play.accept(engine);
        }
    }

    private Set<Trouble.Kind> troubles() {
        return events.stream()
                .filter(TroubleBegan.class::isInstance)
                .map(event -> ((TroubleBegan) event).trouble().kind())
                .collect(Collectors.toSet());
    }

    private boolean hasMoved(int pool) {
        return zone.get(key(pool)).values().equals(List.of(AWS));
    }

    private static long throttled(List<Asked> asked) {
        return asked.stream().filter(Asked::throttled).count();
    }

    private void startsCalmly() {
        runtime.advance(Duration.ofMinutes(10));

        assertThat(mails).as("mails at the start").isEmpty();
        assertThat(troubles()).isEmpty();
        assertThat(throttled(account.asked))
                .as("throttled of the %d calls of the start", account.asked.size())
                .isLessThanOrEqualTo(account.asked.size() / 100);
    }

    private double callsASecondInCalm() {
        Duration from = runtime.passed();
        runtime.advance(Duration.ofMinutes(20));
        return account.since(from).size() / 1_200.0;
    }

    /** The site dies; when all have left it. */
    private List<Asked> leavesTheDeadSite(Duration within) {
        events.clear();
        mails.clear();
        Duration died = runtime.passed();
        check.fails("dc1", "connection refused");

        boolean all = runtime.advanceUntil(() -> IntStream.range(0, POOLS).allMatch(this::hasMoved), within);

        assertThat(all)
                .as(
                        "%d have moved",
                        IntStream.range(0, POOLS).filter(this::hasMoved).count())
                .isTrue();
        return account.since(died);
    }

    /** How long so many writes may take under what is left of the account, detection included. */
    private static Duration bound(double perSecond) {
        return Duration.ofMillis((long) ((POOLS / perSecond * 1.2 + 5) * 1_000));
    }

    private void play(String what) {
        startsCalmly();
        double calm = callsASecondInCalm();
        Duration died = runtime.passed();
        List<Asked> calls = leavesTheDeadSite(bound(LEFT));
        Duration took = runtime.passed().minus(died);
        runtime.advance(Duration.ofMinutes(5));

        System.out.printf(
                Locale.ROOT,
                "budget: %d pools, %s: %.2f calls a second in calm; all have left a dead site after %.1f s (bound "
                        + "%.1f s), %d calls, of these %d throttled; %d mail; the other program was refused %d of %d "
                        + "times%n",
                POOLS,
                what,
                calm,
                took.toMillis() / 1e3,
                bound(LEFT).toMillis() / 1e3,
                calls.size(),
                throttled(calls),
                mails.size(),
                account.othersRefused,
                account.othersRefused + account.othersServed);
        assertThat(calm).as("calls a second in calm").isLessThanOrEqualTo(1.0);
        assertThat(throttled(calls)).as("throttled of %d", calls.size()).isLessThanOrEqualTo(calls.size() / 100);
        assertThat(mails).hasSize(1);
        assertThat(troubles()).containsExactly(Trouble.Kind.ENDPOINT_DOWN);
    }

    @Test
    void oneProviderOfTheAccount() {
        with(1, traits().account("acme:4711", ALLOWED).build(), () -> play("one provider"));
    }

    @Test
    void fiveProvidersOfTheAccountThatProveRights() {
        with(
                5,
                traits().account("acme:4711", ALLOWED).provesRights().build(),
                () -> play("five providers that prove rights"));
    }

    /** Nobody knows the limit: it is met now and then, and calm takes what it takes. */
    @Test
    void aLimitThatNobodyDeclaredIsFound() {
        with(1, traits().build(), () -> {
            startsCalmly();
            double calm = callsASecondInCalm();
            Duration died = runtime.passed();
            List<Asked> calls = leavesTheDeadSite(bound(LEFT).plusSeconds(10));
            System.out.printf(
                    Locale.ROOT,
                    "budget: %d pools, undeclared: %.2f calls a second in calm; left after %.1f s, %d calls, of these "
                            + "%d throttled%n",
                    POOLS,
                    calm,
                    runtime.passed().minus(died).toMillis() / 1e3,
                    calls.size(),
                    throttled(calls));
            assertThat(throttled(calls)).isLessThanOrEqualTo(calls.size() * 3L / 100);
            assertThat(troubles()).containsExactly(Trouble.Kind.ENDPOINT_DOWN);
        });
    }

    @Test
    void theMostImportantPoolsMoveFirst() {
        importance = number -> number >= 280 ? 10 : 0;
        with(1, traits().account("acme:4711", ALLOWED).build(), () -> {
            startsCalmly();

            leavesTheDeadSite(bound(LEFT));

            List<String> moved = events.stream()
                    .filter(RecordsChanged.class::isInstance)
                    .map(event -> ((RecordsChanged) event).pool())
                    .toList();
            // some are found dead before them, and go at once
            assertThat(moved.subList(0, 80)).contains("p280", "p289", "p290", "p299");
            assertThat(moved.subList(0, 80).stream().filter(pool -> importantNumber(pool)))
                    .hasSize(20);
        });
    }

    private static boolean importantNumber(String pool) {
        return Integer.parseInt(pool.substring(1)) >= 280;
    }

    @Test
    void aMoveThatIsNotWantedAnyMoreWhenItsTurnComesIsNotMade() {
        with(1, traits().account("acme:4711", ALLOWED).build(), () -> {
            startsCalmly();
            Duration died = runtime.passed();
            check.fails("dc1", "connection refused");
            runtime.advance(Duration.ofSeconds(20));

            check.passes("dc1");
            runtime.advance(Duration.ofMinutes(3));

            long writes = account.since(died).stream()
                    .filter(asked -> asked.what().equals("write"))
                    .count();
            assertThat(writes).as("moves made").isBetween(20L, 150L);
            assertThat(IntStream.range(0, POOLS).filter(this::hasMoved).count())
                    .as("those have not gone back yet")
                    .isLessThanOrEqualTo(writes);
        });
    }

    @Test
    void aPreflightOfAllPoolsKeepsToHalfOfTheBudget() {
        with(1, traits().account("acme:4711", ALLOWED).build(), engine -> {
            startsCalmly();
            Duration from = runtime.passed();

            CompletableFuture<PreflightReport> report = engine.preflight();
            assertThat(runtime.advanceUntil(report::isDone, Duration.ofMinutes(4)))
                    .isTrue();

            assertThat(report.join().findings().stream().filter(each -> each.level() == Level.PROBLEM))
                    .isEmpty();
            assertThat(throttled(account.since(from))).isLessThanOrEqualTo(3);
        });
    }

    @Test
    void aPreflightOfAnEngineThatIsClosedAsksNothingMore() {
        with(1, traits().account("acme:4711", ALLOWED).build(), engine -> {
            startsCalmly();
            CompletableFuture<PreflightReport> report = engine.preflight();
            runtime.advance(Duration.ofSeconds(5));

            engine.close();
            runtime.advance(Duration.ofSeconds(1));
            Duration closed = runtime.passed();
            runtime.advance(Duration.ofMinutes(4));

            assertThat(report).isDone();
            assertThat(account.since(closed)).isEmpty();
        });
    }

    @Test
    void anAccountThatRefusesEverythingIsToldAndNothingIsAskedTooOften() {
        with(1, traits().account("acme:4711", ALLOWED).build(), () -> {
            startsCalmly();
            account.refusesEverything();
            Duration died = runtime.passed();
            events.clear();
            check.fails("dc1", "connection refused");

            runtime.advance(Duration.ofSeconds(15));
            assertThat(events)
                    .filteredOn(event -> event instanceof TroubleBegan began
                            && began.trouble().kind() == Trouble.Kind.MOVE_BLOCKED)
                    .as("told within 15 s")
                    .isNotEmpty()
                    .allMatch(event -> event.summary().contains("the provider asks us to wait"));
            runtime.advance(Duration.ofSeconds(315));

            assertThat(account.since(died).size()).as("calls in 330 s").isLessThan(250);
        });
    }
}
