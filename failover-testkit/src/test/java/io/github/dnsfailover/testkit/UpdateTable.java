package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * One table of updates and of the answers to them. Run against the embedded server and against BIND, it shows that they
 * agree.
 *
 * <p>Before each line, a.example.com has A 192.0.2.1 and 192.0.2.2, AAAA 2001:db8::1 and an MX, c.example.com a CNAME
 * to Target.Example.NET, and free.example.com nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UpdateTable {

    private static final Name ZONE = name("example.com.");
    private static final Name A = name("a.example.com.");
    private static final Name C = name("c.example.com.");
    private static final Name FREE = name("free.example.com.");
    private static final Name OUTSIDE = name("www.example.org.");

    private Lab lab;
    private Lab fixed;

    abstract Lab start() throws IOException;

    abstract Lab startStatic() throws IOException;

    @BeforeAll
    void open() throws IOException {
        lab = start();
        fixed = startStatic();
    }

    @AfterAll
    void close() {
        Stream.of(lab, fixed).filter(each -> each != null).forEach(Lab::close);
    }

    /** An edit of an update that may fail to parse its text. */
    private interface Edit {
        void to(Update update) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> prerequisites() {
        return Stream.of(
                line("all values present", "NOERROR", u -> present(u, "192.0.2.1", "192.0.2.2")),
                line("all values in another order", "NOERROR", u -> present(u, "192.0.2.2", "192.0.2.1")),
                line("one value of two", "NXRRSET", u -> present(u, "192.0.2.1")),
                line("one value too many", "NXRRSET", u -> present(u, "192.0.2.1", "192.0.2.2", "192.0.2.3")),
                line("another value", "NXRRSET", u -> present(u, "203.0.113.9")),
                line("values at a free name", "NXRRSET", u -> u.present(FREE, Type.A, "192.0.2.1")),
                line("a set present", "NOERROR", u -> u.present(A, Type.A)),
                line("a set present that is not", "NXRRSET", u -> u.present(A, Type.TXT)),
                line("a set absent", "NOERROR", u -> u.absent(A, Type.TXT)),
                line("a set absent that is present", "YXRRSET", u -> u.absent(A, Type.A)),
                line("a name in use", "NOERROR", u -> u.present(A)),
                line("a name in use that is not", "NXDOMAIN", u -> u.present(FREE)),
                line("a name not in use", "NOERROR", u -> u.absent(FREE)),
                line("a name not in use that is", "YXDOMAIN", u -> u.absent(A)),
                line("the apex in use", "NOERROR", u -> u.present(ZONE)),
                line("the SOA absent", "YXRRSET", u -> u.absent(ZONE, Type.SOA)),
                line("a CNAME in another case", "NOERROR", u -> u.present(C, Type.CNAME, "target.example.net.")),
                line("a name outside", "NOTZONE", u -> u.present(OUTSIDE, Type.A)),
                line("a TTL in a value", "FORMERR", u -> u.present(record(A, Type.A, 30, "192.0.2.1"))),
                line(
                        "a TTL in a set",
                        "FORMERR",
                        u -> u.addRecord(Record.newRecord(A, Type.A, DClass.ANY, 30), Section.PREREQ)),
                line("good A and stale AAAA", "NXRRSET", u -> {
                    present(u, "192.0.2.1", "192.0.2.2");
                    u.present(A, Type.AAAA, "2001:db8::9");
                }));
    }

    @TestFactory
    Stream<DynamicTest> changes() {
        return Stream.of(
                line("an addition outside", "NOTZONE", u -> u.add(OUTSIDE, Type.A, 30, "192.0.2.1")),
                line(
                        "an addition of type ANY",
                        "FORMERR",
                        u -> u.addRecord(Record.newRecord(FREE, Type.ANY, DClass.IN, 30), Section.UPDATE)),
                line(
                        "a deletion with a TTL",
                        "FORMERR",
                        u -> u.addRecord(Record.newRecord(A, Type.A, DClass.ANY, 30), Section.UPDATE)),
                line("a deletion of what is not there", "NOERROR", u -> u.delete(FREE, Type.A)),
                line(
                        "an MX to a host with an address",
                        "NOERROR",
                        u -> u.add(FREE, Type.MX, 30, "10 mail.example.com.")),
                line("an MX to a host without", "REFUSED", u -> u.add(FREE, Type.MX, 30, "10 none.example.com.")),
                line("an MX to elsewhere", "NOERROR", u -> u.add(FREE, Type.MX, 30, "10 mail.example.net.")));
    }

    private DynamicTest line(String title, String rcode, Edit edit) {
        return DynamicTest.dynamicTest(title + ": " + rcode, () -> {
            reset();
            Update update = new Update(ZONE);
            edit.to(update);

            Message answer = PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

            assertThat(Rcode.string(answer.getHeader().getRcode())).isEqualTo(rcode);
            assertThat(answer.isVerified()).isTrue();
            assertThat(answer.getHeader().getOpcode()).isEqualTo(Opcode.UPDATE);
        });
    }

    @TestFactory
    Stream<DynamicTest> signatures() {
        TSIG late = key("k1.", Keys.SECRET, Clock.fixed(Instant.now().minusSeconds(3600), ZoneOffset.UTC));
        TSIG early = key("k1.", Keys.SECRET, Clock.fixed(Instant.now().plusSeconds(3600), ZoneOffset.UTC));
        return Stream.of(
                signature("good", "NOERROR/NOERROR verified", key("k1.", Keys.SECRET)),
                signature("unknown key", "NOTAUTH/BADKEY unverified", key("k9.", Keys.SECRET)),
                signature("another algorithm", "NOTAUTH/BADKEY unverified", key("by-hmac-sha512.", Keys.SECRET)),
                signature("wrong secret", "NOTAUTH/BADSIG unverified", key("k1.", Keys.WRONG)),
                signature("an hour late", "NOTAUTH/BADTIME verified", late),
                signature("an hour early", "NOTAUTH/BADTIME verified", early),
                signature("no grant", "REFUSED/NOERROR verified", key("nogrant.", Keys.SECRET)));
    }

    private DynamicTest signature(String title, String expected, TSIG key) {
        return DynamicTest.dynamicTest(title + ": " + expected, () -> {
            reset();
            Update update = new Update(ZONE);
            update.add(FREE, Type.A, 30, "192.0.2.1");

            Message answer = PlainClient.exchange(lab.address(), update, Optional.of(key));

            TSIGRecord tsig = answer.getTSIG();
            String seen = Rcode.string(answer.getHeader().getRcode())
                    + "/"
                    + Rcode.TSIGstring(tsig == null ? -1 : tsig.getError())
                    + (answer.isVerified() ? " verified" : " unverified");
            assertThat(seen).isEqualTo(expected);
            boolean made = seen.startsWith("NOERROR");
            assertThat(lab.look(RecordKey.of("free.example.com", RecordType.A)).isEmpty())
                    .isEqualTo(!made);
        });
    }

    @Test
    void badTimeTellsTheServersTime() throws IOException {
        TSIG late = key("k1.", Keys.SECRET, Clock.fixed(Instant.now().minusSeconds(3600), ZoneOffset.UTC));
        Update update = new Update(ZONE);
        update.add(FREE, Type.A, 30, "192.0.2.1");

        Message answer = PlainClient.exchange(lab.address(), update, Optional.of(late));

        assertThat(answer.getTSIG().getOther()).hasSize(6);
        assertThat(answer.getTSIG().getTimeSigned().getEpochSecond())
                .isEqualTo(update.getTSIG().getTimeSigned().getEpochSecond());
    }

    /** With EDNS there are two records that like to be the last one. */
    @Test
    void theSignatureIsTheLastRecordOfAnAnswer() throws IOException {
        TSIG key = key("k1.", Keys.SECRET);
        Message question = Message.newQuery(Record.newRecord(ZONE, Type.SOA, DClass.IN));
        question.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        question.setTSIG(key, Rcode.NOERROR, null);
        byte[] request = question.toWire(Message.MAXLENGTH);

        byte[] octets = PlainClient.exchange(lab.address(), request);

        Message answer = new Message(octets);
        List<Record> additional = answer.getSection(Section.ADDITIONAL);
        assertThat(additional.get(additional.size() - 1)).isInstanceOf(TSIGRecord.class);
        assertThat(key.verify(answer, octets, new Message(request).getTSIG())).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void anUnsignedUpdateIsRefused() throws IOException {
        assertThat(answerTo(lab, new Update(ZONE), Optional.empty())).isEqualTo("REFUSED");
    }

    @Test
    void aStaticZoneRefusesEveryUpdate() throws IOException {
        assertThat(answerTo(fixed, new Update(ZONE), Optional.empty())).isEqualTo("REFUSED");
    }

    @Test
    void anotherZoneIsNotAuth() throws IOException {
        Update update = new Update(name("example.org."));

        assertThat(answerTo(lab, update, Optional.of(key("k1.", Keys.SECRET)))).isEqualTo("NOTAUTH");
    }

    @Test
    void aHostAsTheZoneIsNotAuth() throws IOException {
        Update update = new Update(A);

        assertThat(answerTo(lab, update, Optional.of(key("k1.", Keys.SECRET)))).isEqualTo("NOTAUTH");
    }

    private String answerTo(Lab server, Update update, Optional<TSIG> key) throws IOException {
        update.add(FREE, Type.A, 30, "192.0.2.1");
        Message answer = PlainClient.exchange(server.address(), update, key);
        assertThat(answer.getTSIG() == null || answer.getTSIG().getError() == Rcode.NOERROR)
                .isTrue();
        return Rcode.string(answer.getHeader().getRcode());
    }

    @Test
    void anAddressBesideACnameIsPassedOverInSilence() throws IOException {
        reset();
        Update update = new Update(ZONE);
        update.add(C, Type.A, 30, "192.0.2.1");

        Message answer = PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

        assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(lab.look(RecordKey.of("c.example.com", RecordType.A)).isEmpty())
                .isTrue();
        assertThat(lab.look(RecordKey.of("c.example.com", RecordType.CNAME)).isEmpty())
                .isFalse();
    }

    @Test
    void aCnameBesideAddressesIsPassedOverInSilence() throws IOException {
        reset();
        Update update = new Update(ZONE);
        update.add(A, Type.CNAME, 30, "x.example.net.");

        Message answer = PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

        assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(lab.look(RecordKey.of("a.example.com", RecordType.CNAME)).isEmpty())
                .isTrue();
    }

    @Test
    void anAdditionWithAnotherTtlChangesTheWholeSet() throws IOException {
        reset();
        Update update = new Update(ZONE);
        update.add(A, Type.A, 17, "192.0.2.3");

        PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

        RecordSet expected = RecordSet.of(
                RecordKey.of("a.example.com", RecordType.A),
                Duration.ofSeconds(17),
                "192.0.2.1",
                "192.0.2.2",
                "192.0.2.3");
        assertThat(lab.look(expected.key())).isEqualTo(expected);
    }

    @Test
    void oneRecordIsDeleted() throws IOException {
        reset();
        Update update = new Update(ZONE);
        update.delete(A, Type.A, "192.0.2.2");

        PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

        assertThat(lab.look(RecordKey.of("a.example.com", RecordType.A)).values())
                .containsExactly("192.0.2.1");
    }

    @Test
    void theApexKeepsItsSoaAndNs() throws IOException {
        Update update = new Update(ZONE);
        update.delete(ZONE);
        update.delete(ZONE, Type.NS);

        Message answer = PlainClient.exchange(lab.address(), update, Optional.of(key("k1.", Keys.SECRET)));

        assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(question(ZONE, Type.NS).getSection(Section.ANSWER)).hasSize(1);
        assertThat(question(ZONE, Type.SOA).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void theSerialGrowsWithAChangeAndOnlyThen() throws IOException {
        reset();
        long before = serial();
        Update change = new Update(ZONE);
        change.add(FREE, Type.A, 30, "192.0.2.1");
        Update nothing = new Update(ZONE);
        nothing.add(FREE, Type.A, 30, "192.0.2.1");

        PlainClient.exchange(lab.address(), change, Optional.of(key("k1.", Keys.SECRET)));
        long after = serial();
        PlainClient.exchange(lab.address(), nothing, Optional.of(key("k1.", Keys.SECRET)));

        assertThat(after).isEqualTo(before + 1);
        assertThat(serial()).isEqualTo(after);
    }

    private long serial() throws IOException {
        return ((SOARecord) question(ZONE, Type.SOA).getSection(Section.ANSWER).get(0)).getSerial();
    }

    @TestFactory
    Stream<DynamicTest> questions() {
        return Stream.of(
                answer(
                        "a set",
                        A,
                        Type.A,
                        message ->
                                assertThat(message.getSection(Section.ANSWER)).hasSize(2)),
                answer("no such type", A, Type.TXT, message -> assertDenied(message, Rcode.NOERROR)),
                answer("no such name", FREE, Type.A, message -> assertDenied(message, Rcode.NXDOMAIN)),
                answer(
                        "a CNAME in the place of a set",
                        C,
                        Type.A,
                        message -> assertThat(message.getSection(Section.ANSWER))
                                .extracting(Record::getType)
                                .containsExactly(Type.CNAME)),
                answer(
                        "a CNAME asked for",
                        C,
                        Type.CNAME,
                        message -> assertThat(message.getSection(Section.ANSWER))
                                .extracting(Record::getType)
                                .containsExactly(Type.CNAME)));
    }

    private static void assertDenied(Message message, int rcode) {
        assertThat(message.getHeader().getRcode()).isEqualTo(rcode);
        assertThat(message.getSection(Section.ANSWER)).isEmpty();
        assertThat(message.getSection(Section.AUTHORITY)).hasSize(1);
        SOARecord soa = (SOARecord) message.getSection(Section.AUTHORITY).get(0);
        assertThat(Math.min(soa.getTTL(), soa.getMinimum())).isEqualTo(60);
    }

    private DynamicTest answer(String title, Name name, int type, Consumer<Message> check) {
        return DynamicTest.dynamicTest(title, () -> {
            reset();

            Message message = question(name, type);

            assertThat(message.getHeader().getFlag(Flags.AA)).isTrue();
            check.accept(message);
        });
    }

    private Message question(Name name, int type) throws IOException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return PlainClient.exchange(lab.address(), question, Optional.empty());
    }

    private void reset() throws IOException {
        Duration ttl = Duration.ofSeconds(60);
        lab.put(RecordSet.of(RecordKey.of("a.example.com", RecordType.A), ttl, "192.0.2.1", "192.0.2.2"));
        lab.put(RecordSet.of(RecordKey.of("a.example.com", RecordType.AAAA), ttl, "2001:db8::1"));
        lab.putMail("a.example.com");
        lab.put(RecordSet.of(RecordKey.of("c.example.com", RecordType.CNAME), ttl, "Target.Example.NET"));
        Update free = new Update(ZONE);
        free.delete(FREE);
        PlainClient.exchange(lab.address(), free, Optional.of(key("k1.", Keys.SECRET)));
    }

    private static void present(Update update, String... values) throws IOException {
        for (String value : values) {
            update.present(A, Type.A, value);
        }
    }

    private static Record record(Name name, int type, long ttl, String value) throws IOException {
        return Record.fromString(name, type, DClass.IN, ttl, value, Name.root);
    }

    private static TSIG key(String name, String secret) {
        return key(name, secret, Clock.systemUTC());
    }

    private static TSIG key(String name, String secret, Clock clock) {
        SecretKeySpec spec = new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256");
        return new TSIG(TSIG.HMAC_SHA256, name(name), spec, clock);
    }

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }
}
