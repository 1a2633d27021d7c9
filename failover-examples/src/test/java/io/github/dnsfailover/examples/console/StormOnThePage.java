package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three hundred pools that all move at once, before ten who look; how soon they see it, the printed line says. */
abstract class StormOnThePage {

    private static final int POOLS = 300;
    private static final int OTHERS = 9;

    /** Stamps each row as it comes to say where its clients went, and how long the page was busy at most. */
    private static final String STAMP = """
            window.stamps = {};
            const stamp = () => {
              for (const row of document.querySelectorAll('#pools tbody tr')) {
                const pool = row.querySelector('.pool').textContent;
                if (!window.stamps[pool] && row.querySelector('.gets').textContent === 'ec2') {
                  window.stamps[pool] = performance.timeOrigin + performance.now();
                }
              }
            };
            new MutationObserver(stamp).observe(document.querySelector('#pools tbody'),
                { subtree: true, childList: true, characterData: true });
            window.longest = 0;
            let last = performance.now();
            setInterval(() => {
              const now = performance.now();
              window.longest = Math.max(window.longest, now - last - 20);
              last = now;
            }, 20);
            """;

    @Test
    void threeHundredMovesShowAtOnce(Browser browser) throws Exception {
        ScriptedCheck check = new ScriptedCheck();
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        List<EndpointPool> pools = IntStream.range(0, POOLS)
                .mapToObj(i -> Pools.of("pool" + i, check, dns)
                        .interval(Duration.ofSeconds(2))
                        .timeout(Duration.ofSeconds(1))
                        .build())
                .toList();
        Map<String, Long> accepted = new ConcurrentHashMap<>();
        try (MountedConsole console = new MountedConsole(Pools.started(pools))) {
            console.engine().listen(event -> {
                if (event instanceof RecordsChanged change && change.to().equals(List.of("ec2"))) {
                    accepted.put(change.pool(), change.accepted().toEpochMilli());
                }
            });
            AtomicLong octets = look(console);
            browser.open(console.enginePage());
            browser.await("300 rows", () -> rows(browser) == POOLS);
            double loaded = number(browser.run("return performance.now()"));
            browser.run(STAMP);

            check.fails("cloudhelix", "connection refused");
            browser.await(
                    "300 rows moved", () -> number(browser.run("return Object.keys(window.stamps).length")) == POOLS);

            Map<?, ?> stamps = (Map<?, ?>) browser.run("return window.stamps");
            double[] lags = accepted.entrySet().stream()
                    .mapToDouble(move -> number(stamps.get(move.getKey())) - move.getValue())
                    .sorted()
                    .toArray();
            double longest = number(browser.run("return window.longest"));
            System.out.printf(
                    "console: 300 pools loaded in %.0f ms; of 300 moves the page showed half after %.0f ms and all"
                            + " after %.0f ms; it was busy for %.0f ms at most; nine other streams took %.1f MB%n",
                    loaded, lags[lags.length / 2], lags[lags.length - 1], longest, octets.get() / 1e6);
            assertThat(lags).hasSize(POOLS);
            filters(browser);
        }
    }

    private static void filters(Browser browser) {
        browser.find("#find").sendKeys("pool29");
        browser.awaitText("#count", "11 of 300 pools");
        assertThat(rows(browser)).isEqualTo(11);
        browser.find("#find").clear();
        browser.find("#find").sendKeys("nosuch");
        browser.awaitText("#count", "0 of 300 pools");
    }

    private static int rows(Browser browser) {
        return (int) number(browser.run("return document.querySelectorAll('#pools tbody tr').length"));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    /** Nine more streams; the octets that they got. */
    private static AtomicLong look(MountedConsole console) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        AtomicLong octets = new AtomicLong();
        for (int i = 0; i < OTHERS; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(console.url("/api/v1/stream")))
                    .build();
            var unused = client.sendAsync(
                    request,
                    BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(some -> octets.addAndGet(some.length))));
        }
        Pools.await("nine streams have begun", () -> octets.get() > OTHERS * POOLS * 500L);
        return octets;
    }
}
