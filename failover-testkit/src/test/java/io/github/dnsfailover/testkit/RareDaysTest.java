package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome.Kind;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.PoolEvent;
import io.github.dnsfailover.event.UnknownResolved;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Days that are not bad, but rare: settings at the edge, and things that meet. */
class RareDaysTest {

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aProviderThatKeepsItsOwnTtlIsMovedByValuesOnly() {
        ProviderTraits keeping = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .keepsOwnTtl()
                .build();
        stage.provider(stage.memory.traits(keeping)).start();
        stage.advance(300);
        assertThat(stage.moves()).hasSize(2);

        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.zone.get(Stage.WWW).ttl()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void oneFailureIsEnoughIfThatIsSaid() {
        stage.pool(pool -> pool.fall(1).minimumUnhealthySpan(Duration.ZERO)).start();

        stage.check.fails("dc1", "refused");
        stage.advance(15);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aPinOnAnEndpointThatHasLeftThePoolIsNoPin() {
        StateStore store = StateStore.memory();
        stage.engine(engine -> engine.stateStore(store));
        FailoverEngine first = stage.start();
        stage.say(OperatorIntent.pin("www", "aws"));
        first.close();
        stage.advance(10);
        EndpointPool without = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", Stage.DC1))
                .endpoint(Endpoint.backup("gcp", Stage.AWS))
                .check(stage.check)
                .provider(stage.dns)
                .build();

        FailoverEngine second = FailoverEngine.builder()
                .pool(without)
                .leadership(Leadership.singleInstance())
                .stateStore(store)
                .runtime(stage.runtime)
                .withoutLogging()
                .build();
        second.start();
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        second.close();
    }

    @Test
    void theMarkOfAnotherPoolIsForeign() {
        stage.start().close();
        stage.advance(10);
        EndpointPool renamed = EndpointPool.named("shop")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", Stage.DC1))
                .endpoint(Endpoint.backup("aws", Stage.AWS))
                .check(stage.check)
                .provider(stage.dns)
                .build();
        MemoryZone.Version before = stage.zone.current();

        FailoverEngine second = FailoverEngine.builder()
                .pool(renamed)
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .withoutLogging()
                .listener(stage.events::add)
                .build();
        second.start();
        stage.advance(60);

        assertThat(stage.only(Trouble.Kind.FOREIGN_OWNER).text()).isEqualTo("another pool than shop");
        assertThat(stage.zone.current()).isSameAs(before);
        second.close();
    }

    @Test
    void anEditBeforeTheFirstWriteIsForeignToo() {
        stage.check.answers("dc1", HealthResult.inconclusive("no network"));
        stage.check.answers("aws", HealthResult.inconclusive("no network"));
        stage.start();
        assertThat(stage.www()).isEmpty();

        stage.stands(Stage.STRANGER);
        stage.advance(120);

        assertThat(stage.only(ForeignEdit.class).expected()).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.STRANGER);
    }

    @Test
    void oneFamilyThatFailsAloneIsToldApart() {
        EndpointPool dual = EndpointPool.named("dual")
                .name("dual.example.com")
                .endpoint(Endpoint.primary("both", "203.0.113.1", "2001:db8::1"))
                .check(stage.check)
                .provider(stage.dns)
                .build();
        stage.engine(engine -> engine.pool(dual)).start();

        stage.check.fails("203.0.113.1", "refused");
        stage.advance(60);

        assertThat(stage.last(HealthChanged.class).detail())
                .isEqualTo("IPv4 fails, IPv6 does not (203.0.113.1: refused)");
    }

    @Test
    void aPolicyMayNotGoBackBeforeTheSoak() {
        AtomicReference<FailoverPolicy> policy = new AtomicReference<>(FailoverPolicy.orderedPriority());
        stage.pool(pool -> pool.policy(view -> policy.get().decide(view))).start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        policy.set(view -> new Decision.Publish(List.of(view.endpoints().get(0).endpoint()), "home"));
        stage.check.passes("dc1");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.snapshot().reason()).isEqualTo("failback to dc1 is not allowed yet");

        policy.set(view -> new Decision.Publish(
                view.endpoints().stream().map(each -> each.endpoint()).toList(), "all"));
        stage.check.fails("aws", "refused");
        stage.advance(60);

        assertThat(stage.only(Trouble.Kind.POLICY_BROKEN).text())
                .as("from before dc1 had recovered")
                .isEqualTo("it asked for dc1, which is not proven healthy");
        assertThat(stage.www())
                .as("a policy that insists on a dead place holds it")
                .containsExactly(Stage.AWS);
        assertThat(stage.snapshot().toString()).contains("\n  trouble   policy broken: it asked for aws");
    }

    @Test
    void aManualFailbackWaitsHoweverOftenThePrimaryCameAndWent() {
        stage.pool(pool -> pool.failback(Failback.manual())).start();

        for (int i = 0; i < 3; i++) {
            stage.check.fails("dc1", "refused");
            stage.advance(60);
            stage.check.passes("dc1");
            stage.advance(60);
        }
        stage.advance(3600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aFailbackThatCannotBeMadeIsForgottenAfterFiveMinutes() {
        stage.pool(pool -> pool.failback(Failback.manual())).start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        stage.say(OperatorIntent.failback("www"));
        stage.advance(310);
        stage.check.passes("dc1");
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void anExpiryInTheFarFutureIsTaken() {
        stage.start();

        assertThat(stage.say(OperatorIntent.pin("www", "aws").until(Instant.parse("+200000-01-01T00:00:00Z")))
                        .kind())
                .isEqualTo(Kind.DONE);
        stage.advance(3600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aWordWithoutAReasonIsRefused() {
        FailoverEngine engine = stage.start();

        assertThat(engine.say(OperatorIntent.freeze("www").by("alice")))
                .satisfies(answer -> stage.advance(1))
                .isCompletedWithValueMatching(end -> end.kind() == Kind.REFUSED);
    }

    @Test
    void reportsOfADeadEndpointBringNothingForward() {
        FailoverEngine engine = stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        long before = stage.check.probes();

        for (int i = 0; i < 3; i++) {
            engine.reportFailure("www", "dc1", "refused");
        }
        stage.runtime.advance(Duration.ZERO);

        assertThat(stage.check.probes()).isEqualTo(before);
    }

    @Test
    void aProbeThatRanWhileTheProcessStoodStillSaysNothing() {
        stage.start();
        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofSeconds(2));
            return HealthResult.unhealthy("refused");
        });
        long before = stage.check.probes();
        assertThat(stage.runtime.advanceUntil(() -> stage.check.probes() >= before + 2, Duration.ofMinutes(1)))
                .isTrue();

        stage.runtime.standStill(Duration.ofSeconds(30));
        stage.runtime.advance(Duration.ZERO);

        assertThat(stage.snapshot().endpoints().get(0).detail())
                .startsWith("192.0.2.22: INCONCLUSIVE (the process stood still; ");
    }

    @Test
    void aVendorThatAsksForTooMuchPatienceGetsAMinute() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();
        answering.failure =
                DnsProviderException.notApplied("come back tomorrow").retryAfter(Duration.ofDays(1));

        int before = answering.writes;
        stage.check.fails("dc1", "refused");
        assertThat(stage.runtime.advanceUntil(() -> answering.writes > before, Duration.ofSeconds(30)))
                .isTrue();
        answering.failure = null;
        stage.advance(59);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.advance(2);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aWriteThatALaneRefusesWasNotMade() {
        stage.start();
        int[] failures = {0};
        stage.check.answers("dc1", (target, timeout) -> {
            failures[0]++;
            if (failures[0] == 4) { // the one whose end makes the failover, over a span of three seconds
                stage.runtime.fillLane(Lane.PROVIDER);
                stage.runtime.schedule(Duration.ofMillis(1), () -> stage.runtime.freeLane(Lane.PROVIDER));
            }
            return HealthResult.unhealthy("refused");
        });
        stage.advance(60);

        assertThat(stage.troubles(Trouble.Kind.WRITE_FAILS))
                .as("nobody but us was asked")
                .isEmpty();
        assertThat(stage.only(Trouble.Kind.MOVE_BLOCKED).text()).endsWith("lane PROVIDER is full");
        assertThat(stage.all(UnknownResolved.class)).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aCallThatHangsLetsAnotherPoolPass() {
        ProviderTraits one = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .slowestCall(Duration.ofSeconds(5))
                .oneWriteAtATime()
                .build();
        Answering answering = new Answering(stage.memory.traits(one));
        EndpointPool other = EndpointPool.named("other")
                .name("other.example.com")
                .endpoint(Endpoint.primary("main", "203.0.113.1"))
                .check(new ScriptedCheck())
                .provider(answering)
                .readEvery(Duration.ofSeconds(10))
                .build();
        stage.provider(answering).pool(pool -> pool.readEvery(Duration.ofHours(1)));
        stage.engine(engine -> engine.pool(other)).start();

        answering.takes = () -> stage.runtime.elapseDeaf(Duration.ofMinutes(1));
        stage.advance(15);
        answering.takes = () -> {};
        stage.check.fails("dc1", "refused");
        stage.advance(120);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aMarkThatDoesNotFitIsRefusedWhenTheEngineIsBuilt() {
        for (int i = 0; i < 8; i++) {
            Endpoint endpoint = Endpoint.backup("a-very-long-name-of-endpoint-" + i, "203.0.113." + i);
            stage.pool(pool -> pool.endpoint(endpoint));
        }

        assertThatThrownBy(stage::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool www: owner, environment and endpoint ids make a mark of up to ");
    }

    @Test
    void poolsThatHadNotBegunWhenTheEngineClosedNeverBegin() {
        for (int i = 0; i < 50; i++) {
            String label = "p" + i;
            stage.engine(engine -> engine.pool(EndpointPool.named(label)
                    .name(label + ".example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                    .check(new ScriptedCheck())
                    .provider(stage.dns)
                    .build()));
        }
        FailoverEngine engine = stage.build();

        engine.start();
        engine.close();
        stage.advance(60);

        assertThat(stage.zone.get(RecordKey.of("p49.example.com", RecordType.A)).isEmpty())
                .isTrue();
        assertThat(stage.events)
                .noneMatch(event -> event instanceof PoolEvent of && of.pool().equals("p49"));
    }

    @Test
    void aPreflightOfTwoPoolsIsOneReport() {
        Answering answering = new Answering(stage.memory);
        answering.read = keys -> null;
        EndpointPool single = EndpointPool.named("single")
                .name("single.example.com")
                .endpoint(Endpoint.primary("main", "203.0.113.1").site("rome"))
                .check(stage.check)
                .provider(answering)
                .build();
        FailoverEngine engine = stage.engine(builder -> builder.pool(single)).build();

        CompletableFuture<PreflightReport> report = engine.preflight();
        stage.advance(1);

        assertThat(report).isCompleted();
        assertThat(report.join().findings())
                .extracting(PreflightReport.Finding::pool)
                .contains("www", "single");
        assertThat(report.join().toString())
                .contains("PROBLEM single provider: memory cannot be read: the answer does not fit the question")
                .contains("OK single site: main in rome");
    }

    @Test
    void aTtlThatSomebodyChangedIsSetRight() {
        stage.start();
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));

        stage.advance(300);

        assertThat(stage.zone.get(Stage.WWW).ttl()).isEqualTo(Duration.ofSeconds(30));
    }
}
