package io.github.dnsfailover.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.Mark;
import io.github.dnsfailover.testkit.HostileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts of others, changed at random from proper ones: whatever they say, the outcome is of an allowed kind. 2,000 of
 * each in a build, as many as {@code -Dfuzz.inputs} says by hand; each failure names its seed.
 */
@Timeout(1_800)
class FuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);

    /** The seed to begin with: a failure is repeated by its own. */
    private static final int FIRST = Integer.getInteger("fuzz.first", 0);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LATE = Duration.ofSeconds(4);

    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nExample Shop",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\nExample Shop\r\n0\r\nX: y\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nExample Shop",
            "HTTP/1.0 503 no\r\nRetry-After: 0\r\nContent-Encoding: gzip\r\nSet-Cookie: a=b; Max-Age=9\r\n\r\n",
            "HTTP/1.1 301 gone\r\nLocation: http://[::1]:99999/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 407 who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Basic\r\n\r\n");

    private static final List<String> MARKS = List.of(
            "v=1 owner=acme env=prod pool=7c2ecd07f155 gen=7 term=3 set=a488163ab319 at=dc1,aws",
            "v=1 owner=acme env=prod pool=7c2ecd07f155 gen=7 term=3 set=a488163ab319 at=dc1 by=c657cb37b369 until=9");

    private static final List<String> STATES = List.of("dnsfailover-state 1\nmail\t1\tfreeze\nwww\t2\tdown ec2\n");

    private static final List<String> TOKENS = List.of(
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "\r\n",
            "\n",
            "\0",
            ":",
            " ",
            "=",
            ",",
            "\t",
            "\u00ff",
            "chunked",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "ffffffffffffffff",
            "%",
            "\\u",
            "gzip");

    /** A proper text with a few places changed. */
    private static String changed(List<String> proper, Random random) {
        StringBuilder text = new StringBuilder(proper.get(random.nextInt(proper.size())));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
                case 3 -> text.replace(at, end, String.valueOf((char) random.nextInt(256)));
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }

    @Test
    void everyHttpAnswerIsJudgedInTime() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>("");
        try (HostileServer server = HostileServer.serving((in, out) -> {
            in.read();
            out.write(answer.get().getBytes(ISO_8859_1));
        })) {
            HealthCheck check = HttpCheck.get("/")
                    .port(server.port())
                    .bodyContains("Example Shop")
                    .build();
            Target target = Target.of("www", "hostile", InetAddress.getLoopbackAddress());
            for (int seed = FIRST; seed < INPUTS; seed++) {
                answer.set(changed(ANSWERS, new Random(seed)));
                long begun = System.nanoTime();

                HealthResult result = check.check(target, TIMEOUT);

                assertThat(result.verdict())
                        .as("seed " + seed + ": " + result.detail())
                        .isIn(HealthResult.Verdict.HEALTHY, HealthResult.Verdict.UNHEALTHY);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("seed " + seed)
                        .isLessThan(LATE);
            }
        }
    }

    @Test
    void everyTextIsAMarkWithinItsBoundsOrNone() {
        RecordKey key = RecordKey.of("_failover.www.example.com", RecordType.TXT);
        for (int seed = FIRST; seed < INPUTS; seed++) {
            String text = changed(MARKS, new Random(seed));
            RecordSet set;
            try {
                set = RecordSet.of(key, Duration.ofSeconds(30), text);
            } catch (IllegalArgumentException e) {
                continue; // no TXT record can hold it
            }
            int with = seed;

            Mark.in(set).ifPresent(mark -> {
                assertThat(mark.generation()).as("seed " + with).isBetween(0L, Mark.LIMIT - 1);
                assertThat(mark.term()).as("seed " + with).isBetween(0L, Mark.LIMIT - 1);
            });
        }
    }

    /** The last line of a state file: the checksum of what stands before it. */
    private static String end(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(ISO_8859_1));
        return String.format(Locale.ROOT, "end %08x\n", crc.getValue());
    }

    @Test
    void everyStateTextIsReadOrRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("state");
        StateStore store = StateStore.file(file);
        for (int seed = FIRST; seed < INPUTS; seed++) {
            Random random = new Random(seed);
            String text = changed(STATES, random);
            String end = random.nextInt(10) == 0 ? "end 2f5423ae\n" : end(text); // a wrong one hides all the rest
            Files.writeString(file, text + end, ISO_8859_1);
            try {
                StateStore.Entry entry = store.load("www");

                assertThat(entry.version()).as("seed " + seed).isNotNegative();
            } catch (IOException e) {
                assertThat(e).as("seed " + seed).hasMessageStartingWith("state file ");
            }
        }
    }
}
