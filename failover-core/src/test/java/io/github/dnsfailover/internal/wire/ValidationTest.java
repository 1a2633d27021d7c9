package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What signed sets are worth, made and signed here; no network. */
class ValidationTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Name ZONE = Name.fromConstantString("example.com.");
    private static final Name WWW = Name.fromConstantString("www.example.com.");
    private static final int TTL = 30;

    /** A key of a zone, and what it signs. */
    private static final class Signer {
        final DNSKEYRecord key;
        private final KeyPair pair;

        Signer(Name zone) throws GeneralSecurityException, DNSSECException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            key = new DNSKEYRecord(zone, DClass.IN, TTL, 257, 3, Algorithm.ECDSAP256SHA256, pair.getPublic());
        }

        RRSIGRecord sign(RRset set, Instant from, Instant until) throws DNSSECException {
            return DNSSEC.sign(set, key, pair.getPrivate(), from, until);
        }
    }

    private final Map<String, List<Record>> answers = new HashMap<>();
    private final List<String> questions = new ArrayList<>();
    private int rcode = Rcode.NOERROR;
    private Signer signer;

    @BeforeEach
    void signedZone() throws GeneralSecurityException, DNSSECException, IOException {
        signer = new Signer(ZONE);
        serve(sign(keys(signer), signer, DAY.negated(), DAY));
    }

    private static RRset keys(Signer... signers) {
        return new RRset(Stream.of(signers).map(each -> each.key).toArray(Record[]::new));
    }

    private static RRset www(String address) throws IOException {
        return new RRset(new ARecord(WWW, DClass.IN, TTL, InetAddress.getByName(address)));
    }

    private static RRset sign(RRset set, Signer by, Duration from, Duration until) throws DNSSECException {
        set.addRR(by.sign(set, NOW.plus(from), NOW.plus(until)));
        return set;
    }

    private void serve(RRset set) {
        List<Record> all = new ArrayList<>(set.rrs(false));
        all.addAll(set.sigs());
        answers.put(set.getName() + " " + Type.string(set.getType()), all);
    }

    private Signatures look(Optional<Boolean> parentHasDs) throws IOException {
        Validation validation = new Validation(
                (question, deadline) -> {
                    Record asked = question.getQuestion();
                    questions.add(asked.getName() + " " + Type.string(asked.getType()));
                    Message answer = new Message(question.getHeader().getID());
                    answer.getHeader().setRcode(rcode);
                    answer.addRecord(asked, Section.QUESTION);
                    answers.getOrDefault(asked.getName() + " " + Type.string(asked.getType()), List.of())
                            .forEach(record -> answer.addRecord(record, Section.ANSWER));
                    return new Message(answer.toWire(65_535));
                },
                deadline -> parentHasDs,
                NOW,
                Deadline.in(Duration.ofSeconds(10)));
        return validation.of(WWW, Type.A);
    }

    @Test
    void oneSignatureThatHoldsSuffices() throws IOException, GeneralSecurityException, DNSSECException {
        RRset set = www("192.0.2.1");
        sign(set, new Signer(ZONE), DAY.negated(), DAY);
        sign(set, signer, DAY.negated().multipliedBy(9), DAY.negated());
        sign(set, signer, DAY.negated(), DAY);
        serve(set);

        assertThat(look(Optional.of(true))).isEqualTo(new Signatures(State.VERIFIED, ""));
        assertThat(questions).containsExactly("www.example.com. A", "example.com. DNSKEY");
    }

    @ParameterizedTest
    @CsvSource({
        "-9, -1, the signature expired 2026-05-31T00:00:00Z",
        "1, 9, the signature is not valid before 2026-06-02T00:00:00Z"
    })
    void aSignatureOutsideItsTimeIsNone(int from, int until, String why) throws IOException, DNSSECException {
        serve(sign(www("192.0.2.1"), signer, Duration.ofDays(from), Duration.ofDays(until)));

        String detail = "www.example.com. A: " + why;
        assertThat(look(Optional.of(true))).isEqualTo(new Signatures(State.BOGUS, detail));
        assertThat(look(Optional.empty())).isEqualTo(new Signatures(State.BROKEN, detail));
        assertThat(look(Optional.of(false)))
                .isEqualTo(new Signatures(
                        State.UNSIGNED, detail + "; the parent zone has no DS record, so nobody looks at it"));
    }

    @Test
    void aSignatureOfOtherValuesIsNone() throws IOException, DNSSECException {
        RRset forged = www("203.0.113.66");
        forged.addRR(signer.sign(www("192.0.2.1"), NOW.minus(DAY), NOW.plus(DAY)));
        serve(forged);

        assertThat(look(Optional.of(true)))
                .isEqualTo(new Signatures(State.BOGUS, "www.example.com. A: the signature does not verify"));
    }

    @Test
    void aKeyThatIsNotServedVerifiesNothing() throws IOException, GeneralSecurityException, DNSSECException {
        Signer other = new Signer(ZONE);
        serve(sign(www("192.0.2.1"), other, DAY.negated(), DAY));

        assertThat(look(Optional.of(true)).detail())
                .isEqualTo("www.example.com. A: no key " + other.key.getFootprint() + " of example.com. is served");
    }

    @Test
    void aSignerThatTheNameDoesNotLieInIsNone() throws IOException, GeneralSecurityException, DNSSECException {
        Signer stranger = new Signer(Name.fromConstantString("example.net."));
        serve(keys(stranger));
        serve(sign(www("192.0.2.1"), stranger, DAY.negated(), DAY));

        assertThat(look(Optional.of(true)).state()).isEqualTo(State.BOGUS);
        assertThat(questions).containsExactly("www.example.com. A");
    }

    @Test
    void keysWhoseOwnSignatureHasExpiredVerifyNothing() throws IOException, DNSSECException {
        answers.clear();
        serve(sign(keys(signer), signer, DAY.negated().multipliedBy(9), DAY.negated()));
        serve(sign(www("192.0.2.1"), signer, DAY.negated(), DAY));

        assertThat(look(Optional.of(true)))
                .isEqualTo(
                        new Signatures(State.BOGUS, "example.com. DNSKEY: the signature expired 2026-05-31T00:00:00Z"));
    }

    @Test
    void aSetWithoutASignatureIsBogusOnlyWhereTheParentPromisesOne() throws IOException {
        serve(www("192.0.2.1"));

        assertThat(look(Optional.empty())).isEqualTo(new Signatures(State.UNSIGNED, ""));
        assertThat(look(Optional.of(false))).isEqualTo(new Signatures(State.UNSIGNED, ""));
        assertThat(look(Optional.of(true)))
                .isEqualTo(new Signatures(
                        State.BOGUS, "www.example.com. A has no signature, and the parent zone has a DS record"));
    }

    @Test
    void anAlgorithmThatIsNotKnownIsNoReasonToRefuse() throws IOException, DNSSECException {
        RRset set = www("192.0.2.1");
        RRSIGRecord good = signer.sign(set, NOW.minus(DAY), NOW.plus(DAY));
        DNSKEYRecord odd = new DNSKEYRecord(ZONE, DClass.IN, TTL, 257, 3, 200, new byte[] {1, 2, 3});
        set.addRR(new RRSIGRecord(
                WWW,
                DClass.IN,
                TTL,
                Type.A,
                200,
                TTL,
                good.getExpire(),
                good.getTimeSigned(),
                odd.getFootprint(),
                ZONE,
                new byte[] {1}));
        answers.clear();
        serve(new RRset(odd));
        serve(set);

        assertThat(look(Optional.of(true)))
                .isEqualTo(new Signatures(State.NOT_SEEN, "www.example.com. A: algorithm 200 is not known here"));
    }

    /** CVE-2023-50387: each of many signatures with one key tag would be tried against each of many keys. */
    @Test
    void signaturesWithoutEndAreNotAllTried() throws IOException, DNSSECException {
        RRset set = www("192.0.2.1");
        for (int i = 1; i <= 200; i++) {
            set.addRR(signer.sign(
                    www("198.51.100.7"), NOW.minus(DAY), NOW.plus(DAY).plusSeconds(i)));
        }
        serve(set);

        Signatures found = look(Optional.of(true));

        assertThat(found.state()).isEqualTo(State.BOGUS);
        assertThat(found.detail()).isEqualTo("www.example.com. A: the signature does not verify");
    }

    /** Only the zone whose key verified the set is asked for its keys. */
    @Test
    void signersWithoutEndAreNotAllAsked() throws IOException, DNSSECException {
        RRset set = sign(www("192.0.2.1"), signer, DAY.negated(), DAY);
        RRSIGRecord good = set.sigs().get(0);
        for (int i = 1; i <= 200; i++) {
            Name stranger = Name.fromString("z" + i + ".example.net.");
            set.addRR(new RRSIGRecord(
                    WWW,
                    DClass.IN,
                    TTL,
                    Type.A,
                    good.getAlgorithm(),
                    TTL,
                    good.getExpire(),
                    good.getTimeSigned(),
                    good.getFootprint(),
                    stranger,
                    good.getSignature()));
        }
        serve(set);

        assertThat(look(Optional.of(true)).state()).isEqualTo(State.VERIFIED);
        assertThat(questions).containsExactly("www.example.com. A", "example.com. DNSKEY");
    }

    @Test
    void keysWithoutASignatureVerifyNothing() throws IOException, DNSSECException {
        answers.clear();
        serve(keys(signer));
        serve(sign(www("192.0.2.1"), signer, DAY.negated(), DAY));

        assertThat(look(Optional.of(true)))
                .isEqualTo(new Signatures(State.BOGUS, "example.com. DNSKEY: there is no signature"));
    }

    /** Such as FORMERR, by a server that is older than EDNS: nothing was seen, and nothing holds. */
    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.SERVFAIL, Rcode.REFUSED})
    void aServerThatDoesNotAnswerTheQuestionForSignaturesShowsNone(int code) {
        rcode = code;

        assertThatThrownBy(() -> look(Optional.of(true)))
                .isInstanceOf(IOException.class)
                .hasMessage("www.example.com. A with signatures: answered " + Rcode.string(code));
    }

    /** What dnsjava makes of a key is its own affair; that it is none must not become an exception of another kind. */
    @ParameterizedTest
    @CsvSource({
        "5,0", "5,1", "5,3", "8,0", "8,1", "8,2", "8,5", "10,1", "13,0", "13,63", "13,64", "14,1", "15,0", "15,31",
        "15,32", "16,57"
    })
    void aKeyOrSignatureOfAnyLengthIsJudged(int algorithm, int length) throws IOException, DNSSECException {
        RRset set = www("192.0.2.1");
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) 0xff);
        DNSKEYRecord odd = new DNSKEYRecord(ZONE, DClass.IN, TTL, 257, 3, algorithm, octets);
        set.addRR(new RRSIGRecord(
                WWW,
                DClass.IN,
                TTL,
                Type.A,
                algorithm,
                TTL,
                NOW.plus(DAY),
                NOW.minus(DAY),
                odd.getFootprint(),
                ZONE,
                length == 0 ? new byte[1] : octets));
        serve(new RRset(odd));
        serve(set);

        assertThat(look(Optional.of(true)).state()).isIn(State.BOGUS, State.NOT_SEEN);
    }

    @Test
    void whatIsNotThereAfterAllWasNotAnswered() throws IOException {
        assertThat(look(Optional.of(true)))
                .isEqualTo(new Signatures(State.UNANSWERED, "www.example.com. A with signatures: there is none"));
    }
}
