package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

class NameServerTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final Duration TTL = Duration.ofSeconds(30);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer server;

    @BeforeEach
    void start() throws IOException {
        server = NameServer.of(zone).start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void udpAndTcpShareOnePort() throws IOException {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));

        assertThat(overUdp("www.example.com.", Type.A).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(overTcp("www.example.com.", Type.A).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(server.questions()).isEqualTo(2);
        assertThat(server.answers("NOERROR")).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitIsTruncated() throws IOException {
        zone.put(RecordSet.of(
                A, TTL, IntStream.range(0, 80).mapToObj(i -> "192.0.2." + i).toList()));

        Message udp = overUdp("www.example.com.", Type.A);
        Message tcp = overTcp("www.example.com.", Type.A);

        assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(udp.getSection(Section.ANSWER)).isEmpty();
        assertThat(tcp.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(tcp.getSection(Section.ANSWER)).hasSize(80);
    }

    @Test
    void aStoppedServerRefusesAndAResumedOneAnswersAtTheSamePort() throws IOException {
        int port = server.port();
        server.stop();
        assertThatThrownBy(() -> overTcp("www.example.com.", Type.A)).isInstanceOf(ConnectException.class);

        server.resume();

        assertThat(server.port()).isEqualTo(port);
        assertThat(overTcp("example.com.", Type.SOA).getSection(Section.ANSWER)).hasSize(1);
        assertThat(overUdp("example.com.", Type.SOA).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void anotherServerMayTakeAFixedPort() throws IOException {
        int port = server.port();
        server.close();

        try (NameServer again = NameServer.of(zone).port(port).start()) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void answersAreKeptBackForTheLatency() throws IOException {
        server.latency(Duration.ofMillis(50));
        long start = System.nanoTime();

        overUdp("www.example.com.", Type.A);
        overTcp("www.example.com.", Type.A);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void namesAboveRecordsExist() throws IOException {
        zone.put(RecordSet.of(RecordKey.of("a.b.example.com", RecordType.A), TTL, "192.0.2.1"));

        assertThat(overTcp("b.example.com.", Type.A).getHeader().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(overTcp("c.example.com.", Type.A).getHeader().getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void everythingAtANameIsAnsweredToAny() throws IOException {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        zone.put(new Foreign(A.name(), "MX", TTL, List.of("10 mail.example.com.")));

        assertThat(overTcp("www.example.com.", Type.ANY).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.A, Type.MX);
    }

    @Test
    void aChainOfCnamesIsFollowedWithinTheZone() throws IOException {
        zone.put(RecordSet.of(RecordKey.of("x.example.com", RecordType.CNAME), TTL, "www.example.com"));
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));

        assertThat(overTcp("x.example.com.", Type.A).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.CNAME, Type.A);
    }

    @Test
    void aWildcardAnswersForNamesThatDoNotExist() throws IOException {
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.TXT), TTL, "any"));
        zone.put(RecordSet.of(RecordKey.of("a.b.example.com", RecordType.A), TTL, "192.0.2.1"));

        Message made = overTcp("new.example.com.", Type.TXT);
        assertThat(made.getSection(Section.ANSWER))
                .extracting(record -> record.getName().toString())
                .containsExactly("new.example.com.");
        assertThat(overTcp("new.example.com.", Type.A).getHeader().getRcode())
                .as("a type that the wildcard has not")
                .isEqualTo(Rcode.NOERROR);
        for (String existing : List.of("a.b.example.com.", "b.example.com.")) {
            assertThat(overTcp(existing, Type.TXT).getSection(Section.ANSWER)).isEmpty();
        }
        assertThat(overTcp("c.b.example.com.", Type.TXT).getHeader().getRcode())
                .as("the closest name above has no wildcard")
                .isEqualTo(Rcode.NXDOMAIN);
    }

    /** Whoever asks may ask for any octets; a question that cannot be answered must not end the server either. */
    @Test
    void anyOctetsMayBeAskedFor() throws IOException {
        for (String name : List.of("x*.example.com.", "a b.example.com.", "x\\.b.example.com.", "\\255.example.com.")) {
            assertThat(overUdp(name, Type.A).getRcode()).as(name).isEqualTo(Rcode.NXDOMAIN);
            assertThat(overTcp(name, Type.A).getRcode()).as(name).isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void aDnameAnswersForNamesBelowIt() throws IOException {
        zone.put(new Foreign(
                RecordKey.of("old.example.com", RecordType.A).name(), "DNAME", TTL, List.of("example.com.")));
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));

        assertThat(overTcp("www.old.example.com.", Type.A).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.DNAME, Type.CNAME, Type.A);
        assertThat(overTcp("old.example.com.", Type.A).getSection(Section.ANSWER))
                .isEmpty();
    }

    @Test
    void theZoneBelowAnswersForItsNames() throws IOException {
        MemoryZone child = MemoryZone.of("sub.example.com");
        try (NameServer both = NameServer.of(zone).alsoServing(child).start()) {
            Message question = Message.newQuery(question("www.sub.example.com.", Type.A));

            Message answer = PlainClient.exchange(both.address(), question, Optional.empty());

            assertThat(answer.getSection(Section.AUTHORITY))
                    .extracting(record -> record.getName().toString())
                    .containsExactly("sub.example.com.");
        }
    }

    @Test
    void aCopyThatIsSignedLaterAnswersWithWhatWasThereBefore() throws IOException {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        try (NameServer lagging =
                NameServer.of(zone).signingLag(Duration.ofHours(1)).start()) {
            zone.put(RecordSet.of(A, TTL, "198.51.100.1"));
            Message question = Message.newQuery(question("www.example.com.", Type.A));

            Message answer = PlainClient.exchange(lagging.address(), question, Optional.empty());

            assertThat(answer.getSection(Section.ANSWER))
                    .extracting(Record::rdataToString)
                    .containsExactly("192.0.2.1");
        }
    }

    /** As at Knot itself, whose table of updates is else that of BIND. */
    @Test
    void aCnameAfterADeletionIsDroppedWhereItSignsLikeKnot() throws IOException {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        Update byType = new Update(Name.fromConstantString("example.com."));
        byType.delete(Name.fromConstantString("www.example.com."), Type.A);
        byType.add(Name.fromConstantString("www.example.com."), Type.CNAME, 30, "lb.example.net.");
        Update allAtOnce = new Update(Name.fromConstantString("example.com."));
        allAtOnce.delete(Name.fromConstantString("www.example.com."));
        allAtOnce.add(Name.fromConstantString("www.example.com."), Type.CNAME, 30, "lb.example.net.");
        RecordKey alias = RecordKey.of("www.example.com", RecordType.CNAME);
        try (NameServer knot = NameServer.of(zone)
                .quirk(NameServer.Quirk.SIGNS_LIKE_KNOT)
                .openUpdates()
                .start()) {

            assertThat(PlainClient.exchange(knot.address(), byType, Optional.empty())
                            .getRcode())
                    .isEqualTo(Rcode.NOERROR);
            assertThat(zone.get(List.of(A, alias))).allMatch(RecordSet::isEmpty);

            zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
            PlainClient.exchange(knot.address(), allAtOnce, Optional.empty());
            assertThat(zone.get(alias).values()).containsExactly("lb.example.net.");
        }
    }

    @Test
    void transfersAndOtherOpcodesAreRefused() throws IOException {
        Message notify = Message.newQuery(question("example.com.", Type.SOA));
        notify.getHeader().setOpcode(Opcode.NOTIFY);

        Message answer = PlainClient.exchange(server.address(), notify, Optional.empty());

        assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(overTcp("example.com.", Type.AXFR).getHeader().getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void garbageIsAFormError() throws IOException {
        byte[] garbage = {1, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 3};

        Message answer = new Message(PlainClient.exchange(server.address(), garbage));

        assertThat(answer.getHeader().getID()).isEqualTo(0x0102);
        assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.FORMERR);
    }

    private Message overTcp(String name, int type) throws IOException {
        return PlainClient.exchange(server.address(), Message.newQuery(question(name, type)), Optional.empty());
    }

    private Message overUdp(String name, int type) throws IOException {
        byte[] request = Message.newQuery(question(name, type)).toWire();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(request, request.length, server.address()));
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        }
    }

    private static Record question(String name, int type) {
        return Record.newRecord(Name.fromConstantString(name), type, DClass.IN);
    }
}
