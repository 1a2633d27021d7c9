package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static io.github.dnsfailover.testkit.Fleet.Y;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The lead is held for each scope: one vendor's outage costs its own pools only, and passes no lead in a circle. */
@DisplayName("two vendors, one of them in trouble")
class TwoVendorsTest {

    /** What is wrong at a vendor. */
    enum Outage {
        AWAY,
        WRITES_ARE_LOST,
        WRITES_ARE_REFUSED;

        void at(FaultyDnsProvider dns) {
            dns.plan(call -> {
                Fault fault = this == AWAY || (this == WRITES_ARE_LOST && call == Call.APPLY)
                        ? Fault.TIMED_OUT_BEFORE
                        : call == Call.APPLY ? Fault.REFUSED : Fault.NONE;
                return new Fate(fault, Duration.ofSeconds(fault == Fault.TIMED_OUT_BEFORE ? 5 : 0), Duration.ZERO);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, AWAY", "1, WRITES_ARE_LOST", "1, WRITES_ARE_REFUSED",
        "2, AWAY", "2, WRITES_ARE_LOST", "2, WRITES_ARE_REFUSED",
        "3, AWAY", "3, WRITES_ARE_LOST", "3, WRITES_ARE_REFUSED"
    })
    void theOtherVendorsPoolMovesWithinItsBound(int instances, Outage outage) {
        Fleet fleet = new Fleet(instances, 1, 1).start();
        fleet.each(instance -> outage.at(instance.at(X)));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(30));

        fleet.dies("y1-primary");
        fleet.run(fleet.bound());

        assertThat(fleet.addresses("y1", Y)).containsExactly("198.51.100.1");
        assertThat(fleet.addresses("x1", X)).containsExactly("192.0.2.1");
        fleet.each(instance -> instance.at(X).heal());
        fleet.run(Duration.ofSeconds(15));
        assertThat(fleet.leader("x1")).isNotNull();
        fleet.run(Duration.ofMinutes(1));
        assertThat(fleet.addresses("x1", X)).containsExactly("198.51.100.1");
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void whoAloneCannotUseItHandsOverAndTheOtherOneMoves(Outage outage) {
        Fleet fleet = new Fleet(2, 1, 1).start();
        Fleet.Instance first = fleet.leader("x1");
        outage.at(first.at(X));

        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.addresses("x1", X)).containsExactly("198.51.100.1");
        assertThat(first.leads("x1")).isFalse();
        assertThat(first.leads("y1") || fleet.follower("x1").leads("y1")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void aFaultThatLastsPassesTheLeadOnRarely(Outage outage) {
        Fleet fleet = new Fleet(2, 1, 1).start();
        fleet.each(instance -> outage.at(instance.at(X)));
        fleet.dies("x1-primary");
        Duration begin = fleet.time.passed();
        Duration hour = Duration.ofHours(1);

        fleet.run(hour.multipliedBy(4));

        assertThat(fleet.changesOfLead(X, begin, begin.plus(hour))).isLessThanOrEqualTo(12);
        for (int i = 1; i < 4; i++) {
            assertThat(fleet.changesOfLead(X, begin.plus(hour.multipliedBy(i)), begin.plus(hour.multipliedBy(i + 1))))
                    .isLessThanOrEqualTo(4);
        }
        assertThat(fleet.changesOfLead(Y, begin, begin.plus(hour.multipliedBy(4))))
                .isZero();
    }

    @Test
    void anOnlyInstanceKeepsWhatItHas() {
        Fleet fleet = new Fleet(1, 1, 1).start();

        fleet.each(instance -> Outage.AWAY.at(instance.at(X)));
        fleet.run(Duration.ofHours(1));

        assertThat(fleet.leader("x1")).isSameAs(fleet.leader("y1"));
    }

    @Test
    void aVendorThatAnswersThatThereAreTooManyCallsIsThere() {
        Fleet fleet = new Fleet(2, 1, 1).start();
        Fleet.Instance first = fleet.leader("x1");

        fleet.each(instance -> instance.at(X).plan(call -> new Fate(Fault.REFUSED, Duration.ZERO, Duration.ZERO)));
        fleet.run(Duration.ofMinutes(10));

        assertThat(fleet.leader("x1")).isSameAs(first);
        assertThat(first.engine.snapshot().troubles())
                .extracting(Trouble::kind)
                .containsExactly(Trouble.Kind.READ_REFUSED);
    }
}
