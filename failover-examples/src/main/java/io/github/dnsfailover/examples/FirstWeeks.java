package io.github.dnsfailover.examples;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.event.ChangeWithheld;
import java.util.List;

/** The first weeks with a name that is in use: an engine that only looks, and one that moves a name for practice. */
final class FirstWeeks {

    private FirstWeeks() {}

    static FailoverEngine.Builder looking(EndpointPool www, List<String> notes) {
        // readme: looking only
        FailoverEngine.Builder looking = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .dryRun()
                .listener(event -> {
                    if (event instanceof ChangeWithheld withheld) {
                        notes.add(withheld.at() + " " + withheld.plan() + ": " + withheld.reason());
                    }
                });
        // readme: end
        return looking;
    }

    static EndpointPool practice(DnsProvider dns) {
        // readme: a name for practice
        EndpointPool practice = EndpointPool.named("practice")
                .name("practice.example.com") // nobody uses it; the places are the real ones
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(HttpCheck.get("/")
                        .host("www.example.com")
                        .bodyContains("Example Shop")
                        .build())
                .provider(dns)
                .build();
        // readme: end
        return practice;
    }
}
