import org.jspecify.annotations.NullMarked;

/**
 * The provider for zones at Amazon Route 53.
 *
 * <p>Start with {@link io.github.dnsfailover.route53.Route53Provider}, and hand it to a pool. Credentials and region
 * come from the AWS client, as in any program that uses it:
 *
 * <pre>{@code
 * DnsProvider dns = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ").build();
 * EndpointPool.Builder www = EndpointPool.named("www").provider(dns);
 * }</pre>
 */
@NullMarked
@SuppressWarnings(
        "requires-transitive-automatic") // AWS ships no module descriptors, and its client is part of the builder
module io.github.dnsfailover.route53 {
    requires transitive io.github.dnsfailover.core;
    requires okhttp3;
    requires okio;
    requires static org.jspecify;
    requires org.slf4j;
    requires transitive software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection; // nobody calls it: the credentials chain looks for one
    requires software.amazon.awssdk.regions;
    requires transitive software.amazon.awssdk.services.route53;
    requires software.amazon.awssdk.utils;

    exports io.github.dnsfailover.route53;
}
