package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * One instance of several, a program of its own: it plays the same pool as the others, and says a line for each thing
 * that the story waits for. It ends when its input does, so that none outlives the story.
 */
final class PlayingInstance {

    /** The shortest there is: the story is not about waiting. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** Secrets come by the environment, which other users of the machine cannot read. */
    static final String KEY = "DEMO_KEY";

    static final String PASSWORD = "DEMO_PASSWORD";

    private PlayingInstance() {}

    /** What a line is about; the rest of the line says more. */
    enum Word {
        /** It leads; the term. */
        LEADS,
        /** It leads no longer, or not yet. */
        FOLLOWS,
        /** It takes an endpoint for healthy; the endpoint. */
        HEALTHY,
        /** It does no longer. */
        AILING,
        /** Every server was seen to lead there; the endpoints. */
        PROVED,
        /** For the timeline. */
        SAYS;

        /** The word with which a line begins; empty if it is none of these. */
        static Optional<Word> of(String text) {
            return Stream.of(values()).filter(word -> word.name().equals(text)).findFirst();
        }
    }

    /**
     * What an instance is told.
     *
     * @param name its own
     * @param settings of the pool
     * @param places of the sites
     * @param dns the name server's port
     * @param store the JDBC URL of the store
     */
    record Orders(String name, DemoSettings settings, DemoPool.Places places, int dns, String store) {

        List<String> arguments() {
            return List.of(
                    name,
                    settings.text(),
                    places.primary(),
                    places.backup(),
                    String.valueOf(places.port()),
                    String.valueOf(dns),
                    store);
        }

        static Orders of(String... arguments) {
            return new Orders(
                    arguments[0],
                    DemoSettings.of(arguments[1]),
                    new DemoPool.Places(arguments[2], arguments[3], Integer.parseInt(arguments[4])),
                    Integer.parseInt(arguments[5]),
                    arguments[6]);
        }
    }

    /** Plays until the input ends. */
    public static void main(String[] args) throws IOException {
        Orders orders = Orders.of(args);
        orders.settings().limitLookUps();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, String> secrets = System.getenv();
        JdbcConnectionPool connections =
                JdbcConnectionPool.create(orders.store(), H2Store.USER, secrets.getOrDefault(PASSWORD, ""));
        StateStore store = JdbcStateStore.over(connections);
        store.load("lead"); // the first connection takes longer than a call of the lease may
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), orders.dns());
        UpdateKey key = UpdateKey.of(secrets.getOrDefault(KEY, ""));
        try (LeaseLeadership leadership = LeaseLeadership.in(store, "demo")
                        .lease(LEASE)
                        .instance(orders.name())
                        .build();
                FailoverEngine engine = FailoverEngine.builder()
                        .pool(DemoPool.of(orders.settings(), orders.places(), key.updates(server)))
                        .environment("demo")
                        .leadership(leadership)
                        .stateStore(store)
                        .listener(event -> tell(event, out))
                        .withoutLogging() // what it says goes to the timeline
                        .build()) {
            engine.start();
            System.in.transferTo(OutputStream.nullOutputStream()); // nothing is said there, and it ends with the story
        } finally {
            connections.dispose();
        }
    }

    static void tell(FailoverEvent event, PrintStream out) {
        if (event instanceof LeadershipChanged lead) {
            line(
                    out,
                    lead.term().isPresent() ? Word.LEADS : Word.FOLLOWS,
                    String.valueOf(lead.term().orElse(0)));
        } else if (event instanceof HealthChanged changed) {
            line(out, changed.to() == Health.HEALTHY ? Word.HEALTHY : Word.AILING, changed.endpoint());
        } else if (event instanceof ChangeProved proved) {
            line(out, Word.PROVED, String.join(" ", proved.to()));
        }
        if (Observer.isWorthALine(event)) {
            line(out, Word.SAYS, event.summary());
        }
    }

    private static void line(PrintStream out, Word word, String more) {
        out.println(word + " " + more); // one call, so that the lines of several threads stay whole
    }
}
