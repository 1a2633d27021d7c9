package io.github.dnsfailover.testkit;

import io.github.dnsfailover.rfc2136.TsigKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * A key as a server holds it. It signs by itself: dnsjava leaves the server's time out of the digest of a BADTIME
 * answer (RFC 8945 section 4.3.3), so that no client could verify it. Immutable.
 */
final class ServerKey {

    private static final Duration FUDGE = Duration.ofMinutes(5);

    private final Name name;
    private final Name algorithm;
    private final SecretKeySpec secret;
    private final boolean granted;

    /**
     * A key.
     *
     * @param granted whether it may change the zone
     */
    ServerKey(Name name, TsigKey.Algorithm algorithm, String base64, boolean granted) {
        this.name = name;
        this.algorithm = TSIG.algorithmToName(macName(algorithm));
        this.secret = new SecretKeySpec(Base64.getDecoder().decode(base64), macName(algorithm));
        this.granted = granted;
    }

    private static String macName(TsigKey.Algorithm algorithm) {
        return algorithm.name().replace("HMAC_", "Hmac");
    }

    boolean granted() {
        return granted;
    }

    /** Whether it is the key that a request names. */
    boolean isNamedBy(TSIGRecord tsig) {
        return tsig.getName().equals(name) && tsig.getAlgorithm().equals(algorithm);
    }

    /** NOERROR, BADSIG or BADTIME. */
    int verify(Message request, byte[] octets, Clock clock) {
        return new TSIG(algorithm, name, secret, clock).verify(request, octets, null);
    }

    /** The record that says what is wrong with a signature, and cannot be signed itself. */
    static TSIGRecord unsigned(TSIGRecord request, int error) {
        return new TSIGRecord(
                request.getName(),
                DClass.ANY,
                0,
                request.getAlgorithm(),
                request.getTimeSigned(),
                FUDGE,
                new byte[0],
                request.getOriginalID(),
                error,
                new byte[0]);
    }

    /** The record that signs an answer (RFC 8945 section 5.3). */
    TSIGRecord sign(byte[] answer, TSIGRecord request, int error, Clock clock) {
        boolean badTime = error == Rcode.BADTIME;
        Instant now = clock.instant();
        Instant signed = badTime ? request.getTimeSigned() : now;
        byte[] other = badTime ? time(now) : new byte[0];
        DNSOutput digested = new DNSOutput();
        digested.writeU16(request.getSignature().length);
        digested.writeByteArray(request.getSignature());
        digested.writeByteArray(answer);
        name.toWireCanonical(digested);
        digested.writeU16(DClass.ANY);
        digested.writeU32(0);
        algorithm.toWireCanonical(digested);
        digested.writeByteArray(time(signed));
        digested.writeU16((int) FUDGE.toSeconds());
        digested.writeU16(error);
        digested.writeU16(other.length);
        digested.writeByteArray(other);
        int id = request.getOriginalID();
        return new TSIGRecord(
                name, DClass.ANY, 0, algorithm, signed, FUDGE, mac(digested.toByteArray()), id, error, other);
    }

    /** Seconds in 48 bits. */
    private static byte[] time(Instant instant) {
        byte[] eight = ByteBuffer.allocate(8).putLong(instant.getEpochSecond()).array();
        return Arrays.copyOfRange(eight, 2, 8);
    }

    private byte[] mac(byte[] octets) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + secret.getAlgorithm(), e);
        }
    }
}
