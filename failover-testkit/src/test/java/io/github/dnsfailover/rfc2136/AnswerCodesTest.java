package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.ScriptedTcpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

/** What each response code means, from a server whose word counts and from one whose signature is missing. */
class AnswerCodesTest {

    private static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordChange CHANGE =
            RecordChange.of(RecordSet.absent(KEY), RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.1"));

    @ParameterizedTest
    @CsvSource({
        "REFUSED, NOT_APPLIED, frozen",
        "NOTAUTH, NOT_APPLIED, not authoritative for example.com.",
        "NOTZONE, NOT_APPLIED, outside the zone",
        "FORMERR, NOT_APPLIED, could not read",
        "NOTIMP, NOT_APPLIED, takes no updates",
        "SERVFAIL, UNKNOWN, could not finish",
        "DSOTYPENI, UNKNOWN, says nothing"
    })
    void aBelievedCodeHasOneMeaning(String rcode, Outcome outcome, String words) throws IOException {
        int code = Rcode.value(rcode);
        try (ScriptedTcpServer server =
                ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, code))) {
            Rfc2136Provider provider = builder(server).unsigned().build();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(outcome);
            assertThat(failure).hasMessageContaining(words);
            assertThat(failure.isAnswered()).isTrue();
        }
    }

    @Test
    void noErrorToEverythingIsNoProof() throws Exception {
        try (ScriptedTcpServer server =
                ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, Rcode.NOERROR))) {
            Rfc2136Provider provider = builder(server).unsigned().build();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("answered NOERROR to the change of [" + KEY + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOERROR",
                "YXDOMAIN",
                "YXRRSET",
                "NXDOMAIN",
                "NXRRSET",
                "REFUSED",
                "NOTAUTH",
                "NOTZONE",
                "FORMERR",
                "NOTIMP",
                "SERVFAIL"
            })
    void aCodeWithoutASignatureIsUnknown(String rcode) throws IOException {
        try (ScriptedTcpServer server =
                ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, Rcode.value(rcode)))) {
            Rfc2136Provider provider = builder(server).key(Keys::k1).build();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.isAnswered()).isTrue();
            assertThat(failure)
                    .hasMessageContaining(rcode)
                    .hasMessageContaining("without a valid signature")
                    .hasMessageNotContaining(Keys.SECRET);
        }
    }

    /** The update's answer says that a prerequisite failed, and then the server is gone. */
    @Test
    void aFailedPrerequisiteIsNotAppliedEvenIfNothingCanBeRead() throws IOException {
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> {
            ScriptedTcpServer.send(connection, ScriptedTcpServer.rcode(request, Rcode.YXRRSET));
            connection.close();
        })) {
            Rfc2136Provider provider = builder(server).unsigned().build();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("YXRRSET");
        }
    }

    /** NOERROR alone is no proof that nothing was skipped. */
    @Test
    void aServerThatIsGoneAfterNoErrorLeavesTheOutcomeUnknown() throws IOException {
        AtomicBoolean answered = new AtomicBoolean();
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> {
            if (!answered.getAndSet(true)) {
                ScriptedTcpServer.send(connection, ScriptedTcpServer.rcode(request, Rcode.NOERROR));
            }
            connection.close();
        })) {
            Rfc2136Provider provider = builder(server).unsigned().build();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("answered NOERROR");
        }
    }

    private static Rfc2136Provider.Builder builder(ScriptedTcpServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .timeout(Duration.ofSeconds(5));
    }
}
