package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Servers at their worst; a real one is asked in failover-testkit. */
@Timeout(60)
class DnsCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void anAnswerWithARecordIsHealthy() throws Exception {
        try (RawDnsServer server = answering(Rcode.NOERROR, "192.0.2.1")) {
            assertThat(probe(server, query())).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void anAnswerWithoutRecordsIsUnhealthy() throws Exception {
        try (RawDnsServer server = answering(Rcode.NOERROR)) {
            assertThat(probe(server, query())).isEqualTo(HealthResult.unhealthy("answered NOERROR without records"));
        }
    }

    @ParameterizedTest
    @CsvSource({"2,SERVFAIL", "3,NXDOMAIN", "5,REFUSED", "9,NOTAUTH"})
    void anotherResponseCodeIsUnhealthy(int rcode, String name) throws Exception {
        try (RawDnsServer server = answering(rcode)) {
            assertThat(probe(server, query()))
                    .isEqualTo(HealthResult.unhealthy("answered " + name + ", wanted NOERROR"));
        }
    }

    @Test
    void anotherResponseCodeMayBeWanted() throws Exception {
        try (RawDnsServer server = answering(Rcode.NXDOMAIN)) {
            assertThat(probe(server, query().rcode("nxdomain"))).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void oneRecordMustHaveTheDataThatIsWanted() throws Exception {
        try (RawDnsServer server = answering(Rcode.NOERROR, "192.0.2.22", "192.0.2.1")) {
            assertThat(probe(server, query().answerContains("192.0.2.1"))).isEqualTo(HealthResult.healthy());
            assertThat(probe(server, query().answerContains("192.0.2.2")))
                    .isEqualTo(HealthResult.unhealthy("answer lacks www.example.com. A 192.0.2.2"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.example.com. 30 IN A 192.0.2.1",
                "example.com. 30 IN A 192.0.2.1",
                "www.example.com. 30 CH A 192.0.2.1",
                "www.example.com. 30 IN AAAA 2001:db8::1",
                "www.example.com. 30 IN CNAME a.example.net.|b.example.net. 30 IN A 192.0.2.1",
                "x.example.com. 30 IN CNAME a.example.net.|a.example.net. 30 IN A 192.0.2.1",
                "www.example.com. 30 CH CNAME a.example.net.|a.example.net. 30 IN A 192.0.2.1",
                "www.example.com. 30 IN CNAME a.example.net.|www.example.com. 30 IN A 192.0.2.1",
            })
    void aRecordOfAnotherOwnerIsNoAnswer(String records) throws Exception {
        try (RawDnsServer server = answeringWith(records)) {
            assertThat(probe(server, query())).isEqualTo(HealthResult.unhealthy("answered NOERROR without records"));
            assertThat(probe(server, query().answerContains("192.0.2.1")))
                    .isEqualTo(HealthResult.unhealthy("answer lacks www.example.com. A 192.0.2.1"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WWW.Example.COM. 30 IN A 192.0.2.1",
                "www.example.com. 30 IN CNAME A.example.net.|a.example.NET. 30 IN A 192.0.2.1",
                "b.example.net. 30 IN A 192.0.2.1|a.example.net. 30 IN CNAME b.example.net.|"
                        + "www.example.com. 30 IN CNAME a.example.net.",
            })
    void aRecordToWhichTheNamesAliasesLeadIsTheAnswer(String records) throws Exception {
        try (RawDnsServer server = answeringWith(records)) {
            assertThat(probe(server, query().answerContains("192.0.2.1"))).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void anAliasThatIsAskedForIsNotFollowed() throws Exception {
        try (RawDnsServer server = answeringWith(
                "www.example.com. 30 IN CNAME a.example.net.|a.example.net. 30 IN CNAME b.example.net.")) {
            DnsCheck.Builder check = query().type("CNAME");

            assertThat(probe(server, check.answerContains("a.example.net"))).isEqualTo(HealthResult.healthy());
            assertThat(probe(server, check.answerContains("b.example.net")).verdict())
                    .isEqualTo(Verdict.UNHEALTHY);
        }
    }

    @Test
    void aliasesThatLeadInACircleAreUnhealthy() throws Exception {
        try (RawDnsServer server = answeringWith(
                "www.example.com. 30 IN CNAME a.example.net.|a.example.net. 30 IN CNAME www.example.com.")) {
            assertThat(probe(server, query()))
                    .isEqualTo(HealthResult.unhealthy("the CNAMEs of www.example.com. have no end"));
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsPassedOverAndTheRightOneWaitedFor() throws Exception {
        try (RawDnsServer server = new RawDnsServer((question, sender) -> {
            Message otherId = RawDnsServer.answer(question, Rcode.SERVFAIL);
            otherId.getHeader().setID(question.getHeader().getID() ^ 1);
            sender.send(otherId.toWire());
            Message otherName = new Message(question.getHeader().getID());
            otherName.getHeader().setFlag(Flags.QR);
            otherName.addRecord(
                    Record.newRecord(Name.fromString("other.example.com."), Type.A, DClass.IN), Section.QUESTION);
            sender.send(otherName.toWire());
            sender.send(question.toWire()); // its own question, reflected
            sender.send(withA(question, "192.0.2.1").toWire());
        })) {
            assertThat(probe(server, query())).isEqualTo(HealthResult.healthy());
            assertThat(server.questions()).isEqualTo(1);
        }
    }

    @Test
    void recursionIsAskedForOnlyWhenSaid() throws Exception {
        AtomicReference<Message> asked = new AtomicReference<>();
        try (RawDnsServer server = new RawDnsServer((question, sender) -> {
            asked.set(question);
            sender.send(RawDnsServer.answer(question, Rcode.REFUSED).toWire());
        })) {
            probe(server, query());
            assertThat(asked.get().getHeader().getFlag(Flags.RD)).isFalse();

            probe(server, query().recursionDesired());
            assertThat(asked.get().getHeader().getFlag(Flags.RD)).isTrue();
        }
    }

    @Test
    void aLostQuestionIsSentAgain() throws Exception {
        CountDownLatch lost = new CountDownLatch(2);
        try (RawDnsServer server = new RawDnsServer((question, sender) -> {
            if (lost.getCount() == 0) {
                sender.send(withA(question, "192.0.2.1").toWire());
            }
            lost.countDown();
        })) {
            HealthResult result = query().port(server.port()).build().check(RawServer.target(), Duration.ofSeconds(2));

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(server.questions()).isEqualTo(3);
        }
    }

    @Test
    void aSilentServerEndsAtTheTimeout() throws Exception {
        try (RawDnsServer server = new RawDnsServer((question, sender) -> {})) {
            HealthResult result = query().port(server.port()).build().check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
            assertThat(server.questions()).isEqualTo(3);
        }
    }

    @Test
    void aFloodOfGarbageEndsAtTheTimeout() throws Exception {
        try (RawDnsServer server = new RawDnsServer((question, sender) -> {
            Message other = RawDnsServer.answer(question, Rcode.NOERROR);
            other.getHeader().setID(question.getHeader().getID() ^ 1);
            byte[] forged = other.toWire();
            while (true) {
                sender.send(new byte[] {1, 2, 3});
                sender.send(new byte[0]);
                sender.send(forged);
            }
        })) {
            HealthResult result = query().port(server.port()).build().check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void aClosedPortIsUnhealthy() throws Exception {
        int port;
        try (RawDnsServer server = answering(Rcode.NOERROR)) {
            port = server.port();
        }

        HealthResult result = query().port(port).build().check(RawServer.target(), AMPLE);

        assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(result.detail()).isNotEmpty();
    }

    @Test
    void aLongAnswerIsFetchedOverTcp() throws Exception {
        try (RawServer tcp = new RawServer(connection -> {
                    DataInputStream in = new DataInputStream(connection.socket().getInputStream());
                    Message question = new Message(in.readNBytes(in.readUnsignedShort()));
                    byte[] answer = withA(question, "192.0.2.1").toWire();
                    DataOutputStream out =
                            new DataOutputStream(connection.socket().getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                });
                RawDnsServer server = RawDnsServer.truncatingBeside(tcp)) {
            assertThat(probe(server, query())).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aLongAnswerThatTcpDoesNotBringIsUnhealthy() throws Exception {
        try (RawServer silent = RawServer.silent();
                RawDnsServer one = RawDnsServer.truncatingBeside(silent);
                RawServer rude = new RawServer(
                        connection -> connection.socket().getInputStream().read());
                RawDnsServer two = RawDnsServer.truncatingBeside(rude)) {
            assertThat(query().port(one.port()).build().check(RawServer.target(), SHORT))
                    .isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
            assertThat(probe(two, query()).verdict()).isEqualTo(Verdict.UNHEALTHY);
        }
    }

    @Test
    void anInterruptEndsAProbe() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawDnsServer server = new RawDnsServer((question, sender) -> asked.countDown())) {
            DnsCheck check = query().port(server.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(asked));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void aTargetThatCannotBeFoundIsInconclusive() {
        String tooLongToBeAsked = "a".repeat(64) + ".invalid";

        HealthResult result = query().build().check(Target.ofName("www", "ec2", tooLongToBeAsked), AMPLE);

        assertThat(result).isEqualTo(HealthResult.inconclusive("no address found for " + tooLongToBeAsked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X", "ANY", "AXFR", "TYPE70000", "-1"})
    void aTypeMustBeOneOfRecords(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query().type(type))
                .withMessage("type: \"" + type + "\" is no type of DNS records");
    }

    @Test
    void settingsMustBeSensible() {
        assertThatIllegalArgumentException().isThrownBy(() -> DnsCheck.query("a..b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query().rcode("FINE"))
                .withMessage("rcode: \"FINE\" is no response code of DNS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query().answerContains("mx.example.com").build())
                .withMessage("answerContains: mx.example.com is no data of a record of type A");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query().answerContains(""))
                .withMessage("answerContains: \"\"; some text is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query().port(0))
                .withMessage("port: 0; 1 to 65535 are allowed");
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(DnsCheck.query("example.com")
                        .type("MX")
                        .answerContains("10 mx.example.com")
                        .build())
                .hasToString("DNS port 53 example.com. MX wants NOERROR with 10 mx.example.com");
    }

    private static DnsCheck.Builder query() {
        return DnsCheck.query("www.example.com");
    }

    private static HealthResult probe(RawDnsServer server, DnsCheck.Builder check) {
        return check.port(server.port()).build().check(RawServer.target(), AMPLE);
    }

    private static RawDnsServer answering(int rcode, String... addresses) throws IOException {
        return new RawDnsServer((question, sender) -> {
            Message answer = RawDnsServer.answer(question, rcode);
            for (String address : addresses) {
                answer.addRecord(a(question, address), Section.ANSWER);
            }
            sender.send(answer.toWire());
        });
    }

    /** Records as in a zone file, with a bar between. */
    private static RawDnsServer answeringWith(String records) throws IOException {
        return new RawDnsServer((question, sender) -> {
            Message answer = RawDnsServer.answer(question, Rcode.NOERROR);
            for (String record : records.split("\\|", -1)) {
                String[] words = record.split(" ", 5);
                answer.addRecord(
                        Record.fromString(
                                Name.fromString(words[0]),
                                Type.value(words[3]),
                                DClass.value(words[2]),
                                Long.parseLong(words[1]),
                                words[4],
                                Name.root),
                        Section.ANSWER);
            }
            sender.send(answer.toWire());
        });
    }

    private static Message withA(Message question, String address) throws IOException {
        Message answer = RawDnsServer.answer(question, Rcode.NOERROR);
        answer.addRecord(a(question, address), Section.ANSWER);
        return answer;
    }

    private static Record a(Message question, String address) throws IOException {
        return Record.fromString(question.getQuestion().getName(), Type.A, DClass.IN, 30, address, Name.root);
    }
}
