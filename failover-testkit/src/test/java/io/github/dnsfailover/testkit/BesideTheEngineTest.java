package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners and recorders that come while the engine runs. */
class BesideTheEngineTest {

    private record Probe(String pool, String endpoint, ProbeEvidence evidence) {}

    private final Stage stage = new Stage();
    private final List<Probe> probes = new ArrayList<>();

    @AfterEach
    void close() {
        stage.close();
    }

    private void take(String pool, String endpoint, ProbeEvidence evidence) {
        probes.add(new Probe(pool, endpoint, evidence));
    }

    @Test
    void aListenerThatComesLaterHearsWhatHappensFromThenOnUntilItIsTakenOut() {
        List<FailoverEvent> late = new ArrayList<>();
        FailoverEngine engine = stage.start();
        Cancellable listening = engine.listen(late::add);
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        assertThat(late).hasAtLeastOneElementOfType(RecordsChanged.class);
        int heard = late.size();

        listening.cancel();
        stage.check.passes("dc1");
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(late).hasSize(heard);
    }

    @Test
    void aListenerMayComeBeforeTheStartAndBeTakenOutTwice() {
        List<FailoverEvent> early = new ArrayList<>();
        FailoverEngine engine = stage.build();
        Cancellable listening = engine.listen(early::add);
        engine.start();
        stage.advance(30);
        assertThat(early).hasAtLeastOneElementOfType(HealthChanged.class);

        listening.cancel();
        listening.cancel();
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void thatAListenerFailedIsOverOnceItIsTakenOut() {
        FailoverEngine engine = stage.start();
        Cancellable listening = engine.listen(event -> {
            throw new IllegalStateException("no console");
        });
        stage.check.fails("aws", "refused");
        stage.advance(60);
        assertThat(stage.wrong()).contains(Trouble.Kind.LISTENER_FAILS);

        listening.cancel();
        stage.check.passes("aws");
        stage.advance(120);

        assertThat(stage.wrong()).isEmpty();
    }

    @Test
    void aRecorderHearsOfEveryProbeWithinASecond() {
        FailoverEngine engine = stage.start();
        engine.record(this::take);
        stage.check.fails("dc1", "refused");
        long before = stage.check.probes();

        stage.advance(120);
        long called = stage.check.probes() - before;
        stage.runtime.advance(Duration.ofMillis(999));

        assertThat((long) probes.size()).isBetween(called, called + 4);
        assertThat(probes).allMatch(probe -> probe.pool().equals("www"));
        assertThat(probes)
                .filteredOn(probe -> probe.endpoint().equals("dc1"))
                .allMatch(probe -> probe.evidence().target().equals(Stage.DC1)
                        && probe.evidence().result().verdict() == Verdict.UNHEALTHY);
        assertThat(probes)
                .filteredOn(probe -> probe.endpoint().equals("aws"))
                .isNotEmpty()
                .allMatch(probe -> probe.evidence().result().verdict() == Verdict.HEALTHY);
    }

    @Test
    void aProbeThatHangsIsRecordedWithTheTimeThatItWasGiven() {
        FailoverEngine engine = stage.start();
        engine.record(this::take);

        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofHours(1));
            return HealthResult.healthy();
        });
        stage.advance(60);

        assertThat(probes)
                .filteredOn(probe -> probe.endpoint().equals("dc1"))
                .first()
                .satisfies(probe -> {
                    assertThat(probe.evidence().result().verdict()).isEqualTo(Verdict.UNHEALTHY);
                    assertThat(probe.evidence().latency())
                            .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4)); // the timeout, and a look
                });
    }

    @Test
    void aRecorderThatThrowsIsATroubleAndHarmsNobody() {
        FailoverEngine engine = stage.start();
        Cancellable broken = engine.record((pool, endpoint, probe) -> {
            throw new IllegalStateException("no registry");
        });
        engine.record(this::take);
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(probes).isNotEmpty();
        assertThat(stage.only(Trouble.Kind.LISTENER_FAILS).text())
                .isEqualTo("it threw java.lang.IllegalStateException: no registry");

        broken.cancel();
        stage.advance(120);

        assertThat(stage.wrong()).doesNotContain(Trouble.Kind.LISTENER_FAILS);
    }

    @Test
    void ofMoreProbesThanAreKeptForARecorderThatBlocksTheOldestAreLost() {
        FailoverEngine engine =
                stage.pool(pool -> pool.interval(Duration.ofSeconds(1))).start();
        boolean[] blocked = {false};
        engine.record((pool, endpoint, probe) -> {
            if (!blocked[0]) {
                blocked[0] = true;
                stage.runtime.elapse(Duration.ofHours(4));
            }
            take(pool, endpoint, probe);
        });
        long before = stage.check.probes();

        stage.runtime.advance(Duration.ofHours(5));

        assertThat(stage.check.probes() - before).isGreaterThan(25_000);
        assertThat(probes.size()).isBetween(20_000, (int) (stage.check.probes() - before) - 1_000);
        assertThat(probes.get(probes.size() - 1).evidence().at())
                .isAfter(stage.runtime.now().minusSeconds(5));
    }

    @Test
    void nothingIsRecordedOnceARecorderIsTakenOut() {
        FailoverEngine engine = stage.start();
        Cancellable recording = engine.record(this::take);
        stage.advance(30);
        recording.cancel();
        stage.advance(1);
        int taken = probes.size();

        stage.advance(60);

        assertThat(taken).isPositive();
        assertThat(probes).hasSize(taken);
    }

    /** As where two versions of a library do not fit together. */
    @Test
    void aRecorderThatFailsWithAnErrorIsATroubleAndLosesNoOtherProbe() {
        FailoverEngine engine = stage.start();
        List<String> told = new ArrayList<>();
        engine.record((pool, endpoint, probe) -> {
            told.add(endpoint);
            throw new NoSuchMethodError("record");
        });
        engine.record(this::take);

        stage.advance(60);

        assertThat(stage.only(Trouble.Kind.LISTENER_FAILS).text())
                .isEqualTo("it threw java.lang.NoSuchMethodError: record");
        assertThat(told).hasSameSizeAs(probes).isNotEmpty();
    }

    @Test
    void whatWaitsForARecorderThatIsTakenOutIsNotHandedOver() {
        FailoverEngine engine = stage.start();
        Cancellable recording = engine.record(this::take);
        long before = stage.check.probes();
        stage.runtime.advanceUntil(() -> stage.check.probes() > before, Duration.ofMinutes(1));
        stage.runtime.advance(Duration.ofMillis(1));
        assertThat(probes).isEmpty();

        recording.cancel();
        stage.advance(60);

        assertThat(probes).isEmpty();
    }

    @Test
    void tenThousandListenersThatComeAndGoLeaveNothingBehind() {
        FailoverEngine engine = stage.start();
        for (int i = 0; i < 10_000; i++) {
            Cancellable listening = engine.listen(event -> {});
            Cancellable recording = engine.record((pool, endpoint, probe) -> {});
            stage.runtime.advance(Duration.ZERO);
            listening.cancel();
            recording.cancel();
        }
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.wrong()).doesNotContain(Trouble.Kind.LISTENER_FAILS);
    }

    @Test
    void aListenerMayAddAndTakeOutOthersWhileItIsTold() {
        FailoverEngine engine = stage.start();
        List<FailoverEvent> inner = new ArrayList<>();
        List<Cancellable> own = new ArrayList<>();
        own.add(engine.listen(event -> {
            own.forEach(Cancellable::cancel);
            own.clear();
            engine.listen(inner::add);
        }));

        stage.check.fails("dc1", "refused");
        stage.advance(120);

        assertThat(inner).hasAtLeastOneElementOfType(RecordsChanged.class);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }
}
