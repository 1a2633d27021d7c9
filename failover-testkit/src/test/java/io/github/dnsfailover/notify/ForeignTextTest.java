package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hostile text comes in at each door, and is looked for in all that goes out: events, snapshot, preflight, answers to
 * operators, log, mail and webhooks.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class ForeignTextTest {

    /** A line break, a command to a terminal, C1, a change of direction, a separator, a NUL; and far too long. */
    private static final String HOSTILE =
            "oh\r\nevil: yes\u001b[31mred\u0085\u009b2J\u202Etxt\u2066\u2028\u0000\uFEFF" + "x".repeat(20_000);

    /** No single text that goes out is longer; a mail has several. */
    private static final int LONGEST_LINE = 8_500;

    /** Where texts of others come in; what stands in a zone is printable, or no RecordSet could hold it. */
    enum Door {
        CHECK_DETAIL,
        CHECK_EXCEPTION,
        CHECK_ERROR,
        READ_ANSWERED,
        READ_BUG,
        WRITE_REFUSED,
        WRITE_UNKNOWN,
        RECEIPT,
        RIGHTS,
        LABEL_AND_SITE,
        SITE,
        OPERATOR,
        POLICY,
        POLICY_BUG,
        LEADERSHIP,
        STORE,
        LISTENER,
        REPORTED,
        CONTROL,
        PROPAGATION
    }

    private final PrintStream err = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final ScriptedCheck check = new ScriptedCheck();
    private final List<FailoverEvent> events = new ArrayList<>();
    private final List<String> out = new ArrayList<>();
    private boolean on;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(err);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void nothingOfItGoesOutAsItCameIn(Door door) throws Exception {
        zone.put(RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(30), "192.0.2.22"));
        try (FailoverEngine engine = engine(door)) {
            engine.start();
            runtime.advance(Duration.ofMinutes(2));
            on = true;
            happens(door, engine);
            check.fails("dc1", "connection refused");
            if (door == Door.CHECK_DETAIL) {
                check.fails("dc1", HOSTILE);
            }
            runtime.advance(Duration.ofMinutes(3));
            show(engine);
            on = false;
            check.passes("dc1");
            runtime.advance(Duration.ofMinutes(20));
            show(engine);
        }
        runtime.advance(Duration.ofSeconds(10));
        for (FailoverEvent event : events) {
            out.add(event.toString());
            out.add(event.summary());
        }

        assertThat(events).as("something happened").hasSizeGreaterThan(5);
        assertThat(out).allSatisfy(ForeignTextTest::isHarmless);
        Stream.of(log.toString(StandardCharsets.UTF_8).split("\n"))
                .filter(line -> line.contains("io.github.dnsfailover.events"))
                .forEach(ForeignTextTest::isHarmless);
        assertThat(String.join("\n", out)).doesNotContain("\nevil: yes").doesNotContain("xxx".repeat(3_000));
    }

    /** Texts of several lines are ours line by line. */
    private static void isHarmless(String text) {
        assertThat(text.split("\n", -1)).allSatisfy(line -> {
            assertThat(line.codePoints().filter(c -> c != '\r' || !line.endsWith("\r")))
                    .allMatch(c -> Character.getType(c) != Character.CONTROL
                            && Character.getType(c) != Character.FORMAT
                            && Character.getType(c) != Character.LINE_SEPARATOR);
            assertThat(line.length()).isLessThan(LONGEST_LINE);
            assertThat(line).doesNotStartWith("evil: yes");
        });
    }

    private void show(FailoverEngine engine) {
        out.add(engine.snapshot().toString());
        engine.snapshot().troubles().forEach(trouble -> {
            out.add(trouble.toString());
            out.add(trouble.text());
        });
        CompletableFuture<PreflightReport> report = engine.preflight();
        runtime.advanceUntil(report::isDone, Duration.ofMinutes(2));
        out.add(report.join().toString());
    }

    private void happens(Door door, FailoverEngine engine) {
        switch (door) {
            case CHECK_EXCEPTION ->
                check.answers("dc1", (target, timeout) -> {
                    throw new IOException(HOSTILE);
                });
            case CHECK_ERROR ->
                check.answers("aws", (target, timeout) -> {
                    throw new AssertionError(HOSTILE);
                });
            case OPERATOR -> {
                for (OperatorIntent intent : List.of(
                        OperatorIntent.freeze("www"),
                        OperatorIntent.pin("www", "aws").evenIfUnproven())) {
                    out.add(intent.by(HOSTILE).because(HOSTILE).toString());
                    CompletableFuture<IntentOutcome> answer =
                            engine.say(intent.by(HOSTILE).because(HOSTILE).lasting(Duration.ofMinutes(1)));
                    runtime.advanceUntil(answer::isDone, Duration.ofMinutes(2));
                    out.add(answer.join().toString());
                }
            }
            case REPORTED -> {
                for (int i = 0; i < 5; i++) {
                    engine.reportFailure("www", "dc1", HOSTILE);
                }
            }
            default -> {}
        }
    }

    private FailoverEngine engine(Door door) {
        Endpoint first = Endpoint.primary("dc1", "192.0.2.22");
        Endpoint second = Endpoint.backup("aws", "198.51.100.109");
        EndpointPool.Builder pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(door == Door.SITE ? first.site(HOSTILE) : first)
                .endpoint(door == Door.SITE ? second.site(HOSTILE) : second)
                .check(check)
                .provider(new Talkative(door));
        if (door == Door.POLICY) {
            pool.policy(view -> new Decision.Hold(on ? HOSTILE : "as it is"));
        } else if (door == Door.POLICY_BUG) {
            pool.policy(view -> {
                throw new IllegalStateException(HOSTILE);
            });
        }
        EndpointPool built = pool.build();
        Alerts alerts = Alerts.builder()
                .pool(built)
                .notifier(this::receive)
                .source("shop")
                .runtime(runtime)
                .build();
        FailoverEngine.Builder engine = FailoverEngine.builder()
                .pool(built)
                .stateStore(door == Door.STORE || door == Door.LEADERSHIP ? new Broken(door) : StateStore.memory())
                .leadership(door == Door.LEADERSHIP ? this::term : Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .listener(alerts)
                .listener(FailoverListener.logging())
                .listener(events::add);
        if (door == Door.LISTENER) {
            engine.listener(event -> fail(on));
        } else if (door == Door.CONTROL) {
            engine.control(ControlTarget.at(
                    "router",
                    "192.0.2.1",
                    (target, timeout) -> on ? HealthResult.unhealthy(HOSTILE) : HealthResult.healthy()));
        }
        FailoverEngine started = engine.build();
        alerts.snapshotFrom(started::snapshot);
        return started;
    }

    private OptionalLong term(String scope) {
        fail(on);
        return OptionalLong.of(1);
    }

    private static void fail(boolean now) {
        if (now) {
            throw new IllegalStateException(HOSTILE);
        }
    }

    /** A mail's text and subject, and what each webhook gets. */
    private void receive(Alert alert, Instant now) throws IOException {
        out.add(alert.subject());
        out.add(AlertText.subject(alert));
        out.add(AlertText.plain(alert));
        out.add(AlertText.html(alert));
        for (List<WebhookBody.Body> bodies :
                List.of(WebhookBody.ours(alert), WebhookBody.slack(alert), WebhookBody.teams(alert))) {
            for (WebhookBody.Body body : bodies) {
                for (byte[] post : body.posts()) {
                    texts(new ObjectMapper().readTree(post));
                }
            }
        }
    }

    private void texts(JsonNode node) {
        if (node.isTextual()) {
            out.add(node.textValue());
        }
        node.forEach(this::texts);
    }

    private final class Broken implements StateStore {

        private final StateStore inner = StateStore.memory();
        private final Door door;

        Broken(Door door) {
            this.door = door;
        }

        @Override
        public Entry load(String key) throws IOException {
            if (on && door == Door.STORE) {
                throw new IOException(HOSTILE);
            }
            return inner.load(key);
        }

        @Override
        public boolean save(String key, long expectedVersion, String text) throws IOException {
            if (on && door == Door.STORE) {
                throw new IOException(HOSTILE);
            }
            return inner.save(key, expectedVersion, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }
    }

    /** Says the hostile text wherever its door lets it. */
    private final class Talkative implements DnsProvider {

        private final DnsProvider inner = MemoryDnsProvider.of(zone).servers("ns1.example.net", "ns2.example.net");
        private final Door door;

        Talkative(Door door) {
            this.door = door;
        }

        private void at(Door... doors) {
            fail(on && List.of(doors).contains(door));
        }

        @Override
        public ProviderTraits traits() {
            ProviderTraits.Builder traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC);
            return door == Door.LABEL_AND_SITE
                    ? traits.label(HOSTILE).site(HOSTILE).build()
                    : traits.build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            at(Door.READ_BUG);
            if (on && door == Door.READ_ANSWERED) {
                throw DnsProviderException.notApplied(HOSTILE, new IOException(HOSTILE))
                        .answered();
            }
            return inner.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            if (on && door == Door.WRITE_REFUSED) {
                throw DnsProviderException.notApplied(HOSTILE).answered();
            }
            if (on && door == Door.WRITE_UNKNOWN) {
                throw DnsProviderException.unknown(HOSTILE).retryAfter(Duration.ofSeconds(20));
            }
            WriteResult result = inner.apply(change);
            boolean receipt = door == Door.RECEIPT || door == Door.PROPAGATION;
            return receipt && result instanceof WriteResult.Applied ? new WriteResult.Applied(HOSTILE) : result;
        }

        @Override
        public boolean propagated(String receipt) throws DnsProviderException {
            at(Door.PROPAGATION);
            return true;
        }

        @Override
        public Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
            if (on && door == Door.RIGHTS) {
                throw DnsProviderException.notApplied(HOSTILE).answered();
            }
            return Set.of();
        }

        @Override
        public Authorities authorities() {
            return inner.authorities();
        }
    }
}
