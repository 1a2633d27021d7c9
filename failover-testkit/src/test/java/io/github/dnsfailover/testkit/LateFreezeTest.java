package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A store that is slow to save, an engine that freezes after a second edit, and an operator who clears elsewhere. */
class LateFreezeTest {

    private static final Duration HOLD_DOWN_AND_MORE = Duration.ofMinutes(5);

    private final VirtualRuntime time = new VirtualRuntime(1);
    private final SharedStateStore shared = new SharedStateStore();
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final MemoryDnsProvider dns = MemoryDnsProvider.of(zone);
    private final ScriptedCheck check = new ScriptedCheck();
    private Duration saving = Duration.ZERO;

    /** The word of the freeze waited for its turn, was stored after the clear, and stopped all further moves. */
    @Test
    void aFreezeThatWasClearedBeforeItWasStoredIsNone() {
        ScriptedLeadership lead = new ScriptedLeadership();
        lead.lead(1);
        FailoverEngine leader = engine(lead, new Slow());
        FailoverEngine follower = engine(new ScriptedLeadership(), shared.again());
        time.advance(Duration.ofMinutes(2));
        somebodyEdits();
        time.advance(HOLD_DOWN_AND_MORE);

        saving = Duration.ofSeconds(4);
        List<CompletableFuture<IntentOutcome>> before = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            before.add(leader.say(OperatorIntent.down("two", "aws").by("alice").because("busy " + i)));
        }
        somebodyEdits();
        assertThat(time.advanceUntil(() -> isFrozen(leader), Duration.ofMinutes(2)))
                .isTrue();
        CompletableFuture<IntentOutcome> cleared =
                follower.say(OperatorIntent.clear("www").by("bob").because("it was me"));
        time.advance(HOLD_DOWN_AND_MORE);
        check.fails("dc1", "refused");
        time.advance(Duration.ofMinutes(2));

        assertThat(before).allMatch(CompletableFuture::isDone);
        assertThat(cleared.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(isFrozen(leader)).isFalse();
        assertThat(zone.get(Stage.WWW).values()).containsExactly(Stage.AWS);
        leader.close();
        follower.close();
    }

    private void somebodyEdits() {
        zone.put(RecordSet.of(Stage.WWW, Duration.ofSeconds(30), Stage.STRANGER));
    }

    private static boolean isFrozen(FailoverEngine engine) {
        return engine.snapshot().pool("www").troubles().stream()
                .filter(trouble -> trouble.kind() == Trouble.Kind.FOREIGN_EDIT)
                .anyMatch(trouble -> trouble.text().startsWith("the second one"));
    }

    private FailoverEngine engine(Leadership leadership, StateStore store) {
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", Stage.DC1, Stage.AWS))
                .pool(pool("two", "192.0.2.23", "198.51.100.110"))
                .leadership(leadership)
                .stateStore(store)
                .runtime(new SimulatedProcess(time, Duration.ZERO))
                .withoutLogging()
                .build();
        engine.start();
        return engine;
    }

    private EndpointPool pool(String name, String primary, String backup) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("dc1", primary))
                .endpoint(Endpoint.backup("aws", backup))
                .check(check)
                .provider(dns)
                .build();
    }

    /** Saves of words take their time. */
    private final class Slow implements StateStore {

        @Override
        public Entry load(String key) throws IOException {
            return shared.load(key);
        }

        @Override
        public Map<String, Entry> load(Collection<String> keys) throws IOException {
            return shared.load(List.copyOf(keys));
        }

        @Override
        public boolean save(String key, long expectedVersion, String text) throws IOException {
            if (key.startsWith("words:")) {
                time.elapse(saving);
            }
            return shared.save(key, expectedVersion, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }
    }
}
