package io.github.dnsfailover.examples;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dyn.DynCredentials;
import io.github.dnsfailover.dyn.DynProvider;
import io.github.dnsfailover.dyn.DynUpdateProvider;
import io.github.dnsfailover.route53.Route53Alias;
import io.github.dnsfailover.route53.Route53Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The same as {@link QuickStart} at other services: only the provider differs, and what it can do. */
final class OtherProviders {

    private OtherProviders() {}

    static EndpointPool dyn() {
        // readme: dyn quick start
        DnsProvider dns = DynProvider.zone("example.com")
                .credentials(DynCredentials.managed("acme", "failover-bot", System.getenv("DYN_PASSWORD")))
                .build();
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(HttpCheck.get("/")
                        .host("www.example.com")
                        .bodyContains("Example Shop")
                        .build())
                .provider(dns)
                .build();
        // readme: end
        return www;
    }

    static EndpointPool dyndns2(Path folder) {
        // readme: dyndns2 quick start
        DnsProvider dns = DynUpdateProvider.zone("ddns.net") // the zone of the service, in which the host lies
                .url("https://dynupdate.no-ip.com/nic/update")
                .credentials(DynCredentials.updater("acme", System.getenv("NOIP_KEY")))
                .userAgent("Acme - Shop - 1.0")
                .stateStore(StateStore.file(folder.resolve("dyndns2.state")))
                .build();
        EndpointPool shop = EndpointPool.named("shop")
                .name("acme-shop.ddns.net")
                .ttl(Duration.ofSeconds(60)) // what the service sets; hold-down and soak go by it
                .endpoint(Endpoint.primary("office", "192.0.2.22"))
                .endpoint(Endpoint.backup("cloud", "198.51.100.109"))
                .check(HttpCheck.get("/").host("acme-shop.ddns.net").build())
                .provider(dns)
                .build();
        // readme: end
        return shop;
    }

    static List<EndpointPool> route53() {
        // readme: route53 quick start
        DnsProvider dns = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ")
                .build(); // credentials come from the AWS SDK's own chain
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(HttpCheck.get("/")
                        .host("www.example.com")
                        .bodyContains("Example Shop")
                        .build())
                .provider(dns)
                .build();
        // readme: end
        // readme: route53 alias
        EndpointPool api = EndpointPool.named("api")
                .name("api.example.com")
                .endpoint(Route53Alias.of("dualstack.web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2")
                        .dualStack()
                        .primary("dublin"))
                .endpoint(Route53Alias.of("dualstack.web-2.us-east-2.elb.amazonaws.com", "Z3AADJGX6KTTL2")
                        .dualStack()
                        .backup("ohio"))
                .check(HttpCheck.get("/health").https().host("api.example.com").build())
                .provider(dns)
                .build();
        // readme: end
        return List.of(www, api);
    }
}
