package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** All that runs in the lab. Confined to one thread; whoever made the topology ends it all with that. */
final class Parts {

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
    private final Engines engines;

    Parts(Path work, Wanted wanted, Topology net) throws IOException {
        this.work = work;
        this.form = wanted.form();
        this.dns = wanted.dns();
        this.engines = new Engines(work, wanted);
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

    Engines engines() {
        return engines;
    }
}
