package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordChangeTest {

    private static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(KEY, Duration.ofSeconds(30), "192.0.2.22");
    private static final RecordSet NEW = RecordSet.of(KEY, Duration.ofSeconds(30), "198.51.100.109");

    @Test
    void aChangeIsUrgentAndWithoutReasonUnlessSaid() {
        RecordChange change = RecordChange.of(OLD, NEW);

        assertThat(change.urgency()).isEqualTo(Urgency.FAILOVER);
        assertThat(change.reason()).isEmpty();
        assertThat(change.keys()).containsExactly(KEY);
        assertThat(change).hasToString("FAILOVER [www.example.com. A 30 [192.0.2.22] -> 30 [198.51.100.109]]");
    }

    @Test
    void reasonAndUrgencyAreKeptBesideEachOther() {
        RecordChange change =
                RecordChange.of(OLD, RecordSet.absent(KEY)).because("moved").urgency(Urgency.REPAIR);

        assertThat(change).hasToString("REPAIR [www.example.com. A 30 [192.0.2.22] -> absent] because moved");
    }

    @Test
    void aTransitionIsOfOneKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Transition(OLD, RecordSet.absent(RecordKey.of("www.example.com", RecordType.AAAA))))
                .withMessage("transition: expected is of www.example.com. A, desired of www.example.com. AAAA");
    }

    @Test
    void conditionsAloneAreNoChange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordChange.of(OLD, OLD))
                .withMessage("transitions: [www.example.com. A 30 [192.0.2.22] stays] would change nothing");
    }

    @Test
    void aTransitionToWhatIsExpectedIsACondition() {
        RecordSet other = RecordSet.absent(RecordKey.of("www.example.com", RecordType.AAAA));

        RecordChange change = RecordChange.of(List.of(new Transition(OLD, NEW), new Transition(other, other)));

        assertThat(change.transitions()).extracting(Transition::isCondition).containsExactly(false, true);
    }

    @Test
    void aChangeOfTheTtlAloneIsAChange() {
        RecordSet longer = RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.22");

        assertThat(RecordChange.of(OLD, longer).transitions()).containsExactly(new Transition(OLD, longer));
    }

    @Test
    void aKeyIsChangedOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordChange.of(List.of(new Transition(OLD, NEW), new Transition(NEW, OLD))))
                .withMessage("transitions: two of www.example.com. A");
    }

    @Test
    void somethingMustBeChanged() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordChange.of(List.of()))
                .withMessage("transitions: none given");
    }

    @Test
    void laterChangesOfTheListAreNotSeen() {
        List<Transition> list = new ArrayList<>(List.of(new Transition(OLD, NEW)));
        RecordChange change = RecordChange.of(list);

        list.clear();

        assertThat(change.transitions()).hasSize(1);
    }

    @Test
    void nullsAreRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> RecordChange.of(OLD, NEW).because(null))
                .withMessage("text");
    }
}
