package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.HostileServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CloseTest {

    @Test
    void closingDoesNotWaitForACallThatIsNotAnswered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (HostileServer silent = HostileServer.serving((in, out) -> {
            in.read();
            asked.countDown();
            while (in.read() >= 0) {
                // until the client has gone
            }
        })) {
            Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", silent.port())
                    .unsigned()
                    .timeout(Duration.ofSeconds(2))
                    .build();
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    end.complete("read " + provider.read(List.of(RecordKey.of("www.example.com", RecordType.A))));
                } catch (DnsProviderException e) {
                    end.complete("failed");
                }
            });
            caller.start();
            asked.await();
            long begun = System.nanoTime();

            provider.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            assertThat(end.get(10, TimeUnit.SECONDS))
                    .as("within the time of a call")
                    .isEqualTo("failed");
        }
    }
}
