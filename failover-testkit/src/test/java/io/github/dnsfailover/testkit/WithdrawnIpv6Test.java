package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.notify.Notifier;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole engines whose places lose IPv6 alone: in virtual time, with the alert as received, and at real servers. */
class WithdrawnIpv6Test {

    private static final String V4 = "192.0.2.1";
    private static final String V6 = "2001:db8::1";
    private static final DnsName WWW = DnsName.of("www.example.com");
    private static final RecordKey A = RecordKey.of(WWW, RecordType.A);
    private static final RecordKey AAAA = RecordKey.of(WWW, RecordType.AAAA);
    private static final ControlTarget ROUTER =
            ControlTarget.at("router by IPv6", "2001:db8:c::1", (target, timeout) -> HealthResult.healthy());

    private final ScriptedCheck check = new ScriptedCheck();

    private EndpointPool.Builder pool(DnsProvider dns) {
        return EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("siteA", V4, V6))
                .endpoint(Endpoint.backup("siteB", "198.51.100.1", "2001:db8:1::1"))
                .withdrawFamily()
                .check(check)
                .provider(dns);
    }

    @Test
    void anEngineWithoutAControlTargetOfIpv6IsRefused() {
        EndpointPool www =
                pool(MemoryDnsProvider.of(MemoryZone.of("example.com"))).build();
        ControlTarget ipv4 = ControlTarget.at("router", "192.0.2.9", (target, timeout) -> HealthResult.healthy());

        assertThatThrownBy(() -> FailoverEngine.builder()
                        .pool(www)
                        .control(ipv4)
                        .leadership(Leadership.singleInstance())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool www: withdrawFamily: control targets [router at 192.0.2.9]; at least one with an IPv6"
                        + " address is needed, to tell dead addresses from an engine that has lost IPv6 itself");
    }

    @Test
    void aSingleControlTargetOfIpv6IsAWarningOfThePreflight() {
        for (int controls = 1; controls <= 2; controls++) {
            VirtualRuntime runtime = new VirtualRuntime(3);
            FailoverEngine.Builder builder = FailoverEngine.builder()
                    .pool(pool(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                            .build())
                    .control(ROUTER)
                    .leadership(Leadership.singleInstance())
                    .runtime(runtime)
                    .withoutLogging();
            if (controls == 2) {
                builder.control(ControlTarget.at(
                        "another by IPv6", "2001:db8:c::2", (target, timeout) -> HealthResult.healthy()));
            }
            try (FailoverEngine engine = builder.build()) {
                CompletableFuture<PreflightReport> report = engine.preflight();
                runtime.advance(Duration.ofMinutes(4));
                List<String> findings =
                        report.join().findings().stream().map(Object::toString).toList();

                String warning = "WARNING www control: only one has an IPv6 address: while that one fails, dead IPv6"
                        + " addresses are not withdrawn";
                assertThat(findings).filteredOn(warning::equals).hasSize(controls == 1 ? 1 : 0);
            }
        }
    }

    @Test
    void theAlertSaysIpv6AndTheProofFollows() {
        VirtualRuntime runtime = new VirtualRuntime(3);
        MemoryZone zone = MemoryZone.of("example.com");
        EndpointPool www = pool(MemoryDnsProvider.of(zone)).build();
        List<String> subjects = new ArrayList<>();
        Alerts alerts = alerts(runtime, www, subjects);
        List<FailoverEvent> events = new ArrayList<>();
        try (alerts;
                FailoverEngine engine = FailoverEngine.builder()
                        .pool(www)
                        .control(ROUTER)
                        .leadership(Leadership.singleInstance())
                        .runtime(runtime)
                        .withoutLogging()
                        .listener(alerts)
                        .listener(events::add)
                        .build()) {
            engine.start();
            runtime.advance(Duration.ofSeconds(90));
            check.fails(V6, "connection refused");
            runtime.advance(Duration.ofMinutes(3));

            assertThat(zone.get(A).values()).containsExactly(V4);
            assertThat(zone.get(AAAA).isEmpty()).isTrue();
            assertThat(subjects)
                    .singleElement()
                    .satisfies(subject -> assertThat(subject)
                            .startsWith("www.example.com: IPv6 withdrawn siteA: 2001:db8::1: connection refused"));
            assertThat(events).filteredOn(ChangeProved.class::isInstance).hasSize(2);
            assertThat(engine.snapshot().pool("www").toString()).contains("published without IPv6");

            check.passes(V6);
            runtime.advance(Duration.ofMinutes(8));

            assertThat(zone.get(AAAA).values()).containsExactly(V6);
            assertThat(subjects.get(subjects.size() - 1)).startsWith("www.example.com has IPv6 again after ");
            assertThat(subjects).noneMatch(subject -> subject.contains("moved"));
        }
    }

    private static Alerts alerts(EngineRuntime runtime, EndpointPool www, List<String> subjects) {
        Notifier notifier = (alert, now) -> alert.reports().forEach(report -> subjects.add(report.subject()));
        return Alerts.builder()
                .source("test")
                .pool(www)
                .notifier(notifier)
                .runtime(runtime)
                .build();
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    @Timeout(120)
    void ipv6GoesAndComesBackAtARealServer(RealServers.Start start) throws Exception {
        BlockingQueue<FailoverEvent> heard = new LinkedBlockingQueue<>();
        try (RealServer server = start.start();
                PollingClient client = new PollingClient(server.address(), List.of(WWW));
                FailoverEngine engine = atServer(server, heard)) {
            engine.start();
            assertThat(nextProof(heard)).isEqualTo(Cause.ADOPTION);
            assertThat(server.look(AAAA).values()).containsExactly(V6);

            check.fails(V6, "connection refused");

            assertThat(nextProof(heard)).isEqualTo(Cause.FAMILY);
            assertThat(server.look(AAAA).isEmpty()).isTrue();
            assertThat(server.look(A).values()).containsExactly(V4);
            check.passes(V6);
            assertThat(nextProof(heard)).isEqualTo(Cause.FAMILY);
            assertThat(server.look(AAAA).values()).containsExactly(V6);
            assertThat(client.asked()).isPositive();
            assertThat(engine.snapshot().pool("www").troubles())
                    .extracting(trouble -> trouble.kind())
                    .doesNotContain(Kind.IPV6_WITHDRAWN);
            assertThat(server.history().stream().dropWhile(version -> !version.leadsSomewhere(WWW)))
                    .as("no serial is without an address")
                    .allMatch(version -> version.leadsSomewhere(WWW));
        }
    }

    /** Waits until a change is proved; tells its cause. */
    private static Cause nextProof(BlockingQueue<FailoverEvent> heard) throws InterruptedException {
        Cause last = null;
        while (true) {
            FailoverEvent event = heard.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("an event within a minute").isNotNull();
            assertThat(event).isNotInstanceOf(ForeignEdit.class);
            if (event instanceof RecordsChanged change) {
                last = change.cause();
            } else if (event instanceof ChangeProved && last != null) {
                return last;
            }
        }
    }

    private FailoverEngine atServer(RealServer server, BlockingQueue<FailoverEvent> heard) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        EndpointPool www = pool(dns)
                .failback(Failback.after(Duration.ofSeconds(1)))
                .interval(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(200))
                .minimumUnhealthySpan(Duration.ZERO)
                .holdDown(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
        return FailoverEngine.builder()
                .pool(www)
                .control(ROUTER)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(heard::add)
                .build();
    }
}
