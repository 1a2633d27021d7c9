package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look at everything a failover would need, which changes nothing. */
class PreflightTest {

    private static final int LONGEST_SECONDS = 200;

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aGoodPoolIsReady() {
        stage.stands(Stage.DC1);

        PreflightReport report = look();

        assertThat(report.isReady()).isTrue();
        assertThat(lines(report))
                .startsWith(
                        "OK www provider: memory can be read",
                        "OK www rights: proved for [www.example.com. A]",
                        "OK www record: www.example.com. A 30 [192.0.2.22]")
                .contains(
                        "OK www mark: none yet; the values are of this pool, and a mark is added",
                        "OK www check: dc1 at 192.0.2.22: HEALTHY in 0 ms",
                        "OK www server ns1: answers www.example.com. A 30 [192.0.2.22]",
                        "OK www site: engine: not said",
                        "OK www site: dc1, aws")
                .anyMatch(line -> line.startsWith("OK www bound: "))
                .noneMatch(line -> line.startsWith("WARNING") || line.startsWith("PROBLEM"));
        assertThat(report).hasToString(String.join("\n", lines(report)));
    }

    @Test
    void controlTargetsAreProbedToo() {
        ScriptedCheck reach = new ScriptedCheck().fails("router", "no route");
        stage.stands(Stage.DC1)
                .engine(engine -> engine.control(ControlTarget.at("router", "192.0.2.1", reach))
                        .control(ControlTarget.at("resolver", "192.0.2.53", reach)));

        PreflightReport oneFails = look();
        reach.fails("resolver", "timeout");
        PreflightReport allFail = look();

        assertThat(oneFails.isReady()).isTrue();
        assertThat(lines(oneFails))
                .contains(
                        "WARNING www control: router at 192.0.2.1: UNHEALTHY (no route)",
                        "OK www control: resolver at 192.0.2.53: HEALTHY");
        assertThat(allFail.isReady()).isFalse();
        assertThat(lines(allFail))
                .contains("PROBLEM www control: resolver at 192.0.2.53: UNHEALTHY (timeout); with every control target"
                        + " failing, the engine moves nothing");
    }

    @Test
    void aLeadershipThatDoesNotSeeWhoLeadsIsAWarning() {
        ScriptedLeadership blind = new ScriptedLeadership();
        stage.stands(Stage.DC1).leadership(blind).engine(engine -> engine.stateStore(new SharedStateStore()));

        PreflightReport unseen = look();
        blind.see(Leadership.Sighting.NOBODY);
        PreflightReport seen = look();
        stage.leadership(new UnseeingLeadership());
        PreflightReport throwing = look();

        assertThat(unseen.isReady()).isTrue();
        assertThat(lines(unseen))
                .contains(
                        "WARNING www leadership: does not see who leads example.com., as sighting(\"example.com.\") is "
                                + "UNKNOWN: as long as that is so, nobody is told when no instance leads "
                                + "(NOBODY_LEADS)");
        assertThat(lines(seen)).contains("OK www leadership: sees that NOBODY leads example.com.");
        assertThat(lines(throwing))
                .anyMatch(line -> line.startsWith("WARNING www leadership: does not see who leads example.com., as it "
                        + "threw java.lang.IllegalStateException: no"));
    }

    /** One whose view cannot be asked. */
    private static final class UnseeingLeadership implements Leadership {

        @Override
        public OptionalLong term(String scope) {
            return OptionalLong.empty();
        }

        @Override
        public Sighting sighting(String scope) {
            throw new IllegalStateException("no");
        }
    }

    @Test
    void aNameWithoutRecordsIsReadyToo() {
        PreflightReport report = look();

        assertThat(report.isReady()).isTrue();
        assertThat(lines(report))
                .contains("OK www mark: no records yet; they are made as soon as an endpoint is proven");
    }

    @Test
    void aRunningEngineLooksAtItsOwnRecords() {
        FailoverEngine engine = stage.start();

        assertThat(lines(look(engine))).contains("OK www mark: ours, publishing [dc1]");

        stage.stands(Stage.STRANGER);
        PreflightReport edited = look(engine);

        assertThat(lines(edited))
                .contains("WARNING www mark: ours, but the values were edited since: they are set right once");
        assertThat(edited.isReady()).isTrue();
    }

    @Test
    void aPoolWithoutAMarkIsTold() {
        stage.stands(Stage.DC1).pool(EndpointPool.Builder::markless);

        assertThat(lines(look()))
                .contains("OK www mark: this pool keeps none: a late write and another owner go unseen");
    }

    @Test
    void foreignValuesAreAProblemUnlessTheyAreAdopted() {
        stage.stands(Stage.STRANGER);

        PreflightReport refused = look();
        stage.pool(pool -> pool.takeOver(EndpointPool.TakeOver.ADOPT));
        PreflightReport adopted = look();

        assertThat(refused.isReady()).isFalse();
        assertThat(lines(refused))
                .contains("PROBLEM www mark: the values are not of this pool: nothing is written unless the pool says"
                        + " takeOver(ADOPT)");
        assertThat(adopted.isReady()).isTrue();
        assertThat(lines(adopted)).contains("WARNING www mark: the values are not of this pool: they are replaced");
    }

    @Test
    void theMarkOfAnotherOwnerIsAProblem() {
        FailoverEngine other = stage.engine(engine -> engine.owner("them")).start();
        other.close();
        stage.advance(10);

        PreflightReport report = look(stage.engine(engine -> engine.owner("us")).build());

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report)).contains("PROBLEM www mark: not ours: owner them, not us");
    }

    @Test
    void aLongTtlIsTold() {
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));

        assertThat(lines(look()))
                .contains("WARNING www ttl: www.example.com. A has 3600 s: the first failover within that time is seen"
                        + " late by resolvers");
    }

    @Test
    void aProviderThatCannotBeReadIsAProblem() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering);
        answering.failure = DnsProviderException.notApplied("not authorized");

        PreflightReport report = look();

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report).get(0))
                .startsWith("PROBLEM www provider: memory cannot be read: ")
                .endsWith("not authorized");

        answering.failure = null;
        answering.read = keys -> List.of();

        assertThat(lines(look()).get(0))
                .isEqualTo("PROBLEM www provider: memory cannot be read: the answer does not fit the question");
    }

    @Test
    void checksThatFailAreTold() {
        stage.check.fails("dc1", "refused").answers("aws", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofMillis(40));
            throw new IOException("reset");
        });

        assertThat(lines(look()))
                .contains(
                        "WARNING www check: dc1 at 192.0.2.22: UNHEALTHY (refused) in 0 ms",
                        "WARNING www check: aws at 198.51.100.109: java.io.IOException: reset in 40 ms");
    }

    @Test
    void serversOutOfReachAndOldOnesAreTold() {
        stage.stands(Stage.DC1);
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two);
        two.server("ns1").goUnreachable();
        two.server("ns2").keepOld();
        stage.stands(Stage.AWS);

        assertThat(lines(look()))
                .contains("OK www server ns2: answers www.example.com. A 30 [192.0.2.22]")
                .anyMatch(line -> line.startsWith("WARNING www server ns1: ") && line.contains("ns1 does not answer"));
    }

    @Test
    void serversThatAreNotFoundAreTold() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering);
        answering.authorities = Authorities.none();

        assertThat(lines(look())).contains("WARNING www servers: none known, so changes are not proved");

        answering.authorities = () -> {
            throw new IOException("no NS records");
        };

        assertThat(lines(look()))
                .contains("WARNING www servers: not found, so changes cannot be proved: java.io.IOException: no NS "
                        + "records");
    }

    @Test
    void aServerThatThrowsIsTold() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering);
        answering.authorities = () -> List.of(new Authorities.Server() {
            @Override
            public String name() {
                return "ns9";
            }

            @Override
            public Authorities.Answer ask(RecordKey key, Duration timeout) {
                throw new IllegalStateException("ns9 is broken");
            }
        });

        assertThat(lines(look())).contains("WARNING www server ns9: java.lang.IllegalStateException: ns9 is broken");
    }

    @Test
    void aProviderInTheSiteOfThePrimaryIsAWarning() {
        FailoverEngine engine = atSites("rome", "rome", "rome");

        assertThat(lines(look(engine)))
                .contains(
                        "WARNING www site: provider lies in rome, like main: when that site fails, nothing moves away"
                                + " from it",
                        "OK www site: engine lies in oslo",
                        "WARNING www site: main in rome, spare in rome: all of them fail together");
    }

    @Test
    void endpointsInDifferentSitesAreAsTheyShouldBe() {
        assertThat(lines(look(atSites("oslo", "rome", "paris"))))
                .contains("OK www site: provider lies in oslo", "OK www site: main in rome, spare in paris");
        assertThat(lines(look(atSites("", "rome", ""))))
                .contains("OK www site: provider: not said", "OK www site: main in rome, spare");
    }

    @Test
    void callsThatDoNotEndAreTold() {
        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapseDeaf(Duration.ofHours(1));
            return HealthResult.healthy();
        });
        FailoverEngine engine = stage.build();

        PreflightReport report = look(engine);
        stage.advance(7200);

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report)).contains("PROBLEM www preflight: 1 calls are left: they have not ended in time");
    }

    @Test
    void itChangesNothing() {
        stage.stands(Stage.STRANGER).pool(pool -> pool.takeOver(EndpointPool.TakeOver.ADOPT));
        MemoryZone.Version before = stage.zone.current();

        look();
        stage.advance(300);

        assertThat(stage.zone.current()).isSameAs(before);
        assertThat(stage.events).isEmpty();
    }

    private FailoverEngine atSites(String provider, String primary, String backup) {
        EndpointPool pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("main", Stage.DC1).site(primary))
                .endpoint(Endpoint.backup("spare", Stage.AWS).site(backup))
                .check(stage.check)
                .provider(stage.memory.traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                        .site(provider)
                        .build()))
                .build();
        return FailoverEngine.builder()
                .pool(pool)
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .site("oslo")
                .withoutLogging()
                .build();
    }

    private PreflightReport look() {
        return look(stage.build());
    }

    private PreflightReport look(FailoverEngine engine) {
        CompletableFuture<PreflightReport> report = engine.preflight();
        assertThat(stage.runtime.advanceUntil(report::isDone, Duration.ofSeconds(LONGEST_SECONDS)))
                .as("done in time")
                .isTrue();
        return report.join();
    }

    private static List<String> lines(PreflightReport report) {
        return report.findings().stream().map(PreflightReport.Finding::toString).toList();
    }
}
