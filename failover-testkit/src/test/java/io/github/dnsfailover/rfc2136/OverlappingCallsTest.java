package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.KeepingServer;
import io.github.dnsfailover.testkit.KeepingServer.Asked;
import io.github.dnsfailover.testkit.KeepingServer.Manner;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.ScriptedTcpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * When a connection is handed on from one call to the next, and what becomes of a call whose connection was. The first
 * connection is that of a read that is not answered, so that calls overlap; the second that of the first change, over
 * which three requests go: the change, a question whether the server compares, and whether the change stands.
 */
class OverlappingCallsTest {

    private static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey HELD = RecordKey.of("held.example.com", RecordType.A);
    private static final RecordSet STANDING = RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.1");
    private static final RecordChange CHANGE = RecordChange.of(RecordSet.absent(KEY), STANDING);
    private static final Duration LONG = Duration.ofHours(1);

    /** The last request over the second connection, before it is handed on. */
    private static boolean isLastOfFirstChange(Asked asked) {
        return asked.connection() == 2 && asked.message() == 3;
    }

    private static boolean isHandedOn(Asked asked) {
        return asked.connection() == 2 && asked.message() > 3;
    }

    private static Rfc2136Provider.Builder provider(KeepingServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .unsigned()
                .timeout(Duration.ofSeconds(10))
                .keeping(LONG, LONG);
    }

    /** What is done while a read is under way. */
    @FunctionalInterface
    private interface Meanwhile {
        void play() throws Exception;
    }

    private static void readHeld(Rfc2136Provider provider) {
        try {
            List<RecordSet> unused = provider.read(List.of(HELD));
        } catch (DnsProviderException e) {
            // Refused in the end.
        }
    }

    private static void overlapped(Rfc2136Provider provider, KeepingServer server, Meanwhile meanwhile)
            throws Exception {
        Thread reader = new Thread(() -> readHeld(provider));
        reader.start();
        server.awaitHeld();
        try {
            meanwhile.play();
        } finally {
            server.release();
            reader.join();
        }
    }

    private static void applied(Rfc2136Provider provider) throws DnsProviderException {
        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    private static DnsProviderException failed(Rfc2136Provider provider) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
    }

    @Test
    void callsThatOverlapHandTheirConnectionOn() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 2, 2);
        }
    }

    @Test
    void aCallThatIsAloneHasAConnectionOfItsOwn() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider = provider(server).build();

            applied(provider);
            applied(provider);

            assertThat(server.changes()).containsExactly(1, 2);
            server.awaitEnd(1);
            server.awaitEnd(2);
        }
    }

    @Test
    void theLastCallThatEndsLeavesNoConnection() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> applied(provider));

            server.awaitEnd(1);
            server.awaitEnd(2);
        }
    }

    @Test
    void closingEndsWhatIsKeptAndWaitsForNoCall() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                provider.close();
                server.awaitEnd(2);
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).as("none is kept any more").containsExactly(2, 3, 4);
        }
    }

    @Test
    void whatWasIdleForTooLongIsNotUsedAgain() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider =
                    provider(server).keeping(Duration.ZERO, LONG).build();

            overlapped(provider, server, () -> {
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 3);
        }
    }

    /** A connection that the server ends is seen before anything is written; and then none is trusted. */
    private static void endsBetweenTwoCalls(Manner end) throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            asked.reply();
            if (isLastOfFirstChange(asked)) {
                end.play(asked);
            }
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                server.awaitEnd(2);
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 3, 4);
        }
    }

    @Test
    void anEndBetweenTwoCallsCostsNothing() throws Exception {
        endsBetweenTwoCalls(asked -> asked.socket().close());
    }

    @Test
    void aResetBetweenTwoCallsCostsNothing() throws Exception {
        endsBetweenTwoCalls(asked -> {
            asked.socket().setSoLinger(true, 0);
            asked.socket().close();
        });
    }

    @Test
    void aConnectionThatIsHalfClosedIsNotUsedAgain() throws Exception {
        CountDownLatch halfClosed = new CountDownLatch(1);
        try (KeepingServer server = new KeepingServer(asked -> {
            if (isLastOfFirstChange(asked)) {
                asked.reply();
                asked.socket().shutdownOutput();
                halfClosed.countDown();
            } else {
                asked.reply();
            }
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                assertThat(halfClosed.await(10, TimeUnit.SECONDS)).isTrue();
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 3);
        }
    }

    @Test
    void aSecondAnswerIsTakenForNobodys() throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            byte[] once = framed(asked.answer());
            asked.socket().getOutputStream().write(isLastOfFirstChange(asked) ? twice(once) : once);
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 3);
        }
    }

    @Test
    void aLateAnswerIsTakenForNobodys() throws Exception {
        AtomicReference<byte[]> earlier = new AtomicReference<>();
        try (KeepingServer server = new KeepingServer(asked -> {
            if (isLastOfFirstChange(asked)) {
                earlier.set(asked.answer());
            }
            if (isHandedOn(asked)) {
                ScriptedTcpServer.send(asked.socket(), earlier.get());
            }
            asked.reply();
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                DnsProviderException failure = failed(provider);
                applied(provider);

                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure).hasMessageContaining("another transaction id");
            });

            assertThat(server.changes()).containsExactly(2, 2, 3);
        }
    }

    /** Written and not answered: it may have been made, and is not sent again. */
    private static void isLostOverAKeptConnection(Manner loss) throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            if (isHandedOn(asked)) {
                loss.play(asked);
            } else {
                asked.reply();
            }
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                DnsProviderException failure = failed(provider);
                applied(provider);
                applied(provider);

                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure.isAnswered()).isFalse();
            });

            assertThat(server.changes()).as("once, and then over new ones").containsExactly(2, 2, 3, 4);
        }
    }

    @Test
    void anEndInsteadOfAnAnswerIsUnknown() throws Exception {
        isLostOverAKeptConnection(asked -> asked.socket().close());
    }

    @Test
    void aResetInsteadOfAnAnswerIsUnknown() throws Exception {
        isLostOverAKeptConnection(asked -> {
            asked.socket().setSoLinger(true, 0);
            asked.socket().close();
        });
    }

    @Test
    void halfAnAnswerIsUnknown() throws Exception {
        isLostOverAKeptConnection(asked -> {
            asked.socket().getOutputStream().write(new byte[] {0, 40, 1, 2, 3});
            asked.socket().close();
        });
    }

    @Test
    void silenceCostsOneCallAndNotTheNext() throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            if (!isHandedOn(asked)) {
                asked.reply();
            }
        })) {
            Rfc2136Provider provider =
                    provider(server).timeout(Duration.ofSeconds(2)).build();

            overlapped(provider, server, () -> {
                applied(provider);
                DnsProviderException failure = failed(provider);
                applied(provider);

                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure).hasMessageContaining("timed out");
            });

            assertThat(server.changes()).containsExactly(2, 2, 3);
        }
    }

    @Test
    void aQuestionIsAskedAgainIfTheServerHangsUp() throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            if (isHandedOn(asked)) {
                asked.socket().close();
            } else {
                asked.reply();
            }
        })) {
            Rfc2136Provider provider = provider(server).build();

            overlapped(provider, server, () -> {
                applied(provider);
                assertThat(provider.stands(List.of(STANDING))).isTrue();
            });
        }
    }

    @Test
    void aServerThatIsTrustedAgainKeepsConnections() throws Exception {
        try (KeepingServer server = new KeepingServer(asked -> {
            if (isHandedOn(asked)) {
                asked.socket().close();
            } else {
                asked.reply();
            }
        })) {
            Rfc2136Provider provider =
                    provider(server).keeping(LONG, Duration.ZERO).build();

            overlapped(provider, server, () -> {
                applied(provider);
                assertThat(failed(provider).outcome()).isEqualTo(Outcome.UNKNOWN);
                applied(provider);
                applied(provider);
            });

            assertThat(server.changes()).containsExactly(2, 2, 3, 3);
        }
    }

    @Test
    void whatMayComeFromAnybodyIsTheLastOverItsConnection() throws Exception {
        try (KeepingServer server = new KeepingServer(Asked::reply)) {
            Rfc2136Provider provider = provider(server).key(Keys::k1).build();

            overlapped(provider, server, () -> {
                assertThat(failed(provider).outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failed(provider).outcome()).isEqualTo(Outcome.UNKNOWN);
            });

            assertThat(server.changes()).doesNotHaveDuplicates();
        }
    }

    private static byte[] framed(byte[] message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeShort(message.length);
        data.write(message);
        return out.toByteArray();
    }

    private static byte[] twice(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(octets);
        out.write(octets);
        return out.toByteArray();
    }
}
