package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.notify.Alert.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyslogNotifierTest {

    private static final String EXPECTED =
            "<132>1 2026-01-01T00:05:09.123Z web1 shop - TROUBLE [failover@32473 id=\"" + Samples.ID
                    + "\" pool=\"www\" names=\"www.example.com\" cause=\"FAILOVER\" from=\"cloudhelix\" to=\"ec2\"] "
                    + "\uFEFF"
                    + "www.example.com moved to ec2: primary cloudhelix failed 3 checks (refused)";

    @Test
    void aDatagramHoldsOneMessage() throws Exception {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SyslogNotifier.udp("127.0.0.1")
                    .port(server.getLocalPort())
                    .hostName("web1")
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            server.receive(packet);
            byte[] got = Arrays.copyOf(packet.getData(), packet.getLength());
            assertThat(new String(got, StandardCharsets.UTF_8)).isEqualTo(EXPECTED);
        }
    }

    @Test
    void overTcpOctetsAreCounted() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            CompletableFuture<String> got = receive(server);

            SyslogNotifier.tcp("127.0.0.1")
                    .port(server.getLocalPort())
                    .hostName("web1")
                    .build()
                    .send(twoPools(), Samples.NOW);

            List<String> messages = frames(got.get(10, TimeUnit.SECONDS));
            assertThat(messages).hasSize(2);
            assertThat(messages.get(0)).startsWith("<132>1 ").endsWith("moved");
            assertThat(messages.get(1)).startsWith("<133>1 ").endsWith("\u00FCber");
        }
    }

    private static Alert twoPools() {
        return Samples.alert(
                Samples.report("api", Status.TROUBLE, "moved"), Samples.report("www", Status.RECOVERY, "\u00FCber"));
    }

    @Test
    void overTlsTheServerMustBeWhoItShouldBe() throws Exception {
        try (ServerSocket server =
                Certificates.server("localhost").getServerSocketFactory().createServerSocket(0)) {
            CompletableFuture<String> got = receive(server);

            tls(server).send(Samples.trouble(), Samples.NOW);

            assertThat(frames(got.get(10, TimeUnit.SECONDS))).hasSize(1);
        }
        try (ServerSocket server = Certificates.server("other.example.com")
                .getServerSocketFactory()
                .createServerSocket(0)) {
            CompletableFuture<String> got = receive(server);

            assertThatThrownBy(() -> tls(server).send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class);
            assertThat(got.handle((text, failure) -> text == null ? "" : text).get(10, TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    private static SyslogNotifier tls(ServerSocket server) {
        return SyslogNotifier.tls("localhost")
                .port(server.getLocalPort())
                .trust(Certificates.TRUST.sslSocketFactory())
                .build();
    }

    @Test
    void anInterruptEndsAnAttempt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(Interrupted.ends(tls(silent), silent)).isTrue();
        }
    }

    @Test
    void aServerThatIsDownIsWorthATryLater() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }

        assertThatThrownBy(
                        () -> SyslogNotifier.tcp("127.0.0.1").port(port).build().send(Samples.trouble(), Samples.NOW))
                .isInstanceOfSatisfying(
                        NotDeliveredException.class,
                        e -> assertThat(e.isWorthRetrying()).isTrue())
                .hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aServerThatAnswersHasNotTakenIt() throws Exception {
        try (ServerSocket web = new ServerSocket(0)) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> answer(web));

            assertThatThrownBy(() -> SyslogNotifier.tcp("127.0.0.1")
                            .port(web.getLocalPort())
                            .build()
                            .send(Samples.trouble(), Samples.NOW))
                    .isInstanceOfSatisfying(
                            NotDeliveredException.class,
                            e -> assertThat(e.isWorthRetrying()).isTrue())
                    .hasMessageContaining("the server answered");
            answer.get(10, TimeUnit.SECONDS);
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().readAllBytes();
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aNameOfItsOwnIsShown() {
        SyslogNotifier named = SyslogNotifier.udp("logs").name("audit").build();

        assertThat(named.name()).isEqualTo("audit");
        assertThat(named).hasToString("audit by UDP to logs:514");
        assertThatThrownBy(() -> SyslogNotifier.udp("logs").name("a b")).hasMessageContaining("name: \"a b\"");
    }

    @Test
    void aTimeoutIsATenthOfASecondToHalfAMinute() {
        assertThatThrownBy(() -> SyslogNotifier.tcp("logs").timeout(Duration.ofMillis(99)))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> SyslogNotifier.tcp("logs").timeout(Duration.ofMillis(30_001)))
                .hasMessageContaining("timeout");
    }

    @Test
    void whatStructuredDataMustEscapeIsEscapedAndNothingEndsTheLine() {
        Alert alert = Samples.alert(Samples.report("a\"b]c\\d\n<0>1 forged", Status.TROUBLE, "x\n<0>1 forged"));

        String text = new String(SyslogMessage.of(alert, 16, "-").get(0), StandardCharsets.UTF_8);

        assertThat(text)
                .contains("pool=\"a\\\"b\\]c\\\\d <0>1 forged\"")
                .endsWith("x <0>1 forged")
                .doesNotContain("\n");
    }

    @Test
    void aMessageIsNeverLongerThanReceiversTake() {
        String endless = "\u4E16".repeat(5_000);
        Alert alert =
                new Alert(Samples.ID, Samples.AT, endless, List.of(Samples.report(endless, Status.TROUBLE, endless)));

        byte[] message = SyslogMessage.of(alert, 16, "-").get(0);

        assertThat(message.length).isLessThanOrEqualTo(2_048);
        assertThat(new String(message, StandardCharsets.UTF_8))
                .contains("] \uFEFF\u4E16")
                .doesNotContain("\uFFFD");
    }

    @Test
    void whatIsGivenWrongIsToldAtOnce() {
        assertThatThrownBy(() -> SyslogNotifier.udp("a b")).hasMessageContaining("host: \"a b\"");
        assertThatThrownBy(() -> SyslogNotifier.udp("logs").facility(24)).hasMessageContaining("facility: 24");
        assertThatThrownBy(() -> SyslogNotifier.udp("logs").hostName("two words"))
                .hasMessageContaining("hostName");
        assertThatThrownBy(() -> SyslogNotifier.tcp("logs").trust(Certificates.TRUST.sslSocketFactory()))
                .hasMessageContaining("trust: set, but TCP is not encrypted");
        assertThat(SyslogNotifier.tls("logs.example.com").build())
                .hasToString("syslog by TLS to logs.example.com:6514");
    }

    /** All that the first client sends. */
    private static CompletableFuture<String> receive(ServerSocket server) {
        CompletableFuture<String> all = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (Socket client = server.accept()) {
                        all.complete(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        all.completeExceptionally(e);
                    }
                },
                "syslog-receiver");
        thread.setDaemon(true);
        thread.start();
        return all;
    }

    /** RFC 6587, section 3.4.1. */
    private static List<String> frames(String stream) {
        List<String> messages = new ArrayList<>();
        byte[] rest = stream.getBytes(StandardCharsets.UTF_8);
        while (rest.length > 0) {
            String text = new String(rest, StandardCharsets.UTF_8);
            String count = text.substring(0, text.indexOf(' '));
            int begin = count.length() + 1;
            int end = begin + Integer.parseInt(count);
            messages.add(new String(rest, begin, end - begin, StandardCharsets.UTF_8));
            rest = Arrays.copyOfRange(rest, end, rest.length);
        }
        return messages;
    }
}
