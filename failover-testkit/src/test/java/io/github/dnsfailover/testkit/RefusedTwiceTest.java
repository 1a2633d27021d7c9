package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The provider refuses the adoption, and in the same words the move that clients wait for. */
class RefusedTwiceTest {

    @Test
    void theRefusedMoveIsToldThoughTheRefusedAdoptionWasToldInTheSameWords() {
        try (Stage stage = new Stage()) {
            stage.dns.plan(
                    call -> new Fate(call == Call.APPLY ? Fault.REFUSED : Fault.NONE, Duration.ZERO, Duration.ZERO));
            stage.stands(Stage.DC1).pool(pool -> pool.takeOver(TakeOver.ADOPT)).start();
            stage.advance(120);
            assertThat(stage.all(TroubleBegan.class))
                    .extracting(event -> event.trouble().kind())
                    .containsExactly(Trouble.Kind.WRITE_FAILS);
            assertThat(stage.last(TroubleBegan.class).trouble().text()).contains("scripted: refused");
            long refused = stage.dns.count(Fault.REFUSED);

            stage.check.fails("dc1", "down");
            stage.advance(60);

            Trouble blocked = stage.last(TroubleBegan.class).trouble();
            assertThat(blocked.kind()).isEqualTo(Trouble.Kind.MOVE_BLOCKED);
            assertThat(blocked.severity()).isEqualTo(FailoverEvent.Severity.ALARM);
            assertThat(blocked.text()).contains("scripted: refused");
            assertThat(stage.dns.count(Fault.REFUSED)).as("it is tried, too").isGreaterThan(refused);
        }
    }
}
