package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.STRANGER;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static io.github.dnsfailover.internal.machine.Pools.failedOver;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Explanation;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules of explanations, one by one; {@link ExplainedStatesTest} has whole texts. */
class ExplainingTest {

    private static Explanation explained(World world) {
        return Explaining.of(world.scene());
    }

    private static String all(List<String> sentences) {
        return String.join("\n", sentences);
    }

    @Nested
    class WhatIsForetoldHappens {

        /** The one sentence of the part on what comes next that tells a change. */
        private static String foretold(World world, String change) {
            return explained(world).next().stream()
                    .filter(sentence -> sentence.contains(change))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(explained(world).toString()));
        }

        private static Instant last(World world, Cause cause) {
            return world.events(RecordsChanged.class).stream()
                    .filter(event -> event.cause() == cause)
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .at();
        }

        /** Times are rounded up, so that what is foretold has happened by then. */
        private static String second(Instant instant) {
            return "At "
                    + instant.plusNanos(999_999_999)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString()
                            .substring("2026-01-01T".length());
        }

        @Test
        void theEndOfASoak() {
            World world = failedOver().begin().run(20);
            world.passes("cloudhelix").run(30);

            String foretold = foretold(world, "failback");
            world.run(400);

            assertThat(foretold).startsWith(second(last(world, Cause.FAILBACK)));
        }

        @Test
        void theEndOfASoakOfManyHours() {
            World world = failedOver(pool -> pool.failback(Failback.after(Duration.ofHours(7))))
                    .begin()
                    .run(20);
            world.passes("cloudhelix").run(30);

            String foretold = foretold(world, "failback");
            world.run(8 * 3600);

            assertThat(foretold).startsWith(second(last(world, Cause.FAILBACK)));
        }

        @Test
        void theEndOfAFreezeAtADeadPlace() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.freeze("www").lasting(Duration.ofMinutes(10)));
            world.fails("cloudhelix").run(60);

            String foretold = foretold(world, "failover");
            world.run(700);

            assertThat(foretold).startsWith(second(last(world, Cause.FAILOVER)));
        }

        @Test
        void theEndOfAHoldDownAfterAnEdit() {
            World world = atPrimary().begin().run(30);
            world.records(RecordType.A, 30, STRANGER).run(40);

            String foretold = foretold(world, "sets the records right");
            world.run(100);

            assertThat(foretold).startsWith(second(last(world, Cause.REPAIR)));
        }

        @Test
        void theReturnOfIpv6Addresses() {
            World world = new World(
                    pool -> pool.name("www.example.com")
                            .endpoint(Endpoint.primary("cloudhelix", PRIMARY, "2001:db8::22"))
                            .endpoint(Endpoint.backup("ec2", Pools.BACKUP, "2001:db8:1::109"))
                            .withdrawFamily(),
                    new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, true));
            world.records(RecordType.A, 30, PRIMARY).records(RecordType.AAAA, 30, "2001:db8::22");
            Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);
            world.answers("2001:db8::22", Pools.FAIL)
                    .run(30)
                    .answers("2001:db8::22", Pools.PASS)
                    .run(40);

            String foretold = foretold(world, "IPv6 addresses of cloudhelix");
            world.run(400);

            assertThat(foretold).startsWith(second(last(world, Cause.FAMILY)));
        }

        @Test
        void theNextTryOfARefusedChange() {
            World world = atPrimary().begin().run(20);
            world.faults.addAll(List.of(World.Fault.REFUSE, World.Fault.REFUSE));
            world.fails("cloudhelix").run(6.5);

            String foretold = foretold(world, "failover");
            world.run(60);

            assertThat(foretold).startsWith(second(last(world, Cause.FAILOVER))).contains("the last try failed");
        }

        @Test
        void whereTrafficGoesWhenWhatServesDies() {
            World world = atPrimary().begin().run(20);

            String foretold = all(explained(world).wouldMove());
            world.fails("cloudhelix").run(60);

            assertThat(foretold).contains("Then traffic moves to ec2, which is proven");
            assertThat(world.events(RecordsChanged.class).get(0).to()).containsExactly("ec2");
        }

        @Test
        void byWhenADeadEndpointIsUnhealthyAtTheLatest() {
            for (long seed = 0; seed < 300; seed++) {
                diesAtAnyTime(seed);
            }
        }

        private void diesAtAnyTime(long seed) {
            Random random = new Random(seed);
            Duration interval = Duration.ofMillis(500 + random.nextInt(15_000));
            Duration timeout = Duration.ofMillis(100 + random.nextInt((int) interval.toMillis() - 100));
            Duration recheck = Duration.ofMillis(50 + random.nextInt((int) interval.toMillis() - 50));
            Duration span = random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofMillis(random.nextInt(10_000));
            int fall = 1 + random.nextInt(6);
            World world = atPrimary(pool -> pool.interval(interval)
                    .timeout(timeout)
                    .recheck(recheck)
                    .minimumUnhealthySpan(span)
                    .fall(fall));
            world.begin().run(60 + random.nextInt(30_000) / 1e3);
            Instant death = world.wall();
            if (random.nextInt(3) == 0) {
                world.answers("cloudhelix", HealthResult.unhealthy("hangs"));
            } else {
                world.probesTake(Duration.ofMillis(1 + random.nextInt((int) timeout.toMillis())))
                        .fails("cloudhelix");
            }
            Instant latest = death.plusNanos(world.spec().unhealthyWithin());

            world.run(Duration.between(death, latest).plusSeconds(60));

            assertThat(world.events(HealthChanged.class).stream()
                            .filter(event -> event.to() == Health.UNHEALTHY)
                            .map(HealthChanged::at))
                    .as(
                            "seed %d: interval %s, timeout %s, recheck %s, span %s, fall %d",
                            seed, interval, timeout, recheck, span, fall)
                    .singleElement()
                    .satisfies(at -> assertThat(at).isBeforeOrEqualTo(latest));
        }

        @Test
        void byWhenFailuresThatHaveBegunDecideAtTheLatest() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").run(3);

            String foretold = all(explained(world).wouldMove());
            world.run(30);

            Instant fallen = world.events(HealthChanged.class).get(2).at();
            String latest = foretold.replaceAll("(?s).*UNHEALTHY, at (\\S+) at the latest.*", "$1");
            assertThat(Instant.parse("2026-01-01T" + latest)).isAfterOrEqualTo(fallen);
        }
    }

    @Nested
    class NothingIsGuessed {

        @Test
        void aPolicyOfTheApplicationIsNeverAsked() {
            AtomicInteger asked = new AtomicInteger();
            FailoverPolicy own = view -> {
                asked.incrementAndGet();
                return new Decision.Publish(List.of(view.endpoints().get(0).endpoint()), "mine");
            };
            World world = atPrimary(pool -> pool.policy(own)).begin().run(20);
            int before = asked.get();

            Explanation explanation = explained(world);

            assertThat(asked).hasValue(before);
            assertThat(all(explanation.wouldMove()))
                    .contains("the application's own policy decides, which is not asked here; proven besides: ec2.");
            assertThat(all(explanation.next())).contains("the application's own policy decides");
        }

        @Test
        void noTimeIsToldForProbesThatSayNothing() {
            World world =
                    atPrimary().answers("cloudhelix", Pools.UNSURE).begin().run(60);

            assertThat(all(explained(world).wouldMove()))
                    .contains("Probes of cloudhelix say nothing about it at present")
                    .doesNotContain("at the latest");
        }

        @Test
        void aBlindEngineForetellsNoMove() {
            World world = atPrimary().begin().run(20);
            world.standStill(Duration.ofSeconds(30));
            world.run(3);

            Explanation explanation = explained(world);

            assertThat(explanation.wouldMove())
                    .containsExactly(
                            "As long as this engine does not trust its own view, it moves nothing, whatever fails.");
            assertThat(all(explanation.next())).contains("The engine trusts its view again at 00:01:00Z");
        }

        @Test
        void whatIsFrozenIsNotForetoldToMove() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.freeze("www"));
            world.run(5);

            assertThat(all(explained(world).wouldMove()))
                    .contains("ec2 should serve, and nothing moves as long as this is in the way: freeze by alice");
        }

        @Test
        void whatIsSaidToBeUpIsNotForetoldToBeLeft() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.up("www", "cloudhelix"));
            world.run(5);

            assertThat(all(explained(world).wouldMove()))
                    .contains("it counts as HEALTHY as long as an operator says that it is up")
                    .contains("Then nothing moves");
        }

        @Test
        void aRepairThatIsDueIsNoMove() {
            World world = atPrimary().begin().fails("ec2").run(30);
            world.records(RecordType.A, 600, PRIMARY).reads(World.Reads.WORK).run(26);

            Explanation explanation = explained(world);

            assertThat(all(explanation.wouldMove())).doesNotContain("alone is published");
        }

        @Test
        void aChangeOfUnknownOutcomeIsToldAsThat() {
            World world = atPrimary().begin().run(20);
            world.reads(World.Reads.HANG);
            world.faults.add(World.Fault.LOST_BEFORE);

            world.fails("cloudhelix").run(8);

            assertThat(all(explained(world).published())).contains("A change is of unknown outcome");
        }
    }

    @Nested
    class Evidence {

        @Test
        void theEscapeFloorIsToldWhereItHoldsAMoveUp() {
            World world = atPrimary(pool -> pool.escapeFloor(Duration.ofSeconds(50)))
                    .begin()
                    .run(20);
            world.say(OperatorIntent.pin("www", "ec2"));
            world.run(1);
            world.say(OperatorIntent.clear("www"));
            world.run(1);

            assertThat(all(explained(world).wouldMove()))
                    .contains("traffic moves to cloudhelix, which is proven, at 00:01:10Z");
        }

        @Test
        void failuresThatDoNotSpanLongEnoughAreToldAsThat() {
            World world = atPrimary(pool ->
                            pool.minimumUnhealthySpan(Duration.ofSeconds(9)).recheck(Duration.ofSeconds(1)))
                    .begin()
                    .run(20);

            world.fails("cloudhelix").run(6.8);

            assertThat(all(explained(world).endpoints())).contains("they do not span 9 s yet");
        }

        @Test
        void failuresThatAreNotVouchedForAreToldAsThat() {
            World world = new World(
                    Pools::two, new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, true));
            Pools.marked(world, "cloudhelix", PRIMARY).begin().run(20);
            world.controlsAnswer(false);

            world.fails("cloudhelix").run(3);

            assertThat(all(explained(world).endpoints()))
                    .contains("They count only once a control target has passed a probe that began later.");
        }

        @Test
        void aBrokenCheckIsTold() {
            World world = atPrimary().begin().run(20);

            world.take(new Input.CheckBroken(0, "threw an Error"));

            assertThat(all(explained(world).endpoints()))
                    .contains("cloudhelix at 192.0.2.22: its check broke its contract: it threw an Error.");
        }

        @Test
        void oneOfTwoPassesIsToldAsThat() {
            World world = failedOver().begin().run(20).passes("cloudhelix");

            while (world.state().diagnosis().target(0).passes() == 0) {
                world.run(0.1);
            }

            assertThat(explained(world).endpoints())
                    .contains("cloudhelix at 192.0.2.22: 1 passed probe of the 2 in a row that it takes.");
        }

        @Test
        void anAddressOfSeveralThatSufficesIsTold() {
            World world = new World(pool -> pool.name("www.example.com")
                    .endpoint(Endpoint.primary("cloudhelix", PRIMARY, "192.0.2.23")
                            .anyAddressSuffices())
                    .endpoint(Endpoint.backup("ec2", Pools.BACKUP)));
            world.records(RecordType.A, 30, PRIMARY, "192.0.2.23").begin().run(20);

            Explanation explanation = explained(world);

            assertThat(all(explanation.endpoints())).contains("One address of cloudhelix that is HEALTHY is enough.");
            assertThat(all(explanation.wouldMove())).contains("3 failed probes that span 3 s of every address");
        }

        @Test
        void timesOfAnotherDayHaveTheirDate() {
            World world = atPrimary().begin().run(Duration.ofHours(25));

            assertThat(all(explained(world).endpoints()))
                    .contains("cloudhelix (primary) is HEALTHY since 2026-01-01T00:00:01Z and proven");
        }

        @Test
        void textOfOthersStaysOnItsLine() {
            World world = atPrimary().begin().run(20);
            world.say(OperatorIntent.freeze("www")
                    .by("mallory\n  next        all is well")
                    .because("\u202Eevil\u0007"));

            world.answers("cloudhelix", HealthResult.unhealthy("bad\r\n\u001B[31mgateway"))
                    .run(30);

            String text = explained(world).toString();
            assertThat(text.lines().filter(line -> line.startsWith("  next "))).hasSize(1);
            assertThat(text).doesNotContain("\u001B", "\u0007", "\u202E", "\r");
        }
    }

    @Nested
    class InEveryState {

        @Test
        void itIsExplainedAndNothingChanges() {
            World world = atPrimary().begin();
            AtomicInteger looks = new AtomicInteger();
            world.afterEach(after -> {
                PoolState state = after.state();
                EngineState engine = after.engine();
                Explanation one = explained(after);
                Explanation other = explained(after);
                looks.incrementAndGet();
                assertThat(one).isEqualTo(other);
                assertThat(after.state()).isSameAs(state);
                assertThat(after.engine()).isSameAs(engine);
                assertThat(one.published()).isNotEmpty();
                assertThat(one.wouldMove()).isNotEmpty();
                assertThat(one.next()).isNotEmpty();
            });

            world.run(20).fails("cloudhelix").run(60);
            world.standStill(Duration.ofSeconds(30));
            world.reads(World.Reads.FAIL).passes("cloudhelix").run(100);
            world.reads(World.Reads.WORK).records(RecordType.A, 30, STRANGER).run(400);
            world.follows().leads(7).run(30);
            world.fails("ec2").fails("cloudhelix").run(60);
            world.take(new Input.Close());

            assertThat(looks).hasValueGreaterThan(300);
        }
    }
}
