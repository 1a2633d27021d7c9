package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.STRANGER;
import static io.github.dnsfailover.internal.machine.Pools.UNSURE;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static io.github.dnsfailover.internal.machine.Pools.failedOver;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.internal.machine.World.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What must always hold, number by number as in the design; the simulation checks all of it together. */
class InvariantsTest {

    @Nested
    @DisplayName("1: no name is ever without an address because of us")
    class NeverEmpty {

        @Test
        void aMissingFamilyIsDeletedInTheChangeThatBringsTheOther() {
            World world = new World(pool -> pool.name("www.example.com")
                    .endpoint(Endpoint.primary("six", "2001:db8::22"))
                    .endpoint(Endpoint.backup("four", BACKUP))
                    .allowDifferentFamilies());
            world.records(RecordType.AAAA, 30, "2001:db8::22").begin().run(20);

            world.fails("six").run(30);

            assertThat(world.writes.get(1).change().transitions())
                    .extracting(Object::toString)
                    .contains(
                            "www.example.com. A absent -> 30 [198.51.100.109]",
                            "www.example.com. AAAA 30 [2001:db8::22] -> absent");
        }

        @Test
        void theRecordKeepsItsValuesWhenEveryEndpointIsDead() {
            World world = atPrimary().begin().run(20);

            world.fails("cloudhelix").fails("ec2").run(3600);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
            assertThat(world.begun(Trouble.Kind.ALL_DOWN)).hasSize(1);
        }

        @Test
        void aFamilyThatThePoolDoesNotManageMustBeEmpty() {
            World world = new World(Pools::two);
            world.records(RecordType.A, 30, PRIMARY).records(RecordType.AAAA, 30, "2001:db8::1");

            world.begin().run(300);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.FOREIGN_VALUES)).hasSize(1);
        }
    }

    @Nested
    @DisplayName("2: traffic never moves to an endpoint that is not proven")
    class OnlyProven {

        @Test
        void anUnprovenBackupIsNoPlaceToGo() {
            World world = atPrimary().answers("ec2", UNSURE).begin().run(20);

            world.fails("cloudhelix").run(300);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void aProofThatIsTooOldCountsNoMore() {
            World world = atPrimary().begin().run(20);

            world.answers("ec2", UNSURE).run(30);
            world.fails("cloudhelix").run(300);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void aBackupInDoubtIsNoPlaceToGo() {
            World world = atPrimary(pool -> pool.fall(100)).begin().run(20);

            world.fails("ec2").run(20);
            world.say(OperatorIntent.down("www", "cloudhelix"));
            world.run(5);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void onlyANamedLastResortNeedsNoProof() {
            World world = atPrimary(pool -> pool.allDown(AllDown.lastResort("ec2")))
                    .begin()
                    .run(20);

            world.fails("cloudhelix").fails("ec2").run(60);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
            assertThat(world.writes.get(0).cause()).isEqualTo(RecordsChanged.Cause.LAST_RESORT);
        }

        @Test
        void aLastResortLeadsToNothingThatAnOperatorSaidIsDown() {
            World named = atPrimary(pool -> pool.allDown(AllDown.lastResort("ec2")));
            World all = atPrimary(pool -> pool.allDown(AllDown.publishAll()));

            for (World world : List.of(named, all)) {
                world.begin().run(20).say(OperatorIntent.down("www", "ec2"));
                world.fails("cloudhelix").fails("ec2").run(60);
            }

            assertThat(named.values(RecordType.A)).containsExactly(PRIMARY);
            assertThat(all.values(RecordType.A)).containsExactly(PRIMARY);
        }

        @Test
        void anAskedFailbackDoesNotMoveTrafficToAnUnprovenEndpointThatTheMarkNames() {
            World world = failedOver(pool -> pool.takeOver(EndpointPool.TakeOver.ADOPT));
            world.records(RecordType.A, 30, PRIMARY)
                    .answers("ec2", UNSURE)
                    .begin()
                    .run(20);

            world.say(OperatorIntent.failback("www"));
            world.run(200);

            assertThat(world.writes).isEmpty();
        }
    }

    @Nested
    @DisplayName("3: no write without a term, and a fresh read after a new one")
    class Terms {

        @Test
        void aFollowerNeverWritesNorReads() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(0).run(20);

            world.fails("cloudhelix").run(600);

            assertThat(world.writes).isEmpty();
            assertThat(world.reads()).isZero();
        }

        @Test
        void theTermIsAskedForAgainRightBeforeTheWrite() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);

            world.termEndsUnnoticed().fails("cloudhelix").run(60);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
            assertThat(world.state().custody().term()).isEmpty();
        }

        @Test
        void aNewTermBeginsWithAFreshRead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
            world.follows().fails("cloudhelix").run(20);
            int readsBefore = world.reads();

            world.leads(8).run(1);

            assertThat(world.reads()).isEqualTo(readsBefore + 1);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void aReadThatBeganBeforeTheTermIsNotFresh() {
            World world = atPrimary(Leadership.Instances.SEVERAL)
                    .reads(World.Reads.SLOW)
                    .begin(7)
                    .run(5);

            world.reads(World.Reads.WORK).leads(9).run(6);

            assertThat(world.reads()).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("4: after an unknown outcome read first, after a conflict plan anew")
    class Uncertainty {

        @Test
        void anUnknownOutcomeIsReadBeforeAnythingElse() {
            World world = atPrimary().begin().run(20);
            world.faults.add(Fault.LOST_AFTER);

            world.fails("cloudhelix").run(10);

            int write = indexOfLine(world, "-> write");
            assertThat(world.log.subList(write + 1, world.log.size()))
                    .filteredOn(line -> line.contains("-> read") || line.contains("-> write"))
                    .first()
                    .asString()
                    .contains("-> read");
            assertThat(world.writes).hasSize(1);
        }

        @Test
        void aConflictIsNeverForced() {
            World world = atPrimary().begin().run(20);

            world.records(RecordType.A, 30, STRANGER).fails("cloudhelix").run(10);

            assertThat(world.values(RecordType.A)).containsExactly(STRANGER);
            assertThat(world.writes).hasSize(1);
        }

        @Test
        void aConflictRestartsTheHoldDown() {
            World world = atPrimary().begin().run(20);
            Pools.mark(world, "acme", "prod", 5, 1, "cloudhelix");

            world.fails("cloudhelix").run(60);

            assertThat(apart(world.writes.get(0), world.writes.get(1)))
                    .isGreaterThanOrEqualTo(world.spec().pool.timings().escapeFloor());
        }

        @Test
        void anUnknownOutcomeRestartsTheHoldDown() {
            World world = atPrimary().begin().run(20);
            world.faults.add(Fault.LOST_BEFORE);

            world.fails("cloudhelix").run(60);

            assertThat(apart(world.writes.get(0), world.writes.get(1)))
                    .isGreaterThanOrEqualTo(world.spec().pool.timings().escapeFloor());
        }
    }

    @Nested
    @DisplayName("5: values that are not ours are never overwritten silently")
    class OtherPeoplesValues {

        @Test
        void foreignValuesAreNotTakenOverUnlessTold() {
            World world = new World(Pools::two).records(RecordType.A, 30, STRANGER);

            world.begin().run(600);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.FOREIGN_VALUES))
                    .singleElement()
                    .extracting(Trouble::text)
                    .asString()
                    .contains(PRIMARY);
        }

        @Test
        void anEditIsSetRightOnceAndTheSecondTimeThePoolFreezes() {
            World world = atPrimary().begin().run(20);
            world.records(RecordType.A, 30, STRANGER).run(150);
            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);

            world.records(RecordType.A, 30, STRANGER).run(600);

            assertThat(world.values(RecordType.A)).containsExactly(STRANGER);
            assertThat(world.events(ForeignEdit.class))
                    .extracting(ForeignEdit::response)
                    .containsExactly(ForeignEdit.Response.REASSERT, ForeignEdit.Response.FREEZE);
        }

        @Test
        void anEditWaitsForTheHoldDownBeforeItIsSetRight() {
            World world = atPrimary().begin().run(20);

            world.records(RecordType.A, 30, STRANGER).run(150);

            Duration waited = Duration.between(
                    world.events(ForeignEdit.class).get(0).at(),
                    world.writes.get(0).decided());
            assertThat(waited).isEqualTo(world.spec().pool.timings().holdDown());
        }

        @Test
        void aHoldDoesNotSignWhatSomebodyElseWrote() {
            World world = failedOver().begin().run(20);
            world.fails("ec2").run(20);

            world.records(RecordType.A, 30, PRIMARY).run(600);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void aMemberThatSomebodyElsePutThereIsAnEdit() {
            World world = failedOver().begin().run(20);

            world.records(RecordType.A, 30, PRIMARY).run(90);

            assertThat(world.events(ForeignEdit.class)).hasSize(1);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void yieldingLeavesAnEditAlone() {
            World world = atPrimary(pool -> pool.foreignEdits(EndpointPool.ForeignEdits.YIELD))
                    .begin()
                    .run(20);

            world.records(RecordType.A, 30, STRANGER).run(600);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void anOperatorEndsTheYieldingByClearing() {
            World world = atPrimary(pool -> pool.foreignEdits(EndpointPool.ForeignEdits.YIELD))
                    .begin()
                    .run(20);
            world.records(RecordType.A, 30, STRANGER).run(100);

            world.say(OperatorIntent.clear("www"));
            world.run(100);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }
    }

    @Nested
    @DisplayName("6: hold-down damps, the escape floor rescues")
    class Damping {

        @Test
        void theHoldDownSeparatesMovesWhileSomethingPublishedIsHealthy() {
            World world = failedOver(pool -> pool.failback(Failback.after(Duration.ZERO)))
                    .begin()
                    .run(20);
            world.say(OperatorIntent.failback("www"));
            world.passes("cloudhelix").run(30);
            world.fails("cloudhelix").run(30);

            world.passes("cloudhelix").run(200);

            Duration last = apart(world.writes.get(world.writes.size() - 2), world.writes.get(world.writes.size() - 1));
            assertThat(last).isGreaterThanOrEqualTo(world.spec().pool.timings().holdDown());
        }

        @Test
        void onlyTheEscapeFloorDelaysLeavingADeadPlace() {
            World world = atPrimary(pool -> pool.holdDown(Duration.ofHours(1)))
                    .begin()
                    .run(20);
            world.fails("cloudhelix").run(15);
            world.passes("cloudhelix").run(15);

            world.fails("ec2").run(15);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
            assertThat(world.writes).hasSize(2);
        }
    }

    @Nested
    @DisplayName("7: who cannot see moves nothing, says so, and gives up the lead")
    class Blindness {

        @Test
        void aProcessThatStoodStillMovesNothingForAWhile() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
            world.fails("cloudhelix").standStill(Duration.ofSeconds(30));

            world.run(9);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.BLIND)).hasSize(1);
            assertThat(world.log).anyMatch(line -> line.contains("-> resign"));
        }

        @Test
        void itTrustsItselfAgainAfterTenSaneSeconds() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").standStill(Duration.ofSeconds(30));

            world.run(15);

            assertThat(world.ended(Trouble.Kind.BLIND))
                    .extracting(TroubleEnded::lasted)
                    .containsExactly(Limits.SANE);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void whoWasSuspendedMovesNothingForAWhileAndGivesUpTheLead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
            world.fails("cloudhelix").suspend(Duration.ofHours(1));

            world.run(9);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.BLIND))
                    .extracting(Trouble::text)
                    .containsExactly("this machine was suspended for 3600 s, or its clock was set ahead by that");
            assertThat(world.log).anyMatch(line -> line.contains("-> resign"));
        }

        /** A clock that is set ahead again and again, or a process that never gets on: nobody else is there to act. */
        @Test
        void theOnlyEngineThatIsBlindForFiveMinutesIsAnAlarm() {
            World world = atPrimary().begin().run(20);
            for (int i = 0; i < 65; i++) {
                world.suspend(Duration.ofSeconds(3));
                world.run(5);
            }

            assertThat(world.events(TroubleChanged.class))
                    .filteredOn(event -> event.trouble().kind() == Trouble.Kind.BLIND)
                    .extracting(event -> event.trouble().severity())
                    .containsExactly(Severity.ALARM);
        }

        /** The clock for durations did not count the hour: by it, the backup passed a few seconds ago. */
        @Test
        void whatPassedBeforeASuspensionProvesNothing() {
            World world = atPrimary(pool -> pool.interval(Duration.ofMinutes(1))) // so proofs hold for two
                    .begin()
                    .run(20);
            world.suspend(Duration.ofHours(1));
            world.fails("cloudhelix").answers("ec2", HealthResult.unhealthy("hangs"));

            world.run(60);

            assertThat(world.writes).isEmpty();
            world.passes("ec2").run(30);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void anAnswerThatWasUnderWayDuringASuspensionProvesNothing() {
            int ec2 = 1;
            World world = atPrimary().begin().run(20);
            world.probesTake(Duration.ofSeconds(2));
            while (world.state().diagnosis().target(ec2).schedule().isIdle()) {
                world.run(0.1);
            }
            world.suspend(Duration.ofHours(1));

            world.run(2);

            assertThat(world.state().diagnosis().target(ec2).lastResult().detail())
                    .isEqualTo("this machine was suspended meanwhile");
            assertThat(world.state().diagnosis().isProven(world.spec(), ec2, world.nanos()))
                    .isFalse();
        }

        @Test
        void aSecondStandstillProlongsTheBlindness() {
            World world = atPrimary().begin().run(20);
            world.standStill(Duration.ofSeconds(30));
            world.run(5);
            world.standStill(Duration.ofSeconds(30));

            world.run(9);

            assertThat(world.state().sight().isBlind()).isTrue();
            assertThat(world.begun(Trouble.Kind.BLIND)).hasSize(1);
        }

        @Test
        void failuresOfProbesThatThisProcessHadNoTimeForMoveNothing() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
            Duration timeout = world.spec().pool.timings().timeout();

            world.fails("cloudhelix").stalls(timeout.dividedBy(2).plusNanos(1)).run(300);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.BLIND))
                    .extracting(Trouble::text)
                    .containsExactly("this process was kept from running for 1500 ms of a probe");
            assertThat(world.log).anyMatch(line -> line.contains("-> resign"));
            assertThat(world.events(HealthChanged.class)).noneMatch(event -> event.to() == Health.UNHEALTHY);
        }

        @Test
        void aFailureThatIsNotTrustedMakesDoubtfulOnesForgottenAndKeepsThePace() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix");
            while (world.state().diagnosis().target(0).failures() == 0) {
                world.run(0.1);
            }
            int before = world.probesOf(PRIMARY).size();

            world.stalls(Duration.ofSeconds(2)).run(20);

            List<Duration> probes = world.probesOf(PRIMARY);
            assertThat(world.state().diagnosis().target(0).failures()).isZero();
            assertThat(world.state().diagnosis().target(0).lastResult().verdict())
                    .isEqualTo(HealthResult.Verdict.INCONCLUSIVE);
            assertThat(probes).hasSizeGreaterThan(before + 2);
            for (int i = before; i < probes.size(); i++) {
                assertThat(probes.get(i).minus(probes.get(i - 1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
        }

        @Test
        void halfATimeoutIsAFairChance() {
            World world = atPrimary().begin().run(20);
            Duration timeout = world.spec().pool.timings().timeout();

            world.fails("cloudhelix").stalls(timeout.dividedBy(2)).run(30);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
            assertThat(world.begun(Trouble.Kind.BLIND)).isEmpty();
        }

        @Test
        void whoHasTimeAgainBelievesFailuresAgain() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").stalls(Duration.ofSeconds(2)).run(60);

            world.stalls(Duration.ZERO).run(30);

            assertThat(world.ended(Trouble.Kind.BLIND)).hasSize(1);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void anEndpointThatIsDownAnywayBlindsNobody() {
            World world = atPrimary().begin().run(20);
            world.fails("ec2").run(60);

            world.stalls(Duration.ofSeconds(2)).run(60);

            assertThat(world.begun(Trouble.Kind.BLIND)).isEmpty();
            assertThat(world.state().sight().isBlind()).isFalse();
        }

        @Test
        void passesOfABusyMachineCount() {
            World world = atPrimary().begin().stalls(Duration.ofSeconds(2)).run(300);

            assertThat(world.begun(Trouble.Kind.BLIND)).isEmpty();
            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }

        @Test
        void whoCannotReachItsProviderGivesUpTheLead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);

            world.readsFail(true).run(60);

            assertThat(world.begun(Trouble.Kind.PROVIDER_UNREACHABLE)).hasSize(1);
            assertThat(world.begun(Trouble.Kind.BLIND)).isEmpty();
            assertThat(world.log).anyMatch(line -> line.contains("-> resign: the provider cannot be reached"));
        }

        @Test
        void aFailureOfAProbeThatRanWhileTheProcessStoodStillSaysNothing() {
            World world = atPrimary().begin().run(20);
            world.probesTake(Duration.ofSeconds(2)).run(2.5);
            world.fails("cloudhelix").fails("ec2").standStill(Duration.ofSeconds(30));

            world.run(0.1);

            for (int i = 0; i < world.spec().targets.size(); i++) {
                assertThat(world.state().diagnosis().target(i).failures()).isZero();
            }
        }
    }

    @Nested
    @DisplayName("8: failback obeys its mode")
    class FailingBack {

        @Test
        void automaticFailbackWaitsForTheSoak() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(20);

            world.run(270);
            assertThat(world.writes).isEmpty();
            world.run(30);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }

        @Test
        void aFailureDuringTheSoakBeginsItAnew() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(200);
            world.fails("cloudhelix").run(20);

            world.passes("cloudhelix").run(300);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void manualFailbackWaitsForAWord() {
            World world =
                    failedOver(pool -> pool.failback(Failback.manual())).begin().run(20);
            world.passes("cloudhelix").run(7200);
            assertThat(world.writes).isEmpty();

            world.say(OperatorIntent.failback("www"));
            world.run(1);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }
    }

    @Nested
    @DisplayName("9: an operator's word")
    class Words {

        @Test
        void aFreezeIsStrongerThanAnythingElse() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.freeze("www"));
            world.say(OperatorIntent.pin("www", "ec2"));
            world.say(OperatorIntent.down("www", "cloudhelix"));

            world.fails("cloudhelix").run(600);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void downIsStrongerThanAPin() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(20);

            world.say(OperatorIntent.down("www", "ec2"));
            world.run(20);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }

        @Test
        void aPinIsStrongerThanThePolicyAndTheHoldDown() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(20);
            world.say(OperatorIntent.pin("www", "cloudhelix"));
            world.run(1);

            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(1);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
            assertThat(world.writes).hasSize(2);
        }

        @Test
        void aPinMovesTrafficAlthoughTheEngineIsBlind() {
            World world = atPrimary().begin().run(20);
            world.standStill(Duration.ofSeconds(30));
            world.run(1);

            world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
            world.run(1);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void upOverrulesTheSoak() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(20);

            world.say(OperatorIntent.up("www", "cloudhelix"));
            world.run(1);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }

        @Test
        void noWordOverrulesForeignValues() {
            World world = new World(Pools::two)
                    .records(RecordType.A, 30, STRANGER)
                    .begin()
                    .run(20);

            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(300);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void noWordOverrulesTheLead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(0).run(20);

            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(300);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void anUnprovenEndpointIsRefusedUnlessThatIsSaid() {
            World world = atPrimary().fails("ec2").begin().run(20);

            String refusal = world.say(OperatorIntent.pin("www", "ec2"));

            assertThat(refusal).contains("ec2 is not proven healthy");
            assertThat(world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven()))
                    .isEmpty();
        }

        @Test
        void anIntentSurvivesARestart() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(20);

            world.restart().run(600);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void anIntentEndsAtItsExpiry() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.down("www", "cloudhelix").lasting(Duration.ofMinutes(10)));
            world.run(599);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);

            world.run(2);

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
            assertThat(world.events(IntentChanged.class))
                    .extracting(IntentChanged::change)
                    .contains(IntentChanged.Change.EXPIRED);
        }

        @Test
        void whoCannotReadWhatOperatorsSayDoesNotLead() {
            World world =
                    atPrimary(Leadership.Instances.SEVERAL).storeFails(true).begin(8);

            world.fails("cloudhelix").run(60);

            assertThat(world.writes).isEmpty();
            assertThat(world.state().custody().leads()).isFalse();
            assertThat(world.begun(Trouble.Kind.STORE_FAILS)).hasSize(1);
        }

        @Test
        void aStoreThatIsAwayForSixSecondsTakesNoLead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(8).run(20);

            world.storeFails(true).run(6);
            world.storeFails(false).run(3);

            assertThat(world.state().custody().leads()).isTrue();
            assertThat(world.log).noneMatch(line -> line.contains("-> resign"));
        }

        @Test
        void whoHasNotHeardOperatorsForTenSecondsGivesUpTheLead() {
            World world = atPrimary(Leadership.Instances.SEVERAL).begin(8).run(20);

            world.storeFails(true).run(11.1);

            assertThat(world.state().custody().leads()).isFalse();
            assertThat(world.log).anyMatch(line -> line.contains("-> resign: what operators say has not been read"));
        }
    }

    @Nested
    @DisplayName("10: a restart never moves traffic by itself")
    class Restarts {

        @Test
        void aRestartNeverMovesTrafficByItself() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(60);

            world.restart().run(290);

            assertThat(world.writes).isEmpty();
        }

        @Test
        void everyEndpointSettlesBeforeTheFirstDecision() {
            World world =
                    failedOver().passes("cloudhelix").answers("ec2", UNSURE).begin();

            world.run(15);

            assertThat(world.state().outlook().decision()).isEqualTo("hold");
            assertThat(world.writes).isEmpty();
        }

        @Test
        void anEndpointOfUnknownHealthThatServesKeepsServingAfterTheSettleLimit() {
            World world =
                    failedOver().passes("cloudhelix").answers("ec2", UNSURE).begin();

            world.run(250);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
            assertThat(world.state().diagnosis().isSettled()).isTrue();
        }
    }

    @Nested
    @DisplayName("11: the bound of convergence is printed term by term")
    class Convergence {

        @Test
        void theFirstEventPrintsTheBoundTermByTerm() {
            World world = atPrimary();

            String bound = world.events(PoolStarted.class).get(0).convergence();

            assertThat(bound)
                    .startsWith(world.spec().pool.convergence().toString())
                    .contains("failback soak, of one that flapped 40 min", "the provider is tried again 1 min");
        }

        @Test
        void theRecordIsRightWithinTheBoundOnceFaultsHaveStopped() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").readsFail(true).standStill(Duration.ofSeconds(30));
            world.faults.addAll(List.of(Fault.LATE, Fault.HANG, Fault.LOST_BEFORE, Fault.REFUSE, Fault.REFUSE));
            world.run(300);

            world.faults.clear();
            world.passes("cloudhelix").readsFail(false);
            world.run(world.spec().pool.convergence().total());

            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        }
    }

    @Nested
    @DisplayName("12: closing leaves DNS as it is")
    class Closing {

        @Test
        void aClosedMachineDoesNothingAnyMore() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").run(1);
            world.take(new Input.Close());
            int printed = world.log.size();

            world.run(7200);

            assertThat(world.writes).isEmpty();
            assertThat(world.log).hasSize(printed);
        }

        @Test
        void aWriteThatReturnsAfterTheCloseIsNotFollowedUp() {
            World world = atPrimary().begin().run(20);
            world.faults.add(Fault.HANG);
            world.fails("cloudhelix").run(10);
            world.take(new Input.Close());

            world.run(200);

            assertThat(world.events(RecordsChanged.class)).isEmpty();
        }
    }

    @Nested
    @DisplayName("13: the state of the world is no reason to throw")
    class BadDays {

        @Test
        void aStateStoreThatCannotBeReadHoldsWithAnEvent() {
            World world = atPrimary().storeFails(true).begin();

            world.fails("cloudhelix").run(600);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Trouble.Kind.STORE_FAILS)).hasSize(1);
            assertThat(world.begun(Trouble.Kind.MOVE_BLOCKED)).hasSize(1);
        }

        @Test
        void aProviderThatIsDownFromTheStartIsTriedUntilItAnswers() {
            World world = atPrimary().readsFail(true).begin().run(600);

            world.readsFail(false).run(120);

            assertThat(world.state().custody().isManaged()).isTrue();
        }
    }

    @Nested
    @DisplayName("14: our own sickness is inconclusive")
    class OwnSickness {

        @Test
        void inconclusiveProbesNeverMakeAnEndpointUnhealthy() {
            World world = atPrimary().begin().run(20);

            world.answers("cloudhelix", UNSURE).run(7200);

            assertThat(world.writes).isEmpty();
            assertThat(world.state().diagnosis().endpoint(0).health()).isEqualTo(Health.HEALTHY);
        }

        @Test
        void aProbeThatHangsIsAbandonedAndCountsAsTheLoopSays() {
            World world = atPrimary().begin().run(20);

            world.answers("cloudhelix", HealthResult.unhealthy("hangs")).run(60);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }
    }

    @Nested
    @DisplayName("15: evidence has a span")
    class Evidence {

        @Test
        void aBlackoutOfOneSecondMovesNobody() {
            for (int offset = 0; offset < 120; offset++) {
                World world = atPrimary().begin().run(20 + offset / 10.0);

                world.fails("cloudhelix").run(1);
                world.passes("cloudhelix").run(60);

                assertThat(world.writes)
                        .as("blackout after %s ms", offset * 100)
                        .isEmpty();
            }
        }

        @Test
        void failuresWithinLessThanTheSpanAreOneObservation() {
            World world = atPrimary(pool -> pool.recheck(Duration.ofMillis(100)).fall(1))
                    .begin()
                    .run(20);

            world.fails("cloudhelix").run(10.5);
            Duration first = world.probesOf(PRIMARY).stream()
                    .filter(at -> at.compareTo(Duration.ofSeconds(20)) > 0)
                    .findFirst()
                    .orElseThrow();

            assertThat(world.writes)
                    .allSatisfy(write -> assertThat(Duration.between(World.BEGIN, write.decided())
                                    .minus(first))
                            .isGreaterThanOrEqualTo(Duration.ofSeconds(3)));
        }
    }

    private static int indexOfLine(World world, String text) {
        for (int i = 0; i < world.log.size(); i++) {
            if (world.log.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + text + " in " + world.log);
    }

    private static Duration apart(PlannedWrite first, PlannedWrite second) {
        return Duration.between(first.decided(), second.decided());
    }
}
