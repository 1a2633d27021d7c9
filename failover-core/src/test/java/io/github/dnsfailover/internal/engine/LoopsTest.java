package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.machine.Effect;
import io.github.dnsfailover.internal.machine.EngineEffect;
import io.github.dnsfailover.internal.machine.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What performs: it knows every kind of effect, and a fault of the machine costs one pool a pause. */
class LoopsTest {

    private final QueueRuntime runtime = new QueueRuntime();
    private final DnsProvider dns = new DnsProvider() {
        @Override
        public ProviderTraits traits() {
            return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteResult apply(RecordChange change) {
            throw new UnsupportedOperationException();
        }
    };
    private final EngineLoop engine = new EngineLoop(
            runtime,
            new EngineLoop.Settings(
                    List.of(EndpointPool.named("www")
                            .name("www.example.com")
                            .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                            .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                            .check((target, timeout) -> HealthResult.healthy())
                            .provider(dns)
                            .build()),
                    List.of(),
                    List.of(),
                    Leadership.singleInstance(),
                    StateStore.memory(),
                    "acme",
                    "test",
                    "",
                    0,
                    Optional.empty(),
                    false));

    @Test
    void aStepThatThrowsLeavesThePoolAsItWasAndIsTriedAgainSoon() {
        engine.start();
        runtime.runTasks();
        PoolLoop pool = engine.loopOf("www");
        Input nonsense = new Input.ProbeEnded(1, 99, HealthResult.healthy(), 0, 0);
        var diagnosis = pool.state().diagnosis();

        runtime.timers.clear();
        pool.tell(nonsense);

        assertThat(pool.state().diagnosis()).isSameAs(diagnosis);
        assertThat(engine.troubles()).extracting(Trouble::kind).containsExactly(Trouble.Kind.ENGINE_FAULT);
        assertThat(pool.state().deadline()).isEqualTo(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 9; i++) {
            pool.tell(nonsense);
        }
        assertThat(pool.state().deadline()).isEqualTo(Duration.ofSeconds(60).toNanos());
        pool.tell(new Input.Tick());
        assertThat(engine.troubles()).isEmpty();
    }

    @Test
    void everyKindOfEffectIsPerformed() throws IOException {
        assertThat(source("PoolLoop")).contains(namesOf(Effect.class, "Effect"));
        assertThat(source("EngineLoop")).contains(namesOf(EngineEffect.class, "EngineEffect"));
    }

    private static String source(String name) throws IOException {
        return Files.readString(Path.of("src/main/java/io/github/dnsfailover/internal/engine/" + name + ".java"));
    }

    private static List<String> namesOf(Class<?> sealed, String outer) {
        return List.of(sealed.getPermittedSubclasses()).stream()
                .map(kind -> "instanceof " + outer + "." + kind.getSimpleName())
                .toList();
    }
}
