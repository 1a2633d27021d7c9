package io.github.dnsfailover.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.check.DnsCheck;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.wire.Answers;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.HostileServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * DNS messages, changed at random from proper ones: whatever they hold, the outcome is of an allowed kind. 400 of
 * each in a build, as many as {@code -Dfuzz.inputs} says by hand; each failure names its seed.
 */
@Timeout(3_600)
class DnsFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 400);

    /** The seed to begin with: a failure is repeated by its own. */
    private static final int FIRST = Integer.getInteger("fuzz.first", 0);

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey TXT = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final List<RecordKey> KEYS = List.of(A, TXT, CNAME);
    private static final Duration LATE = Duration.ofSeconds(10);
    private static final String SECRET = "bm90IGEgcmVhbCBzZWNyZXQsIGJ1dCBsb25nIGVub3VnaA==";

    /** What a proper server would answer. */
    private static Message proper(Message request, Random random) throws IOException {
        Message answer = new Message(request.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(request.getHeader().getOpcode());
        Record question = request.getQuestion();
        answer.addRecord(question, Section.QUESTION);
        if (request.getHeader().getOpcode() == Opcode.UPDATE) {
            answer.getHeader().setRcode(random.nextInt(3) == 0 ? random.nextInt(16) : 0);
            return answer;
        }
        answer.getHeader().setFlag(Flags.AA);
        Name name = question.getName();
        String data = switch (question.getType()) {
            case Type.A -> "192.0.2.22";
            case Type.AAAA -> "2001:db8::22";
            case Type.TXT -> "\"v=1 owner=acme env=prod pool=7c2ecd07f155 gen=7 term=3 set=a488163ab319 at=dc1\"";
            case Type.CNAME -> "lb.example.net.";
            case Type.SOA -> "ns1.example.com. host.example.com. 7 3600 600 86400 30";
            default -> "";
        };
        if (!data.isEmpty() && random.nextInt(4) > 0) {
            answer.addRecord(
                    Record.fromString(name, question.getType(), DClass.IN, 30, data, Name.root), Section.ANSWER);
        }
        Name apex = Name.fromConstantString("example.com.");
        answer.addRecord(
                Record.fromString(apex, Type.SOA, DClass.IN, 30, "ns1 host 7 3600 600 86400 30", apex),
                Section.AUTHORITY);
        return answer;
    }

    /** The same with a few octets changed, cut or appended; the id stays, mostly, or nothing else is looked at. */
    private static byte[] changed(byte[] octets, Random random) {
        byte[] next = octets.clone();
        for (int i = random.nextInt(5); i > 0 && next.length > 2; i--) {
            int at = random.nextInt(20) == 0 ? random.nextInt(next.length) : 2 + random.nextInt(next.length - 2);
            switch (random.nextInt(6)) {
                case 0 -> next[at] = (byte) random.nextInt(256);
                case 1 -> next[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> next[at] = (byte) 0xc0; // a pointer of name compression, to anywhere
                case 3 -> next[at] = (byte) 0xff;
                case 4 -> next = Arrays.copyOf(next, at);
                default -> next = Arrays.copyOf(next, Math.min(65_535, next.length + random.nextInt(600)));
            }
        }
        return next;
    }

    @Test
    void everyMessageIsAnAnswerOrNone() throws Exception {
        for (int seed = FIRST; seed < INPUTS; seed++) {
            Random random = new Random(seed);
            RecordKey key = KEYS.get(random.nextInt(KEYS.size()));
            int type = Type.value(key.type().name());
            Message question = Messages.question(Messages.name(key.name()), type);
            byte[] octets = changed(proper(question, random).toWire(), random);
            try {
                Answer answer = Answers.judge(Messages.answer(octets, question), key);

                assertThat(answer).as("seed " + seed).isNotInstanceOf(Answer.Unreachable.class);
                Answers.apex(Messages.answer(octets, question));
            } catch (WireException e) {
                assertThat(e.reach()).as("seed " + seed).isEqualTo(WireException.Reach.SENT);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void everyDatagramIsJudgedInTime() throws Exception {
        AtomicInteger seed = new AtomicInteger(FIRST);
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread answering = new Thread(() -> answerDatagrams(server, seed), "datagrams");
            answering.setDaemon(true);
            answering.start();
            HealthCheck check = DnsCheck.query("www.example.com")
                    .port(server.getLocalPort())
                    .build();
            Target target = Target.of("www", "hostile", InetAddress.getLoopbackAddress());
            for (; seed.get() < INPUTS; seed.incrementAndGet()) {
                long begun = System.nanoTime();

                HealthResult result = check.check(target, Duration.ofMillis(6));

                assertThat(result.verdict())
                        .as("seed " + seed + ": " + result.detail())
                        .isIn(HealthResult.Verdict.HEALTHY, HealthResult.Verdict.UNHEALTHY);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("seed " + seed)
                        .isLessThan(LATE);
            }
        }
    }

    private static void answerDatagrams(DatagramSocket server, AtomicInteger seed) {
        byte[] buffer = new byte[1_024];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                Message request = new Message(Arrays.copyOf(buffer, packet.getLength()));
                Random random = new Random(seed.get());
                byte[] octets = changed(proper(request, random).toWire(), random);
                server.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
            }
        } catch (SocketException e) {
            // The test has ended.
        } catch (IOException e) {
            throw new AssertionError("the server of the test", e);
        }
    }

    @Test
    void everyUpdateAndReadEndsAsTheSpiSays() throws Exception {
        endsAsTheSpiSays("");
    }

    @Test
    void everySignedUpdateAndReadEndsAsTheSpiSays() throws Exception {
        endsAsTheSpiSays(SECRET);
    }

    private static void endsAsTheSpiSays(String secret) throws Exception {
        AtomicInteger seed = new AtomicInteger(FIRST);
        try (HostileServer server = HostileServer.serving((in, out) -> {
            Random random = new Random(seed.get());
            DataInputStream requests = new DataInputStream(in);
            DataOutputStream answers = new DataOutputStream(out);
            for (int length = requests.readUnsignedShort(); ; length = requests.readUnsignedShort()) {
                Message request = new Message(requests.readNBytes(length));
                Message proper = proper(request, random);
                if (!secret.isEmpty()) {
                    new TSIG(TSIG.HMAC_SHA256, "failover.", secret).apply(proper, request.getTSIG());
                }
                byte[] octets = changed(proper.toWire(), random);
                answers.writeShort(octets.length);
                answers.write(octets);
                answers.flush();
            }
        })) {
            Rfc2136Provider.Builder builder = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", server.port())
                    .timeout(Duration.ofMillis(30)); // an UPDATE whose effect is not seen is looked for until then
            try (Rfc2136Provider provider =
                    (secret.isEmpty() ? builder.unsigned() : builder.key(TsigKey.of("failover", secret))).build()) {
                RecordSet before = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.22");
                RecordSet after = RecordSet.of(A, Duration.ofSeconds(30), "198.51.100.109");
                for (; seed.get() < INPUTS; seed.incrementAndGet()) {
                    long begun = System.nanoTime();
                    try {
                        if (seed.get() % 2 == 0) {
                            assertThat(provider.read(KEYS)).as("seed " + seed).hasSize(KEYS.size());
                        } else {
                            WriteResult result = provider.apply(RecordChange.of(before, after));
                            assertThat(result).as("seed " + seed).isNotNull();
                        }
                    } catch (DnsProviderException e) {
                        assertThat(e.outcome()).as("seed " + seed).isNotNull();
                    } catch (RuntimeException | Error e) {
                        throw new AssertionError("seed " + seed, e);
                    }
                    assertThat(Duration.ofNanos(System.nanoTime() - begun))
                            .as("seed " + seed)
                            .isLessThan(LATE);
                }
            }
        }
    }
}
