package io.github.dnsfailover.instances;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A program: one of several instances, each with an engine of one pool. Prints a line for each event: {@code LEAD} and
 * the term, {@code LOST} and why, {@code WROTE} and what, {@code TOLD} and the rest. Ends when its input ends; on TERM
 * it closes the engine, then the leadership.
 */
public final class Instance {

    static final String ELECTION = "matrix";
    static final String NAME = "www.example.com";
    static final String KEY = "k1";
    static final String SECRET = "dGhlIHNlY3JldCBvZiBrMSwgZm9yIHRlc3RzIG9ubHk="; // the secret of k1, for tests only
    static final String PRIMARY = "127.0.1.1";
    static final String BACKUP = "127.0.2.1";
    static final Duration CALL_LIMIT = Duration.ofSeconds(2);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /**
     * What it is told.
     *
     * @param storePort of its own way to the store
     * @param updatePort of its own way to the name server, over TCP
     * @param dnsPort of the name server itself, where changes are proved
     * @param sitePort of both sites
     */
    record Setting(
            StoreKind store, int storePort, int updatePort, int dnsPort, int sitePort, Duration lease, String name) {

        List<String> arguments() {
            return List.of(
                    store.name(),
                    String.valueOf(storePort),
                    String.valueOf(updatePort),
                    String.valueOf(dnsPort),
                    String.valueOf(sitePort),
                    lease.toString(),
                    name);
        }

        static Setting of(String... words) {
            return new Setting(
                    StoreKind.valueOf(words[0]),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Duration.parse(words[5]),
                    words[6]);
        }
    }

    private Instance() {}

    /** Arguments: those of a {@link Setting}. */
    public static void main(String[] args) throws Exception {
        Setting setting = Setting.of(args);
        StateStore store = setting.store().at(setting.storePort());
        LeaseLeadership leadership = LeaseLeadership.in(store, ELECTION)
                .lease(setting.lease())
                .instance(setting.name())
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool(setting))
                .leadership(leadership)
                .stateStore(store)
                .withoutLogging()
                .listener(Instance::tell)
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            say("CLOSING");
            say("CLOSED the engine, all told: " + engine.closeAndWait(CLOSE_LIMIT));
            leadership.close();
            say("CLOSED the leadership");
        }));
        engine.start();
        say("STARTED");
        while (System.in.read() >= 0) {
            say("HERE");
        }
        Runtime.getRuntime().halt(0); // whoever started it is gone
    }

    private static EndpointPool pool(Setting setting) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", setting.updatePort())
                .key(() -> TsigKey.of(KEY, SECRET))
                .timeout(CALL_LIMIT)
                .authorities(Authorities.at(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), setting.dnsPort()))))
                .build();
        return EndpointPool.named("www")
                .name(NAME)
                .endpoint(Endpoint.primary("one", PRIMARY))
                .endpoint(Endpoint.backup("two", BACKUP))
                .check(HttpCheck.get("/").port(setting.sitePort()).build())
                .provider(dns)
                .failback(Failback.after(Duration.ZERO))
                .ttl(Duration.ofSeconds(1))
                .interval(Duration.ofMillis(500))
                .recheck(Duration.ofMillis(100))
                .fall(2)
                .rise(2)
                .minimumUnhealthySpan(Duration.ZERO)
                .holdDown(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
    }

    private static void tell(FailoverEvent event) {
        if (event instanceof LeadershipChanged change) {
            say(change.term().isPresent() ? "LEAD " + change.term().getAsLong() : "LOST " + change.detail());
        } else if (event instanceof RecordsChanged change) {
            say("WROTE " + change.cause() + " " + change.to());
        } else {
            say("TOLD " + event.summary());
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line.replace('\n', ' '));
        System.out.flush();
    }
}
