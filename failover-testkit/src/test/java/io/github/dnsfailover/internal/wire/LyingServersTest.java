package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.LyingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Servers, and caches in front of servers, that give resolvers something else than others. */
class LyingServersTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final String OLD = "192.0.2.1";
    private static final String NEW = "198.51.100.1";

    private static Message with(Message question, int rcode, String address) throws IOException {
        Message answer = LyingServer.empty(question, rcode);
        Name name = question.getQuestion().getName();
        answer.addRecord(new ARecord(name, DClass.IN, TTL.toSeconds(), InetAddress.getByName(address)), Section.ANSWER);
        return answer;
    }

    private static Answer ask(LyingServer.Answers answers) throws IOException {
        try (LyingServer server = new LyingServer(answers)) {
            return at(server).ask(A, PATIENT);
        }
    }

    private static Server at(LyingServer server) throws IOException {
        return Authorities.at(List.of(server.address())).servers().get(0);
    }

    @Test
    void oldValuesForResolversAloneAreNoAnswer() throws IOException {
        Answer answer = ask(question -> with(question, Rcode.NOERROR, LyingServer.isOfResolver(question) ? OLD : NEW));

        assertThat(answer)
                .isEqualTo(new Answer.Unreadable("two answers, www.example.com. A [192.0.2.1] to resolvers (EDNS,"
                        + " DO) and www.example.com. A [198.51.100.1] to others"));
    }

    @Test
    void nothingForResolversAloneIsNoAnswer() throws IOException {
        Answer answer = ask(question -> LyingServer.isOfResolver(question)
                ? LyingServer.empty(question, Rcode.NXDOMAIN)
                : with(question, Rcode.NOERROR, NEW));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Unreadable.class,
                        odd -> assertThat(odd.detail())
                                .startsWith("two answers, ")
                                .contains("absent to resolvers"));
    }

    @Test
    void aFailureForResolversAloneIsToldAsThat() throws IOException {
        Answer answer = ask(question -> LyingServer.isOfResolver(question)
                ? LyingServer.empty(question, Rcode.SERVFAIL)
                : with(question, Rcode.NOERROR, NEW));

        assertThat(answer)
                .isEqualTo(new Answer.NotAuthoritative("answered SERVFAIL to a question with EDNS and DO, as resolvers"
                        + " ask, and www.example.com. A [198.51.100.1] to one without"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
    void aServerThatIsOlderThanEdnsIsAskedPlainly(int rcode) throws IOException {
        Answer answer = ask(question ->
                question.getOPT() != null ? LyingServer.empty(question, rcode) : with(question, Rcode.NOERROR, NEW));

        assertThat(answer).isEqualTo(new Answer.Authoritative(RecordSet.of(A, TTL, NEW), Duration.ZERO));
    }

    @Test
    void recordsAtANameThatDoesNotExistAreOdd() throws IOException {
        assertThat(ask(question -> with(question, Rcode.NXDOMAIN, NEW)))
                .isEqualTo(new Answer.Unreadable("answered NXDOMAIN, and yet with www.example.com. A 198.51.100.1"));
    }

    @Test
    void anAddressBesideACnameIsOdd() throws IOException {
        Answer answer = ask(question -> {
            Message both = with(question, Rcode.NOERROR, NEW);
            Name name = question.getQuestion().getName();
            Name target = Name.fromConstantString("elsewhere.example.net.");
            both.addRecord(new CNAMERecord(name, DClass.IN, TTL.toSeconds(), target), Section.ANSWER);
            return both;
        });

        assertThat(answer)
                .isEqualTo(new Answer.Unreadable(
                        "answered with a CNAME, and beside it with www.example.com. A 198.51.100.1"));
    }

    @Test
    void signaturesThatAreNotToBeHadAreNotGood() throws IOException {
        try (LyingServer server = new LyingServer(question -> LyingServer.empty(question, Rcode.SERVFAIL))) {
            Signatures found = at(server).signatures(List.of(A), Instant.now(), PATIENT);

            assertThat(found.state()).isEqualTo(State.UNANSWERED);
            assertThat(found.detail()).endsWith("answered SERVFAIL");
        }
    }
}
