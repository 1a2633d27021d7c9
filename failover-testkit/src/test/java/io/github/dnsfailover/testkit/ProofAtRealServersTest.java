package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four authoritative servers of three kinds, in real time: one takes the change, one lags, one is stopped by a signal,
 * one does not know the zone. Each is named for what it is 15 s after the change, and the time that a
 * silent one is waited for; what is mended is seen within 15 s.
 */
@Timeout(120)
class ProofAtRealServersTest {

    private static final RecordKey WWW = Stage.WWW;
    private static final List<RecordKey> KEYS = List.of(WWW, Stage.MARK);

    private final ScriptedCheck check = new ScriptedCheck();
    private final List<FailoverEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void aLaggingASilentAndAStrangeServerAreEachNamedAndSeenWhenTheyAreMended() throws Exception {
        try (RealServer primary = RealServers.bind().start();
                RealServer lagging = RealServers.knot().start();
                RealServer silent = RealServers.powerDns().start();
                RealServer strange = NamedServer.of("example.org").start()) {
            primary.put(RecordSet.of(WWW, Duration.ofSeconds(30), Stage.DC1));
            try (FailoverEngine engine = engine(primary, lagging, silent, strange)) {
                engine.start();
                await(all -> last(RecordsChanged.class).isPresent());
                copy(primary, lagging);
                copy(primary, silent);

                signal("STOP", silent);
                check.fails("dc1", "connection refused");
                await(all -> text().contains("[aws]"));

                assertThat(text())
                        .contains("1 of 4 servers give [aws]")
                        .contains(lagging.address().getPort() + " lags, it answers www.example.com. A [192.0.2.22]")
                        .contains(silent.address().getPort() + " does not answer")
                        .contains(
                                strange.address().getPort() + " is intercepted or not authoritative: answered REFUSED");
                RecordsChanged moved = last(RecordsChanged.class).orElseThrow();
                Duration firstWord =
                        Duration.between(moved.at(), trouble().orElseThrow().since());
                assertThat(firstWord).isBetween(Duration.ofSeconds(14), Duration.ofSeconds(20));

                signal("CONT", silent);
                long mended = System.nanoTime();
                copy(primary, lagging);
                copy(primary, silent);
                await(all -> text().contains("3 of 4"));

                Duration seen = Duration.ofNanos(System.nanoTime() - mended);
                assertThat(seen).isLessThan(Duration.ofSeconds(15));
                assertThat(text()).doesNotContain("lags").doesNotContain("does not answer");
                assertThat(last(ChangeProved.class)).isEmpty();
                System.out.println(
                        "three kinds of trouble named after " + firstWord + ", mended ones seen after " + seen);
            } finally {
                signal("CONT", silent);
            }
        }
    }

    private static void copy(RealServer from, RealServer to) throws IOException {
        for (RecordKey key : KEYS) {
            to.put(from.look(key));
        }
    }

    private static void signal(String name, RealServer server) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private synchronized void hear(FailoverEvent event) {
        events.add(event);
        notifyAll();
    }

    private synchronized void await(Predicate<List<FailoverEvent>> wanted) throws InterruptedException {
        while (!wanted.test(events)) {
            wait();
        }
    }

    private <T extends FailoverEvent> Optional<T> last(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).reduce((first, second) -> second);
    }

    /** What is said last of the proof. */
    private Optional<Trouble> trouble() {
        return events.stream()
                .map(event -> event instanceof TroubleBegan began
                        ? began.trouble()
                        : event instanceof TroubleChanged changed ? changed.trouble() : null)
                .filter(trouble -> trouble != null && trouble.kind() == Kind.NOT_PROVED)
                .reduce((first, second) -> second);
    }

    private String text() {
        return trouble().map(Trouble::text).orElse("");
    }

    private FailoverEngine engine(RealServer primary, RealServer... others) throws IOException {
        Rfc2136Provider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", primary.port())
                .key(Keys::k1)
                .authorities(Authorities.at(
                        List.of(primary.address(), others[0].address(), others[1].address(), others[2].address())))
                .build();
        EndpointPool pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", Stage.DC1))
                .endpoint(Endpoint.backup("aws", Stage.AWS))
                .check(check)
                .provider(dns)
                .takeOver(TakeOver.ADOPT)
                .ttl(Duration.ofSeconds(30))
                .interval(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(200))
                .minimumUnhealthySpan(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
        return FailoverEngine.builder()
                .pool(pool)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(this::hear)
                .build();
    }
}
