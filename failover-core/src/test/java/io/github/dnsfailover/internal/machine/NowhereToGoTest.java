package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** NOWHERE_TO_GO and ADDRESS_DOWN: clients are served, and less well than they could be. */
class NowhereToGoTest {

    private static final int LONG = 605; // seconds: ten minutes, and the time until a probe finds out

    @Test
    void aBackupThatIsDeadForTenMinutesIsAnAlarm() {
        World world = atPrimary().begin().run(20);

        world.fails("ec2").run(595);
        assertThat(world.begun(Kind.NOWHERE_TO_GO)).isEmpty();
        world.run(30);

        assertThat(world.begun(Kind.NOWHERE_TO_GO)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
            assertThat(trouble.isInTheWay()).isFalse();
        });
    }

    @Test
    void oneThatOnlyCannotBeProvenIsNoPlaceToGoEither() {
        World world = atPrimary().begin().run(20);

        world.answers("ec2", HealthResult.inconclusive("too many open files")).run(LONG + 40);

        assertThat(world.begun(Kind.NOWHERE_TO_GO)).hasSize(1);
    }

    @Test
    void itIsOverAsSoonAsOneIsProven() {
        World world = atPrimary().begin().run(20);
        world.fails("ec2").run(LONG + 15);

        world.passes("ec2").run(30);

        assertThat(world.ended(Kind.NOWHERE_TO_GO)).hasSize(1);
    }

    @Test
    void aBackupThatComesAndGoesIsNone() {
        World world = atPrimary().begin().run(20);
        for (int i = 0; i < 20; i++) {
            world.fails("ec2").run(60);
            world.passes("ec2").run(60);
        }

        assertThat(world.begun(Kind.NOWHERE_TO_GO)).isEmpty();
    }

    @Test
    void whatOperatorsTookAwayThemselvesIsNone() {
        World frozen = atPrimary().begin().run(20);
        frozen.say(OperatorIntent.freeze("www"));
        frozen.fails("ec2").run(LONG + 15);
        World down = atPrimary().begin().run(20);
        down.say(OperatorIntent.down("www", "ec2"));
        down.run(LONG + 15);

        assertThat(frozen.begun(Kind.NOWHERE_TO_GO)).isEmpty();
        assertThat(down.begun(Kind.NOWHERE_TO_GO)).isEmpty();
    }

    @Test
    void afterAFailoverTheOldPlaceIsTheOneToGo() {
        World world = atPrimary().begin().run(20);

        world.fails("cloudhelix").run(LONG + 30);

        assertThat(world.begun(Kind.NOWHERE_TO_GO)).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void whereEverythingIsDownOnlyThatIsTold() {
        World world = atPrimary().begin().run(20);

        world.fails("cloudhelix").fails("ec2").run(LONG + 30);

        assertThat(world.begun(Kind.ALL_DOWN)).hasSize(1);
        assertThat(world.begun(Kind.NOWHERE_TO_GO)).isEmpty();
    }

    @Test
    void aSingleEndpointHasNeverHadOne() {
        World world = new World(pool -> pool.name("www.example.com").endpoint(Endpoint.primary("only", "192.0.2.22")));
        world.records(RecordType.A, 30, "192.0.2.22").begin().run(LONG + 30);

        assertThat(world.begun(Kind.NOWHERE_TO_GO)).isEmpty();
    }

    // one address of several

    private static EndpointPool.Builder dual(EndpointPool.Builder pool) {
        return pool.name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22", "2001:db8::22")
                        .anyAddressSuffices())
                .endpoint(Endpoint.backup("ec2", "198.51.100.109", "2001:db8:1::109")
                        .anyAddressSuffices());
    }

    private static World dualStack() {
        World world = new World(NowhereToGoTest::dual);
        world.records(RecordType.A, 30, "192.0.2.22").records(RecordType.AAAA, 30, "2001:db8::22");
        return Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(20);
    }

    @Test
    void anAddressThatIsDeadAloneIsToldWithItsFamily() {
        World world = dualStack();

        world.answers("2001:db8::22", HealthResult.unhealthy("network is down")).run(30);

        assertThat(world.begun(Kind.ADDRESS_DOWN)).singleElement().satisfies(trouble -> {
            assertThat(trouble.subject()).isEqualTo("cloudhelix at 2001:db8::22");
            assertThat(trouble.text()).isEqualTo("IPv6: network is down");
            assertThat(trouble.severity()).isEqualTo(Severity.WARNING);
        });
        assertThat(world.begun(Kind.ENDPOINT_DOWN)).isEmpty();
        assertThat(world.values(RecordType.AAAA)).containsExactly("2001:db8::22");
    }

    @Test
    void itIsToldOnceHoweverItsDetailWavers() {
        World world = dualStack();

        for (int i = 0; i < 20; i++) {
            world.answers("2001:db8::22", HealthResult.unhealthy("took " + i + " ms"))
                    .run(20);
        }

        assertThat(world.begun(Kind.ADDRESS_DOWN)).hasSize(1);
        assertThat(world.state().troubles().present())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text()).isEqualTo("IPv6: took 0 ms"));
    }

    @Test
    void itIsOverWhenTheAddressHasRisen() {
        World world = dualStack();
        world.answers("2001:db8::22", HealthResult.unhealthy("network is down")).run(30);

        world.answers("2001:db8::22", HealthResult.healthy()).run(Duration.ofSeconds(30));

        assertThat(world.ended(Kind.ADDRESS_DOWN)).hasSize(1);
    }

    @Test
    void whenAllAddressesAreDeadTheEndpointIsDownAndNothingElse() {
        World world = dualStack();
        world.answers("2001:db8::22", HealthResult.unhealthy("network is down")).run(30);

        world.fails("cloudhelix").run(30);

        assertThat(world.ended(Kind.ADDRESS_DOWN)).hasSize(1);
        assertThat(world.begun(Kind.ENDPOINT_DOWN)).hasSize(1);
    }
}
