package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** A TSIG key made for one run, that a server on loopback and the engine share. */
final class UpdateKey {

    /** The key's name at both ends. */
    static final String NAME = "failover";

    private static final int OCTETS = 32; // as long as the output of hmac-sha256, RFC 8945 section 6

    private final String secret;

    private UpdateKey(String secret) {
        this.secret = secret;
    }

    static UpdateKey random() {
        byte[] octets = new byte[OCTETS];
        new SecureRandom().nextBytes(octets);
        return new UpdateKey(Base64.getEncoder().encodeToString(octets));
    }

    /** The key that somebody else made for this run. */
    static UpdateKey of(String secret) {
        return new UpdateKey(secret);
    }

    /** In base64, for the server. */
    String secret() {
        return secret;
    }

    /** Signed updates at a server that is both primary master and the only authority of the zone. */
    DnsProvider updates(InetSocketAddress server) {
        return Rfc2136Provider.zone(DemoDns.ZONE)
                .server(server.getAddress().getHostAddress(), server.getPort())
                .key(TsigKey.of(NAME, secret))
                .authorities(Authorities.at(List.of(server)))
                .build();
    }
}
