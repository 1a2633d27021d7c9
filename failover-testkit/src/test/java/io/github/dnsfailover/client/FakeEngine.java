package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.MoveReaction.Stage;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine of one pool that knows what a test says. Confined to the test's thread. */
final class FakeEngine implements EngineView {

    static final EndpointPool WWW = EndpointPool.named("www")
            .name("www.example.com")
            .name("example.com")
            .ttl(Duration.ofSeconds(30))
            .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
            .endpoint(Endpoint.backup("aws", "198.51.100.109"))
            .check((target, timeout) -> HealthResult.healthy())
            .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
            .build();

    private final VirtualRuntime runtime;
    private final String instance;
    private final List<MoveReaction> reactions = new ArrayList<>();
    private final List<ResidualReport> reported = new ArrayList<>();

    private Optional<Published> published = Optional.empty();

    FakeEngine(VirtualRuntime runtime) {
        this(runtime, "web-1");
    }

    FakeEngine(VirtualRuntime runtime, String instance) {
        this.runtime = runtime;
        this.instance = instance;
    }

    record Moved(List<Endpoint> left, Instant accepted, boolean proved) implements Published.Move {
        @Override
        public Optional<Cause> cause() {
            return Optional.of(Cause.FAILOVER);
        }
    }

    private record Known(List<Endpoint> endpoints, Optional<Move> move, Optional<Instant> horizon)
            implements Published {
        @Override
        public String pool() {
            return WWW.pool();
        }

        @Override
        public List<String> values(RecordType type) {
            return endpoints.get(0).values(type);
        }
    }

    static Endpoint endpoint(String id) {
        return WWW.endpoints().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** It has published this endpoint since long ago. */
    void publishes(String endpoint) {
        published = Optional.of(new Known(List.of(endpoint(endpoint)), Optional.empty(), Optional.empty()));
    }

    void knowsNothing() {
        published = Optional.empty();
    }

    /** A change is accepted at this moment. */
    void moves(String from, String to) {
        moves(from, to, runtime.now());
    }

    void moves(String from, String to, Instant accepted) {
        tell(from, to, accepted, Stage.ACCEPTED);
    }

    /** The last change is proved at this moment. */
    void proves(String from, String to) {
        Instant accepted = published.orElseThrow().move().orElseThrow().accepted();
        tell(from, to, accepted, Stage.PROVED);
    }

    private void tell(String from, String to, Instant accepted, Stage stage) {
        Published.Move move = new Moved(List.of(endpoint(from)), accepted, stage == Stage.PROVED);
        Instant horizon = runtime.now().plusSeconds(30);
        Published now = new Known(List.of(endpoint(to)), Optional.of(move), Optional.of(horizon));
        published = Optional.of(now);
        for (MoveReaction reaction : List.copyOf(reactions)) {
            runtime.<Boolean>submit(
                    EngineRuntime.Lane.REACTIONS,
                    () -> {
                        reaction.moved(now, stage);
                        return true;
                    },
                    end -> {});
        }
    }

    List<ResidualReport> reported() {
        return reported;
    }

    @Override
    public List<EndpointPool> pools() {
        return List.of(WWW);
    }

    @Override
    public Optional<Published> published(String pool) {
        return published;
    }

    @Override
    public EngineRuntime.Cancellable onMove(String pool, MoveReaction reaction) {
        reactions.add(reaction);
        return () -> reactions.remove(reaction);
    }

    @Override
    public VirtualRuntime runtime() {
        return runtime;
    }

    @Override
    public String owner() {
        return "acme/prod";
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public void report(String pool, ResidualReport report) {
        reported.add(report);
    }
}
