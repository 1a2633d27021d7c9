package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code withdrawFamily()}: IPv6 addresses that alone are dead leave the record, and nothing moves. */
class WithdrawFamilyTest {

    private static final String V4 = "192.0.2.22";
    private static final String V6 = "2001:db8::22";
    private static final String OTHER_V4 = "198.51.100.109";
    private static final String OTHER_V6 = "2001:db8:1::109";
    private static final PoolSpec.Identity IDENTITY =
            new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, true);

    private static EndpointPool.Builder two(EndpointPool.Builder pool) {
        return pool.name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", V4, V6))
                .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6))
                .withdrawFamily();
    }

    private static World begun(UnaryOperator<EndpointPool.Builder> more) {
        return begun(more, IDENTITY);
    }

    private static World begun(UnaryOperator<EndpointPool.Builder> more, PoolSpec.Identity identity) {
        World world = new World(pool -> more.apply(two(pool)), identity);
        world.records(RecordType.A, 30, V4).records(RecordType.AAAA, 30, V6);
        return Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);
    }

    private static World begun() {
        return begun(pool -> pool);
    }

    private static World dies(World world, String... addresses) {
        for (String address : addresses) {
            world.answers(address, HealthResult.unhealthy("connection refused"));
        }
        return world;
    }

    private static World lives(World world, String... addresses) {
        for (String address : addresses) {
            world.answers(address, HealthResult.healthy());
        }
        return world;
    }

    private static List<Cause> causes(World world) {
        return world.writes.stream().map(PlannedWrite::cause).toList();
    }

    // going

    @Test
    void aDeadIpv6LeavesTheRecordAndNothingMoves() {
        World world = dies(begun(), V6).run(30);

        assertThat(world.values(RecordType.A)).containsExactly(V4);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
        assertThat(causes(world)).containsExactly(Cause.FAMILY);
        assertThat(world.begun(Kind.ENDPOINT_DOWN)).isEmpty();
        assertThat(world.begun(Kind.IPV6_WITHDRAWN)).singleElement().satisfies(trouble -> {
            assertThat(trouble.toString()).isEqualTo("IPv6 withdrawn cloudhelix: 2001:db8::22: connection refused");
            assertThat(trouble.severity()).isEqualTo(Severity.WARNING);
            assertThat(trouble.isInTheWay()).isFalse();
        });
    }

    @Test
    void whatIsLeftIsAConditionOfTheChangeThatTakesTheRest() {
        World world = dies(begun(), V6).run(30);

        RecordChange change = world.writes.get(0).change();

        assertThat(change.transitions().get(0).expected().values()).containsExactly(V4);
        assertThat(change.transitions().get(0).desired().values()).containsExactly(V4);
        assertThat(change.urgency()).as("a move goes first").isEqualTo(RecordChange.Urgency.REPAIR);
    }

    @Test
    void withoutTheWordTheSameIsAFailover() {
        World world = new World(
                pool -> pool.name("www.example.com")
                        .endpoint(Endpoint.primary("cloudhelix", V4, V6))
                        .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6)),
                IDENTITY);
        world.records(RecordType.A, 30, V4).records(RecordType.AAAA, 30, V6);
        Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);

        dies(world, V6).run(30);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
    }

    @Test
    void aDeadIpv4MovesThePoolWhateverIpv6Does() {
        World every = dies(begun(), V4).run(30);
        World any = dies(
                        begun(pool -> EndpointPool.named("www")
                                .provider(World.provider(traits -> traits))
                                .check((target, timeout) -> HealthResult.healthy())
                                .name("www.example.com")
                                .endpoint(Endpoint.primary("cloudhelix", V4, V6).anyAddressSuffices())
                                .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6))
                                .withdrawFamily()),
                        V4)
                .run(30);

        for (World world : List.of(every, any)) {
            assertThat(causes(world)).containsExactly(Cause.FAILOVER);
            assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
            assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
        }
    }

    @Test
    void aPlaceThatDiesAsAWholeDoesNotLoseIpv6First() {
        for (int phase = 0; phase < 10; phase++) {
            World world = begun().run(phase);

            dies(world, V4, V6).run(30);

            assertThat(causes(world)).as("phase %s", phase).containsExactly(Cause.FAILOVER);
        }
    }

    @Test
    void nothingIsWithdrawnWhileThisMachineHasLostIpv6() {
        World world = begun().ipv6ControlsAnswer(false);

        dies(world, V6, OTHER_V6).run(600);
        assertThat(world.writes).isEmpty();
        lives(world.ipv6ControlsAnswer(true), V6, OTHER_V6).run(600);

        assertThat(world.writes).isEmpty();
        assertThat(world.begun(Kind.BLIND)).isEmpty();
        assertThat(world.begun(Kind.ADDRESS_DOWN)).isEmpty();
    }

    @Test
    void thatThisMachineHasLostIpv6IsToldOnceItLasts() {
        World world = begun().ipv6ControlsAnswer(false).run(35);
        assertThat(world.begun(Kind.IPV6_UNSEEN)).isEmpty();

        world.run(10);
        assertThat(world.begun(Kind.IPV6_UNSEEN)).singleElement().satisfies(trouble -> {
            assertThat(trouble.text())
                    .startsWith("every control target of IPv6 fails: resolver6 ")
                    .doesNotContain("resolver ");
            assertThat(trouble.pools()).containsExactly("www");
            assertThat(trouble.isInTheWay()).isFalse();
        });

        world.ipv6ControlsAnswer(true).run(15);
        assertThat(world.ended(Kind.IPV6_UNSEEN)).hasSize(1);
    }

    @Test
    void whoIsCutOffAsAWholeIsToldThatAlone() {
        World world = begun().controlsAnswer(false).run(120);

        assertThat(world.begun(Kind.BLIND)).hasSize(1);
        assertThat(world.begun(Kind.IPV6_UNSEEN)).isEmpty();
    }

    /** The place died as a whole, then this machine lost IPv6, then the place was well again. */
    @Test
    void whatWasKnownBeforeThisMachineLostIpv6WithdrawsNothing() {
        World world = dies(begun(), V4, V6, OTHER_V4, OTHER_V6).run(120);
        assertThat(world.writes).isEmpty();
        world.ipv6ControlsAnswer(false).run(120);

        lives(world, V4).run(600);
        assertThat(world.writes).isEmpty();
        lives(world.ipv6ControlsAnswer(true), V6).run(600);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void afterAFreezeNothingIsWithdrawnThatThisMachineCannotSeeNow() {
        World world = begun();
        world.say(OperatorIntent.freeze("www"));
        dies(world, V6).run(60);
        world.ipv6ControlsAnswer(false).run(30);

        world.say(OperatorIntent.clear("www"));
        world.run(300);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void afterAFreezeWhatIsStillDeadAloneIsWithdrawn() {
        World world = begun();
        world.say(OperatorIntent.freeze("www"));
        dies(world, V6).run(300);

        world.say(OperatorIntent.clear("www"));
        world.run(30);

        assertThat(causes(world)).containsExactly(Cause.FAMILY);
    }

    /** It lost IPv6 a moment after one probe had failed and control targets had passed. */
    @Test
    void aControlTargetThatPassedBeforeTheLastFailureVouchesForNothing() {
        World world = dies(begun(), V6);
        int before = world.log.size();
        while (world.log.subList(before, world.log.size()).stream().noneMatch(line -> line.contains("ask control"))) {
            world.run(0.1);
        }

        world.run(0.2).ipv6ControlsAnswer(false).run(300);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void aMachineThatHasIpv6AgainTellsAnAddressThatIsDeadMeanwhile() {
        World world = dies(begun().ipv6ControlsAnswer(false), V6).run(120);

        world.ipv6ControlsAnswer(true).run(60);

        assertThat(causes(world)).containsExactly(Cause.FAMILY);
    }

    @Test
    void aMachineWithoutIpv6AsksItsControlTargetsNoMoreOftenThanUsual() {
        World world = dies(begun().ipv6ControlsAnswer(false), V6, OTHER_V6).run(30);

        int before = world.log.size();
        world.run(600);

        assertThat(world.log.subList(before, world.log.size())).noneMatch(line -> line.contains("ask control"));
        assertThat(world.probesOf(V6).size())
                .as("in 650 s at an interval of 10 s")
                .isLessThan(90);
    }

    @Test
    void ofSeveralIpv6AddressesOneDeadOneIsEnoughUnlessAnySuffices() {
        String second = "2001:db8::23";
        for (boolean any : List.of(false, true)) {
            Endpoint primary = Endpoint.primary("cloudhelix", V4, V6, second);
            World world = new World(
                    pool -> pool.name("www.example.com")
                            .endpoint(any ? primary.anyAddressSuffices() : primary)
                            .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6))
                            .withdrawFamily(),
                    IDENTITY);
            world.records(RecordType.A, 30, V4).records(RecordType.AAAA, 30, V6, second);
            Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);

            dies(world, second).run(30);

            assertThat(world.values(RecordType.AAAA)).hasSize(any ? 2 : 0);
            assertThat(world.begun(Kind.ADDRESS_DOWN)).hasSize(1);
            dies(world, V6).run(30);
            assertThat(world.values(RecordType.AAAA)).isEmpty();
            assertThat(world.values(RecordType.A)).containsExactly(V4);
        }
    }

    @Test
    void ofSeveralPlacesOneLosesIpv6Alone() {
        World world =
                begun(pool -> pool.policy(FailoverPolicy.serveAllHealthy(1))).run(400);
        assertThat(world.values(RecordType.AAAA)).containsExactlyInAnyOrder(V6, OTHER_V6);

        dies(world, V6).run(80);

        assertThat(world.values(RecordType.A)).containsExactly(V4, OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
    }

    // coming back

    @Test
    void itComesBackAfterRiseAndSoak() {
        World world = lives(dies(begun(), V6).run(30), V6);

        world.run(290);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
        world.run(30);

        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
        assertThat(causes(world)).containsExactly(Cause.FAMILY, Cause.FAMILY);
        assertThat(world.ended(Kind.IPV6_WITHDRAWN)).hasSize(1);
    }

    @Test
    void whatFlapsSoaksEverLonger() {
        World world = begun();
        for (int round = 0; round < 3; round++) {
            dies(world, V6).run(60);
            lives(world, V6).run(60);
        }

        world.run(600);
        assertThat(world.values(RecordType.AAAA))
                .as("soaks for four times 300 s")
                .isEmpty();
        world.run(700);

        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
        assertThat(causes(world)).containsExactly(Cause.FAMILY, Cause.FAMILY);
    }

    @Test
    void theHoldDownHoldsForItToo() {
        World world = begun();
        dies(world, V4).run(30);
        assertThat(causes(world)).containsExactly(Cause.FAILOVER);

        dies(world, OTHER_V6).run(25);
        assertThat(world.writes).hasSize(1);
        world.run(30);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER, Cause.FAMILY);
        long apart = Duration.between(
                        world.writes.get(0).decided(), world.writes.get(1).decided())
                .toSeconds();
        assertThat(apart).isBetween(60L, 62L);
    }

    @Test
    void afterItAFailoverWaitsForTheEscapeFloorOnly() {
        World world = dies(begun(), V6).run(10);
        assertThat(causes(world)).containsExactly(Cause.FAMILY);

        dies(world, V4).run(20);

        assertThat(causes(world)).containsExactly(Cause.FAMILY, Cause.FAILOVER);
    }

    // moves

    @Test
    void aMoveToAPlaceWhoseIpv6IsDeadPublishesIpv4AloneFromTheStart() {
        World world = dies(begun(), OTHER_V6).run(30);

        dies(world, V4).run(30);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
        assertThat(world.begun(Kind.IPV6_WITHDRAWN))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.subject()).isEqualTo("ec2"));
    }

    @Test
    void aMoveIsMadeThoughThisMachineHasLostIpv6AndPublishesNothingUnproven() {
        World world = dies(begun().ipv6ControlsAnswer(false), V6, OTHER_V6).run(60);

        dies(world, V4).run(30);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
    }

    @Test
    void whereAllIsDownTheLastResortHasAllOfItsAddresses() {
        World world = begun(pool -> pool.allDown(AllDown.lastResort("ec2")));

        dies(world, V4, V6, OTHER_V4, OTHER_V6).run(90);

        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
    }

    @Test
    void aRecordThatIsMadeAtTheStartHasBothFamilies() {
        World world = new World(WithdrawFamilyTest::two, IDENTITY);

        world.begin().run(20);

        assertThat(causes(world)).containsExactly(Cause.ADOPTION);
        assertThat(world.values(RecordType.A)).containsExactly(V4);
        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
    }

    // restarts, others, faults

    @Test
    void aNewEngineFindsItsOwnWithdrawalAndCallsItNoEdit() {
        World world = dies(begun(), V6).run(60);

        world.restart().run(120);

        assertThat(causes(world)).containsExactly(Cause.FAMILY);
        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(world.values(RecordType.AAAA)).isEmpty();
        assertThat(world.begun(Kind.IPV6_WITHDRAWN))
                .as("told as soon as it is known, not before")
                .extracting(Trouble::text)
                .containsOnly("2001:db8::22: connection refused");
    }

    @Test
    void withoutAMarkTooANewEngineTakesItForItsOwn() {
        World world = begun(EndpointPool.Builder::markless);
        dies(world, V6).run(60);

        world.restart().run(60);

        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(world.begun(Kind.FOREIGN_VALUES)).isEmpty();
        lives(world, V6).run(330);
        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
    }

    @Test
    void anEngineWithoutTheWordTakesOverWhatOneWithItHasWithdrawn() {
        World world = new World(
                pool -> pool.name("www.example.com")
                        .endpoint(Endpoint.primary("cloudhelix", V4, V6))
                        .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6)),
                IDENTITY);
        world.records(RecordType.A, 30, V4);

        Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(30);

        assertThat(causes(world)).as("no move").containsExactly(Cause.FAMILY);
        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
        assertThat(world.events(ForeignEdit.class)).isEmpty();
    }

    @Test
    void oneWithoutTheWordMovesAwayWhereIpv6IsStillDead() {
        World world = new World(
                pool -> pool.name("www.example.com")
                        .endpoint(Endpoint.primary("cloudhelix", V4, V6))
                        .endpoint(Endpoint.backup("ec2", OTHER_V4, OTHER_V6)),
                IDENTITY);
        world.records(RecordType.A, 30, V4);

        dies(Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix"), V6).begin().run(60);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
    }

    @Test
    void whoDeletesIpv6ByHandIsSetRightOnceWithoutASoak() {
        World world = begun();

        world.records(RecordType.AAAA, 30).run(180);

        assertThat(world.events(ForeignEdit.class)).hasSize(1);
        assertThat(world.begun(Kind.IPV6_WITHDRAWN)).isEmpty();
        assertThat(causes(world)).containsExactly(Cause.REPAIR);
        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
    }

    @Test
    void whoPutsADeadIpv6BackByHandIsSetRightToo() {
        World world = dies(begun(), V6).run(60);

        world.records(RecordType.AAAA, 30, V6).run(180);

        assertThat(world.events(ForeignEdit.class)).hasSize(1);
        assertThat(causes(world)).containsExactly(Cause.FAMILY, Cause.REPAIR);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
    }

    @Test
    void whoIsNotPublishedAnyMoreIsNotSaidToLackIpv6() {
        World world = dies(begun(), OTHER_V6, V4).run(40);
        assertThat(world.begun(Kind.IPV6_WITHDRAWN))
                .extracting(Trouble::subject)
                .containsExactly("ec2");
        world.say(OperatorIntent.freeze("www"));

        world.records(RecordType.A, 30, V4).run(120);

        assertThat(world.ended(Kind.IPV6_WITHDRAWN)).hasSize(1);
        assertThat(world.begun(Kind.FOREIGN_EDIT)).hasSize(1);
    }

    @Test
    void whatAHandHasPutBackIsNotSaidToBeWithdrawn() {
        World world = dies(begun(), V6).run(60);
        world.say(OperatorIntent.freeze("www"));

        world.records(RecordType.AAAA, 30, V6).run(120);

        assertThat(world.ended(Kind.IPV6_WITHDRAWN)).hasSize(1);
        assertThat(world.begun(Kind.FOREIGN_EDIT))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text())
                        .startsWith("left as it is: freeze by alice")
                        .doesNotContain("hold-down"));
    }

    @Test
    void whoHasDeletedIpv4MeanwhileGetsNoEmptyName() {
        World world = dies(begun(), V6);
        world.records(RecordType.A, 30);

        world.run(8);

        assertThat(world.values(RecordType.AAAA)).as("the change did not fit").containsExactly(V6);
    }

    // changes that are made in parts

    private static World inParts(UnaryOperator<EndpointPool.Builder> more) {
        return begun(pool -> more.apply(pool).provider(World.provider(traits -> traits.setBySet())));
    }

    @Test
    void oneFamilyHereAndTheOtherThereIsNoWithdrawal() {
        World world = inParts(pool -> pool);
        world.records(RecordType.A, 30, OTHER_V4);

        dies(world, V4, V6).run(90);

        assertThat(causes(world)).doesNotContain(Cause.FAMILY).contains(Cause.FAILOVER);
        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
    }

    @Test
    void aWithdrawalInPartIsMadeWhole() {
        World world = new World(
                pool -> two(pool).name("example.com").provider(World.provider(traits -> traits.setBySet())), IDENTITY);
        for (String name : List.of("www.example.com", "example.com")) {
            world.records(name, RecordType.A, 30, V4).records(name, RecordType.AAAA, 30, V6);
        }
        Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);
        world.faults.add(World.Fault.LOST_BEFORE);
        world.afterEach(now -> {
            if (now.writes.size() == 1) {
                now.records(RecordType.AAAA, 30); // what of it has landed
            }
        });

        dies(world, V6).run(60);

        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(causes(world)).containsOnly(Cause.FAMILY);
        assertThat(world.zone.get(RecordKey.of("example.com", RecordType.AAAA)).isEmpty())
                .isTrue();
        assertThat(world.values(RecordType.A)).containsExactly(V4);
    }

    @Test
    void anUnknownOutcomeIsReadFirst() {
        World world = begun();
        world.faults.add(World.Fault.LOST_AFTER);

        dies(world, V6).run(60);

        assertThat(causes(world)).containsExactly(Cause.FAMILY);
        assertThat(world.state().custody().lineup().withoutIpv6()).containsExactly(0);
        assertThat(world.events(ForeignEdit.class)).isEmpty();
    }

    @Test
    void aWithdrawalThatWaitedInAQueueIsLookedAtAgainBeforeItIsSent() {
        World world = begun();
        world.faults.add(World.Fault.QUEUED);
        dies(world, V6).run(8);
        PlannedWrite write = world.writes.get(0);
        assertThat(world.state().maySend(world.spec(), write, world.nanos())).isTrue();

        dies(world, V4).run(8);

        assertThat(world.state().maySend(world.spec(), write, world.nanos())).isFalse();
    }

    // operators

    @Test
    void aFreezeHoldsForItAndIsNoBlockedMove() {
        World world = begun();
        world.say(OperatorIntent.freeze("www"));

        dies(world, V6).run(120);

        assertThat(world.writes).isEmpty();
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
        assertThat(world.state().outlook().obstacle().text()).startsWith("IPv6 waits: ");
    }

    @Test
    void aPinSaysNothingOfAFamily() {
        World world = begun();
        OperatorIntent pin = OperatorIntent.pin("www", "cloudhelix");
        world.say(pin);

        dies(world, V6).run(30);

        assertThat(world.values(RecordType.AAAA)).isEmpty();
        assertThat(causes(world)).containsExactly(Cause.FAMILY);
        lives(world, V6).run(20);
        assertThat(Compliance.of(world.spec(), world.state(), pin).kind()).isEqualTo(IntentOutcome.Kind.DONE);
    }

    @Test
    void norDoesAPinThatNeedsNoProofWhereTheRestIsProven() {
        World world = dies(begun(), OTHER_V6).run(30);

        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        world.run(30);

        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).isEmpty();
    }

    @Test
    void aPinOnAPlaceThatIsDeadForTheChecksPublishesAllOfIt() {
        World world = dies(begun(), OTHER_V4, OTHER_V6).run(30);

        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        world.run(30);

        assertThat(world.values(RecordType.A)).containsExactly(OTHER_V4);
        assertThat(world.values(RecordType.AAAA)).containsExactly(OTHER_V6);
    }

    @Test
    void whoSaysUpIsToldThatADeadIpv6StaysWithdrawn() {
        World world = dies(begun(), V6).run(60);
        OperatorIntent up = OperatorIntent.up("www", "cloudhelix");

        world.say(up);
        world.run(30);

        assertThat(Compliance.of(world.spec(), world.state(), up).toString())
                .startsWith("WAITING: IPv6 of cloudhelix stays withdrawn, it is not proven healthy; said with"
                        + " evenIfUnproven");

        world.say(up.evenIfUnproven());
        world.run(30);

        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
        assertThat(Compliance.of(world.spec(), world.state(), up).kind()).isEqualTo(IntentOutcome.Kind.DONE);
    }

    @Test
    void whoClearsIsToldThatIpv6WaitsForTheHoldDown() {
        World world = dies(begun(), V4).run(30);
        world.say(OperatorIntent.freeze("www"));
        dies(world, OTHER_V6).run(20);
        OperatorIntent clear = OperatorIntent.clear("www");

        world.say(clear);
        world.run(2);

        assertThat(Compliance.of(world.spec(), world.state(), clear).toString())
                .isEqualTo("WAITING: IPv6 waits: hold-down");
    }

    @Test
    void whoSaysThatAnEndpointIsUpKeepsItsAddresses() {
        World world = begun();
        world.say(OperatorIntent.up("www", "cloudhelix"));

        dies(world, V6).run(120);

        assertThat(world.values(RecordType.AAAA)).containsExactly(V6);
    }

    @Test
    void aDryRunTellsWhatItWouldDo() {
        World world =
                begun(pool -> pool, new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", true, true));

        dies(world, V6).run(60);

        assertThat(world.writes).isEmpty();
        assertThat(world.log).anyMatch(line -> line.contains("ChangeWithheld") && line.contains("AAAA"));
    }

    @Test
    void whoDoesNotLeadWithdrawsNothingAndSaysNothingOfTheRecord() {
        World world = begun();
        world.follows().run(2);

        dies(world, V6).run(60);

        assertThat(world.writes).isEmpty();
        assertThat(world.begun(Kind.IPV6_WITHDRAWN)).isEmpty();
        assertThat(world.begun(Kind.ADDRESS_DOWN)).hasSize(1);
    }

    @Test
    void aMissingTtlIsRepairedWhileIpv6IsDead() {
        World world = dies(begun(), V6).run(90);
        RecordSet old = RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofHours(1), V4);
        world.zone.put(old.key(), old);

        world.run(130);

        assertThat(causes(world)).containsExactly(Cause.FAMILY, Cause.REPAIR);
        assertThat(world.zone.get(old.key()).ttl()).isEqualTo(Duration.ofSeconds(30));
    }
}
