package io.github.dnsfailover.examples.lab;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.JdkConsole;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.notify.MailNotifier;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import okhttp3.tls.HandshakeCertificates;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A program: the engine in one of the sites. Prints a line for each event, with the time, a word and the rest, apart by
 * tabs. Its console is on a port of loopback. Reads an operator's {@code CLEAR}, and ends when its input ends.
 */
public final class LabEngine {

    static final String POOL = "www";
    static final String PRIMARY = "cloudhelix";
    static final String BACKUP = "ec2";

    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private LabEngine() {}

    /**
     * What it is told.
     *
     * @param site where it runs
     * @param manual whether failback waits for a person
     * @param work where the authority's certificate lies
     */
    record Setting(String site, Form form, Dns dns, boolean manual, Path work) {

        String[] arguments() {
            return new String[] {site, form.name(), dns.name(), String.valueOf(manual), work.toString()};
        }

        static Setting of(String... words) {
            return new Setting(
                    words[0],
                    Form.valueOf(words[1]),
                    Dns.valueOf(words[2]),
                    Boolean.parseBoolean(words[3]),
                    Path.of(words[4]));
        }
    }

    /** Arguments: those of a {@link Setting}. */
    public static void main(String[] args) throws Exception {
        Setting setting = Setting.of(args);
        // As every application should; the engine would tell of it.
        Security.setProperty(
                "networkaddress.cache.ttl", String.valueOf(setting.form().ttl().toSeconds()));
        StateStore store = store(setting.work());
        LeaseLeadership leadership = LeaseLeadership.in(store, "lab")
                .lease(setting.form().lease())
                .instance(setting.site())
                .build();
        EndpointPool pool = pool(setting);
        Alerts alerts = alerts(setting, pool);
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool)
                .leadership(leadership)
                .stateStore(store)
                .site(setting.site())
                .control(ControlTarget.at("dns2", Topology.DNS2, TcpCheck.port(53)))
                .control(ControlTarget.at("dns3", Topology.DNS3, TcpCheck.port(53)))
                .listener(alerts)
                .listener(LabEngine::tell)
                .withoutLogging()
                .build();
        alerts.snapshotFrom(engine::snapshot);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            engine.closeAndWait(CLOSE_LIMIT);
            leadership.close();
            alerts.close();
        }));
        say("BOUND", pool.convergence().toString());
        engine.start();
        console(engine);
        say("STARTED", setting.site());
        obey(engine);
        System.exit(0);
    }

    /** For whoever sits at this host, who may also act. */
    private static void console(FailoverEngine engine) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Desk.PORT), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        JdkConsole.mount(server, Desk.PATH, Console.of(engine), exchange -> Visitor.acting("alice"));
        server.start();
    }

    private static void obey(FailoverEngine engine) throws IOException {
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            if (word.equals("CLEAR")) {
                hear(engine, OperatorIntent.clear(POOL));
            }
        }
    }

    private static void hear(FailoverEngine engine, OperatorIntent intent) {
        var unused = engine.say(intent.by("alice").because("the lab's script says so"))
                .thenAccept(outcome -> say("HEARD", outcome.toString()));
    }

    private static DnsProvider provider(Setting setting) throws IOException {
        if (setting.dns().isVendor()) {
            return Vendor.provider(setting.work(), setting.dns());
        }
        return Rfc2136Provider.zone("example.com")
                .server(Topology.DNS_PRIMARY, 53)
                .key(TsigKey.of(ZoneServers.KEY, ZoneServers.SECRET))
                .timeout(CALL_LIMIT)
                .site("third")
                .authorities(Authorities.at(
                        List.of(new InetSocketAddress(Topology.DNS2, 53), new InetSocketAddress(Topology.DNS3, 53))))
                .build();
    }

    /** The pool of the story; what is not said here is the form's. */
    static EndpointPool pool(Setting setting) throws IOException {
        EndpointPool.Builder pool = EndpointPool.named(POOL)
                .name(ZoneServers.HOST)
                .endpoint(Endpoint.primary(PRIMARY, Topology.PUBLIC_A).site("dc1"))
                .endpoint(Endpoint.backup(BACKUP, Topology.PUBLIC_B).site("aws"))
                .check(HttpCheck.get("/")
                        .host(ZoneServers.HOST)
                        .bodyContains(WebServer.TEXT)
                        .build())
                .provider(provider(setting));
        return setting.form().set(pool, setting.manual()).build();
    }

    /** Over a pool of connections by TLS, whose server must have the certificate of its address. */
    static StateStore store(Path work) {
        return JdbcStateStore.over(connections(work)).site("third");
    }

    private static DataSource connections(Path work) {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setServerNames(new String[] {Topology.STORE});
        server.setDatabaseName("postgres");
        server.setUser(Database.USER);
        server.setPassword(Database.PASSWORD);
        server.setSsl(true);
        server.setSslMode("verify-full");
        server.setSslRootCert(Authority.file(work).toString());
        server.setConnectTimeout(2);
        server.setSocketTimeout(2);
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(server);
        pool.setMaximumPoolSize(3);
        pool.setConnectionTimeout(3_000);
        pool.setInitializationFailTimeout(-1); // the store may come later than the engine
        return pool;
    }

    private static Alerts alerts(Setting setting, EndpointPool pool) throws Exception {
        return Alerts.builder()
                .source("shop")
                .pool(pool)
                .burstWindow(setting.form().burst())
                .notifier(MailNotifier.to("ops@example.com")
                        .from("failover@example.com")
                        .host(Topology.MAIL)
                        .port(25)
                        .login(MailServer.LOGIN, MailServer.PASSWORD::toCharArray)
                        .trust(trust(setting.work()).sslSocketFactory())
                        .build())
                .build();
    }

    private static HandshakeCertificates trust(Path work) throws Exception {
        try (InputStream file = Files.newInputStream(Authority.file(work))) {
            X509Certificate authority =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            return new HandshakeCertificates.Builder()
                    .addTrustedCertificate(authority)
                    .build();
        }
    }

    private static void tell(FailoverEvent event) {
        if (event instanceof LeadershipChanged change) {
            if (change.term().isPresent()) {
                say("LEAD", change.term().getAsLong() + "");
            } else {
                say("LOST", change.detail());
            }
        } else if (event instanceof RecordsChanged change) {
            boolean moves = !change.from().equals(change.to());
            say(
                    moves ? "MOVED" : "WROTE",
                    change.cause() + " " + change.from() + " to " + change.to() + ": " + change.reason());
        } else if (event instanceof ChangeProved proved) {
            say("PROVED", proved.summary());
        } else if (event instanceof TroubleBegan began) {
            say(
                    "BEGAN",
                    began.trouble().kind() + " " + began.trouble().severity() + " "
                            + began.trouble().text());
        } else if (event instanceof TroubleChanged changed) {
            say(
                    "BEGAN",
                    changed.trouble().kind() + " " + changed.trouble().severity() + " "
                            + changed.trouble().text());
        } else if (event instanceof TroubleEnded ended) {
            say("ENDED", ended.trouble().kind() + " after " + ended.lasted());
        } else {
            say("TOLD", event.summary());
        }
    }

    private static synchronized void say(String word, String text) {
        System.out.println(Instant.now() + "\t" + word + "\t" + text.replace('\n', ' '));
        System.out.flush();
    }
}
