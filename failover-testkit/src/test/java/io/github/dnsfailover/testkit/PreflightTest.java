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
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
                        "WARNING www rights: proved for [www.example.com. A]; only a write shows whether"
                                + " [_failover.www.example.com. TXT] may be written; look at the grants",
                        "OK www record: www.example.com. A 30 [192.0.2.22]")
                .contains(
                        "OK www mark: none yet; the values are of this pool, and a mark is added",
                        "OK www check: dc1 at 192.0.2.22: HEALTHY in 0 ms",
                        "OK www server ns1: answers www.example.com. A 30 [192.0.2.22]",
                        "OK www site: not said of engine, provider: site(..) of each says it, and then it is compared"
                                + " with those of the endpoints",
                        "OK www site: dc1, aws",
                        "OK www store: memory can be read: no operator has said anything there",
                        "OK www leadership: no election: no other engine may write these records")
                .anyMatch(line -> line.startsWith("OK www bound: as a rule an endpoint that dies is UNHEALTHY within ")
                        && line.contains(", and the records are changed then; resolvers that keep to the TTL follow")
                        && line.contains(". At most, once every fault is over, "))
                .noneMatch(line -> line.startsWith("WARNING") && !line.contains(" rights: "))
                .noneMatch(line -> line.startsWith("PROBLEM"));
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
                                + "UNKNOWN (it has not looked for long enough, or never tells): as long as that is so, "
                                + "nobody is told when no instance leads (NOBODY_LEADS)");
        assertThat(lines(seen))
                .contains("WARNING www leadership: scripted: nobody leads example.com., which is as it should be only"
                        + " before the first instance is started");
        assertThat(lines(throwing))
                .anyMatch(line -> line.startsWith("WARNING www leadership: does not see who leads example.com., as it "
                        + "threw IllegalStateException: no"));
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
                .contains("OK www mark: no records yet; they are made as soon as an endpoint is proven")
                .anyMatch(line -> line.startsWith("WARNING www rights: not proved, as none of the records exists: "));
    }

    @Test
    void aProofThatThrowsProvesNothing() {
        stage.stands(Stage.DC1).provider(new Beside(stage.memory) {
            @Override
            public Set<RecordKey> proveRights(List<RecordSet> standing) {
                throw new IllegalStateException("no");
            }
        });

        assertThat(lines(look())).contains("WARNING www rights: not proved: IllegalStateException: no");
    }

    @Test
    void aRunningEngineLooksAtItsOwnRecords() {
        FailoverEngine engine = stage.start();

        assertThat(lines(look(engine))).contains("OK www mark: ours, publishing [dc1]");

        stage.stands(Stage.STRANGER);
        PreflightReport edited = look(engine);

        assertThat(lines(edited))
                .contains("WARNING www mark: ours, but somebody edited the values since: the engine sets them right"
                        + " once");
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
                        + " takeOver(ADOPT), as a key take-over=adopt");
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
                .contains("WARNING www ttl: www.example.com. A has 3600 s: resolvers may follow the first failover"
                        + " as late as that");
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

        PreflightReport report = look();

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report))
                .contains(
                        "WARNING www check: dc1 at 192.0.2.22: UNHEALTHY (refused) in 0 ms",
                        "WARNING www check: aws at 198.51.100.109: reset in 40 ms",
                        "PROBLEM www check: no endpoint passes its check, so none could be published");
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
                .contains(
                        "WARNING www server ns2: lags: it answers www.example.com. A 30 [192.0.2.22], the provider has"
                                + " www.example.com. A 30 [198.51.100.109]")
                .anyMatch(line -> line.equals("WARNING www server ns1: does not answer: ns1 does not answer"));
    }

    @Test
    void aServerIsAskedForTheTypesThatThePoolHas() {
        RecordKey alias = RecordKey.of("www.example.com", RecordType.CNAME);
        stage.zone.put(RecordSet.of(alias, Duration.ofSeconds(30), "a.example.net"));
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        two.server("ns2").sign(new Signatures(State.BOGUS, "www.example.com. CNAME: the signature expired"));
        EndpointPool pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primaryCname("dc1", "a.example.net"))
                .endpoint(Endpoint.backupCname("aws", "b.example.net"))
                .check(stage.check)
                .provider(two)
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool)
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .withoutLogging()
                .build();

        assertThat(lines(look(engine)))
                .contains("OK www server ns1: answers www.example.com. CNAME 30 [a.example.net.]")
                .anyMatch(line -> line.startsWith("PROBLEM www server ns2: is bogus"));

        two.server("ns1").keepOld();
        stage.zone.put(RecordSet.of(alias, Duration.ofSeconds(30), "b.example.net"));

        assertThat(lines(look(engine)))
                .contains("WARNING www server ns1: lags: it answers www.example.com. CNAME 30 [a.example.net.], the"
                        + " provider has www.example.com. CNAME 30 [b.example.net.]");
    }

    @Test
    void aWildcardInFrontOfNoRecordIsTold() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering);
        answering.authorities = () -> List.of(new Authorities.Server() {
            @Override
            public String name() {
                return "ns1";
            }

            @Override
            public Authorities.Answer ask(RecordKey key, Duration timeout) {
                return new Authorities.Answer.Authoritative(
                        key.type() == RecordType.A
                                ? RecordSet.of(key, Duration.ofHours(1), "203.0.113.9")
                                : RecordSet.absent(key),
                        Duration.ZERO);
            }
        });

        assertThat(lines(look()))
                .contains("WARNING www server ns1: a wildcard answers www.example.com. A 3600 [203.0.113.9] here: the"
                        + " pool's records take the place of its values for this name, and resolvers keep those they"
                        + " hold for up to 1 h");
    }

    @Test
    void aTtlThatAServerMakesLongerIsTold() {
        stage.stands(Stage.DC1);
        Answering answering = new Answering(stage.memory);
        stage.provider(answering);
        answering.authorities = () -> List.of(new Authorities.Server() {
            @Override
            public String name() {
                return "ns1";
            }

            @Override
            public Authorities.Answer ask(RecordKey key, Duration timeout) {
                return new Authorities.Answer.Authoritative(
                        RecordSet.of(key, Duration.ofDays(1), Stage.DC1), Duration.ZERO);
            }
        });

        assertThat(lines(look()))
                .contains("WARNING www server ns1: answers www.example.com. A 86400 [192.0.2.22], with a longer TTL"
                        + " than the provider's 30 s: resolvers follow a move later than it says");
    }

    @Test
    void aClockThatIsOffIsTold() {
        stage.stands(Stage.DC1);
        Answering answering = new Answering(stage.memory);
        answering.clockAhead = Optional.of(Duration.ofMinutes(-3));
        stage.provider(answering);

        assertThat(lines(look())).contains("WARNING www clock: this host's clock is 180 s behind that of memory");

        answering.clockAhead = Optional.of(Duration.ofSeconds(59));

        assertThat(lines(look())).noneMatch(line -> line.contains("clock"));
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
                .contains("WARNING www servers: not found, so changes cannot be proved: no NS records");
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

        assertThat(lines(look())).contains("WARNING www server ns9: IllegalStateException: ns9 is broken");
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
                .contains(
                        "OK www site: not said of provider: site(..) of each says it, and then it is compared with"
                                + " those of the endpoints",
                        "OK www site: main in rome, spare");
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
