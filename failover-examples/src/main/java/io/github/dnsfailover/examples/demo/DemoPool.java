package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.DnsProvider;

/** The pool of the story, which each engine that plays in it makes for itself. */
final class DemoPool {

    /** What the client looks up. */
    static final String HOST = "www." + DemoDns.ZONE;

    /** The pool's name. */
    static final String NAME = "www";

    private DemoPool() {}

    /** Where the two sites are, on one port. */
    record Places(String primary, String backup, int port) {

        static Places of(WebSite.Pair sites) {
            return new Places(
                    sites.primary().address(),
                    sites.backup().address(),
                    sites.primary().port());
        }
    }

    static EndpointPool of(DemoSettings settings, Places places, DnsProvider provider) {
        return settings.applyTo(EndpointPool.named(NAME))
                .name(HOST)
                .endpoint(Endpoint.primary(WebSite.PRIMARY, places.primary()).site("dc1"))
                .endpoint(Endpoint.backup(WebSite.BACKUP, places.backup()).site("aws"))
                .check(HttpCheck.get("/")
                        .host(HOST)
                        .port(places.port())
                        .bodyContains(target -> WebSite.pageOf(target.endpoint()))
                        .build())
                .provider(provider)
                .build();
    }
}
