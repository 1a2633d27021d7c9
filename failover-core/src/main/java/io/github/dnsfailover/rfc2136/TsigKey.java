package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.internal.wire.Messages;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.TSIG;

/**
 * A shared secret that signs requests and proves answers (RFC 8945). Immutable; no string that it gives out holds the
 * secret.
 *
 * <pre>{@code
 * TsigKey key = TsigKey.of("failover-key", System.getenv("DNS_KEY"));
 * }</pre>
 */
public final class TsigKey {

    /** How signatures are made (RFC 8945 section 6). */
    public enum Algorithm {
        /** The one to take. */
        HMAC_SHA256("HmacSHA256"),
        /** Longer than needed. */
        HMAC_SHA384("HmacSHA384"),
        /** Longer than needed. */
        HMAC_SHA512("HmacSHA512"),
        /** For servers that want it. */
        HMAC_SHA224("HmacSHA224"),
        /** Only for old servers: SHA-1 is not recommended any more. */
        HMAC_SHA1("HmacSHA1"),
        /** Only for the oldest servers: must not be used where there is a choice. */
        HMAC_MD5("HmacMD5");

        /** What RFC 8945 section 6 has after the oldest algorithm's name, without its dots and hyphens. */
        private static final String MD5_DOMAIN = "sigalgregint";

        private final String macName;

        Algorithm(String macName) {
            this.macName = macName;
        }

        /**
         * The algorithm of a name as it stands in key files ({@code hmac-sha256}), on the wire ({@code hmac-sha256.},
         * {@code hmac-md5.sig-alg.reg.int.}), in Java ({@code HmacSHA256}) or in the settings of other tools ({@code
         * HMACSHA256}, {@code HMAC_SHA256}), in any case.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public static Algorithm named(String name) {
            String bare = bare(name);
            for (Algorithm algorithm : values()) {
                if (bare.equals(bare(algorithm.name()))
                        || (algorithm == HMAC_MD5 && bare.equals("hmacmd5" + MD5_DOMAIN))) {
                    return algorithm;
                }
            }
            // Without the text: in settings with two values in each other's place it is the secret.
            throw new IllegalArgumentException(
                    "algorithm: none of that name; " + Arrays.toString(values()) + " are known");
        }

        private static String bare(String name) {
            return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
        }

        /** The name as it stands in key files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Octets of a secret: fewer are guessed (RFC 8945 section 10 wants as many as the digest has, at least 16). */
    private static final int WEAK = 16;

    private final DnsName name;
    private final Algorithm algorithm;
    private final byte[] secret;

    private TsigKey(DnsName name, Algorithm algorithm, byte[] secret) {
        this.name = name;
        this.algorithm = algorithm;
        this.secret = secret;
    }

    /**
     * A key for hmac-sha256; see {@link #of(String, Algorithm, String)}.
     *
     * @param secret in base64, as key files have it
     */
    public static TsigKey of(String name, String secret) {
        return of(name, Algorithm.HMAC_SHA256, secret);
    }

    /**
     * A key.
     *
     * @param name under which the server knows it: a domain name, though it often has one label
     * @param secret in base64, as key files have it
     * @throws IllegalArgumentException if the name is no domain name, the secret is empty or no base64, or both seem to
     *     be in each other's place; the message shows neither
     */
    public static TsigKey of(String name, Algorithm algorithm, String secret) {
        Objects.requireNonNull(algorithm, "algorithm");
        byte[] octets = decoded(secret);
        if (octets.length < WEAK && looksLikeSecret(name)) {
            throw new IllegalArgumentException("name and secret seem to be in each other's place");
        }
        return new TsigKey(checkedName(name), algorithm, octets);
    }

    /** Whoever mixes up the arguments must not find the secret in a log. */
    private static DnsName checkedName(String name) {
        try {
            return DnsName.of(name);
        } catch (IllegalArgumentException e) {
            // Without the text and the cause, which shows it.
            throw new IllegalArgumentException("name: no domain name; is it the secret?");
        }
    }

    /** A name that could be a secret and comes with one that is too short for any, as {@code failoverkey} is. */
    private static boolean looksLikeSecret(String name) {
        try {
            return Base64.getDecoder().decode(name).length >= WEAK;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] decoded(String secret) {
        Objects.requireNonNull(secret, "secret: null; if it comes from the environment, the variable is not set");
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(secret.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message may show a part of the secret.
            throw new IllegalArgumentException("secret: no base64");
        }
        if (octets.length == 0) {
            throw new IllegalArgumentException("secret: empty");
        }
        return octets;
    }

    /** The name under which the server knows it. */
    public DnsName name() {
        return name;
    }

    /** How signatures are made. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** dnsjava's form of the key. */
    TSIG signer() {
        return new TSIG(TSIG.algorithmToName(algorithm.macName), Messages.name(name), macKey());
    }

    /** The same by another clock. */
    TSIG signer(Clock clock) {
        return new TSIG(TSIG.algorithmToName(algorithm.macName), Messages.name(name), macKey(), clock);
    }

    private SecretKeySpec macKey() {
        return new SecretKeySpec(secret, algorithm.macName);
    }

    /** Name and algorithm, never the secret. */
    @Override
    public String toString() {
        return "TsigKey[" + name + " " + algorithm + "]";
    }
}
