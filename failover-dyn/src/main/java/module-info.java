import org.jspecify.annotations.NullMarked;

/**
 * Providers for Dyn Managed DNS and for services that speak the dyndns2 update protocol.
 *
 * <p>Start with {@link io.github.dnsfailover.dyn.DynProvider} for the REST interface of Managed DNS, or with {@link
 * io.github.dnsfailover.dyn.DynUpdateProvider} for an update URL, and hand it to a pool:
 *
 * <pre>{@code
 * DnsProvider dns = DynProvider.zone("example.com")
 *         .credentials(DynCredentials.managed("acme", "failover-bot", System.getenv("DYN_PASSWORD")))
 *         .build();
 * EndpointPool.Builder www = EndpointPool.named("www").provider(dns);
 * }</pre>
 */
@NullMarked
module io.github.dnsfailover.dyn {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dnsfailover.core;
    requires transitive okhttp3;
    requires okio;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.github.dnsfailover.dyn;
}
