package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that runs in the lab. Confined to one thread; whoever made the topology ends it all with that. */
final class Parts {

    private static final Duration START_LIMIT = Duration.ofSeconds(60); // a JVM on a busy machine, then a lease

    private final Path work;
    private final Form form;
    private final Topology net;
    private final Metadata metadata;
    private final WebServer webA;
    private final WebServer webB;
    private final Dns dns;
    private final Optional<ZoneServers> zone;
    private final Resolver resolver;
    private final Database database;
    private final MailServer mail;
    private final PrivateLink link;
    private Optional<EngineProcess> engineA = Optional.empty();
    private Optional<EngineProcess> engineB = Optional.empty();
    private boolean manual;

    Parts(Path work, Form form, Dns dns, Topology net) throws IOException {
        this.work = work;
        this.form = form;
        this.dns = dns;
        this.net = net;
        metadata = new Metadata(work);
        webA = new WebServer(Host.WEB_A, Topology.WEB_A, """
                <html><body>
                <h1>%s</h1>
                <p>served by cloudhelix</p>
                <p>private data centre, %s</p>
                </body></html>
                """.formatted(WebServer.TEXT, Topology.WEB_A), work);
        webB = new WebServer(Host.WEB_B, Topology.WEB_B, metadata.page(), work);
        link = new PrivateLink(work);
        zone = dns.isVendor() ? Optional.empty() : Optional.of(new ZoneServers(work, form, dns));
        if (dns.isVendor()) {
            Vendor.start(work, dns, form);
        }
        resolver = new Resolver(work, zone.isPresent() ? Optional.of(zone.get().keys()) : Optional.empty());
        Authority authority = new Authority(work);
        database = new Database(work, authority);
        mail = new MailServer(work, authority);
        Java.start(Host.CLIENT, work.resolve("client.log"), Shopper.class);
        Java.start(Host.CLIENT, work.resolve("keeper.log"), Keeper.class, form.name(), dns.name(), work.toString());
    }

    Form form() {
        return form;
    }

    Dns dns() {
        return dns;
    }

    Topology net() {
        return net;
    }

    Metadata metadata() {
        return metadata;
    }

    WebServer webA() {
        return webA;
    }

    WebServer webB() {
        return webB;
    }

    /** Empty if a vendor has the zone. */
    Optional<ZoneServers> zone() {
        return zone;
    }

    Resolver resolver() {
        return resolver;
    }

    Database database() {
        return database;
    }

    MailServer mail() {
        return mail;
    }

    PrivateLink link() {
        return link;
    }

    ClientLog client() throws IOException {
        return ClientLog.read(work.resolve("client.log"));
    }

    /** The log of the client that keeps its connections, and follows. */
    ClientLog keeper() throws IOException {
        return ClientLog.read(work.resolve("keeper.log"));
    }

    // Engines

    /** Starts those that do not run, and waits until one leads. */
    void startEngines() throws IOException {
        if (engineA.filter(EngineProcess::isAlive).isEmpty()) {
            engineA = Optional.of(startEngine(Host.ENGINE_A, "dc1"));
        }
        if (engineB.filter(EngineProcess::isAlive).isEmpty()) {
            engineB = Optional.of(startEngine(Host.ENGINE_B, "aws"));
        }
        Commands.await(
                () -> "an engine leads; " + engines().size() + " run",
                START_LIMIT,
                () -> leader().isPresent() || engines().isEmpty());
    }

    private EngineProcess startEngine(Host host, String site) throws IOException {
        return EngineProcess.start(host, new LabEngine.Setting(site, form, dns, manual, work));
    }

    /** Ends both, and starts them with the other kind of failback. */
    void restartEngines(boolean withManualFailback) throws IOException {
        manual = withManualFailback;
        engines().forEach(EngineProcess::end);
        startEngines();
    }

    /** Those that run. */
    List<EngineProcess> engines() {
        List<EngineProcess> running = new ArrayList<>();
        engineA.filter(EngineProcess::isAlive).ifPresent(running::add);
        engineB.filter(EngineProcess::isAlive).ifPresent(running::add);
        return running;
    }

    EngineProcess engineA() {
        return engineA.orElseThrow();
    }

    EngineProcess engineB() {
        return engineB.orElseThrow();
    }

    Optional<EngineProcess> leader() {
        return engines().stream().filter(EngineProcess::leads).findFirst();
    }

    /** Somebody at the host of the leader. */
    Desk desk() {
        return new Desk(leader().orElseThrow() == engineA() ? Host.ENGINE_A : Host.ENGINE_B, work);
    }

    /** Waits until the leader may write. */
    void calm() {
        leader().flatMap(EngineProcess::ledSince)
                .ifPresent(since -> Commands.pause(Duration.between(Instant.now(), since.plus(dns.calm()))));
    }

    /** Gives the lead to the engine in A: the other one is closed, and started again. */
    void leadFromA() throws IOException {
        startEngines();
        if (!engineA().leads()) {
            engineB().end();
            Commands.await(
                    () -> "the engine in A leads", START_LIMIT, () -> engineA().leads());
            startEngines();
        }
        calm();
    }
}
