package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two hundred seeded inputs from everybody who can send any: they are shown as text, run nothing, change nothing. */
abstract class HostileInputs {

    private static final long SEED = 18;
    private static final int POOLS = 16; // with two endpoints each: 32 results of checks, 32 words
    private static final int PATHS = 50;
    private static final int HEADERS = 30;
    private static final int BODIES = 40;
    private static final int VISITORS = 16;
    private static final int ANSWER_LIMIT = 5_000;

    private static final String FOREIGN_NODES = "return [...document.body.querySelectorAll('*')].filter((node) => !("
            + "'A ARTICLE B BUTTON CAPTION CODE DIV"
            + " DIALOG FORM H1 H2 H3 HEADER IMG INPUT LABEL LI MAIN NAV NOSCRIPT OPTION OUTPUT P SECTION SELECT SPAN"
            + " TABLE TBODY TD TH THEAD TIME TR UL'.split(' ').includes(node.tagName)) || [...node.attributes].some(({"
            + " name }) => name.startsWith('on') || name === 'style' || name === 'srcdoc')).length"
            + " + [...document.querySelectorAll('[href],[src]')].filter((node) =>"
            + " !(node.href || node.src).startsWith(location.origin + '/failover/')).length";

    private final ScriptedCheck[] checks =
            IntStream.range(0, POOLS).mapToObj(i -> new ScriptedCheck()).toArray(ScriptedCheck[]::new);

    private MountedConsole console() throws IOException {
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        List<EndpointPool> pools = IntStream.range(0, POOLS)
                .mapToObj(i -> Pools.of("pool" + i, checks[i], dns).build())
                .toList();
        return new MountedConsole(Pools.started(pools));
    }

    @Test
    void textsOfOthersAreShownAsText(Browser browser) throws Exception {
        HostileText texts = new HostileText(SEED);
        try (MountedConsole console = console()) {
            Map<String, String> published = published(console);
            browser.openLive(console.enginePage());
            for (int i = 0; i < POOLS; i++) {
                checks[i].fails("cloudhelix", texts.next("p" + i + "a-")).fails("ec2", texts.next("p" + i + "b-"));
                OperatorIntent word = OperatorIntent.freeze("pool" + i)
                        .by(texts.next("who" + i + "-"))
                        .because(texts.next("why" + i + "-"));
                console.engine().say(word).get(10, TimeUnit.SECONDS);
            }
            Pools.await("each endpoint is unhealthy", () -> troubles(console).size() >= 2 * POOLS);

            browser.await(
                    "all troubles are counted",
                    () -> browser.text("#troubles + .nothing + .rest")
                            .equals("Show all " + troubles(console).size()));
            browser.run("document.querySelector('button.rest').click()");

            String all = browser.text("#troubles");
            assertThat(troubles(console)).allSatisfy(trouble -> assertThat(all).contains(trouble.text()));
            unharmed(browser);
            for (PoolSnapshot pool : console.engine().snapshot().pools().subList(0, 6)) {
                browser.openLive(console.poolPage(pool.pool()));
                browser.awaitText("#said tbody", pool.intents().get(0).why());
                browser.awaitText("#said tbody", pool.intents().get(0).who());
                browser.awaitText("#endpoints tbody", "a-");
                unharmed(browser);
            }
            assertThat(published(console)).as("seed " + SEED).isEqualTo(published);
        }
    }

    @Test
    void namesOfVisitorsAreShownAsText(Browser browser) throws Exception {
        HostileText texts = new HostileText(SEED + 1);
        try (MountedConsole console = console()) {
            browser.openLive(console.enginePage());
            for (int i = 0; i < VISITORS; i++) {
                console.visitor = Visitor.acting(texts.next("v" + i + "-"));
                browser.run("location.reload()");
                browser.awaitText("#who", "v" + i + "-");
            }
            browser.openLive(console.poolPage("pool0"));
            browser.awaitText("#endpoints tbody", "ec2");
            browser.find("[data-kind=FREEZE]").click();
            browser.awaitText("#action-who", "v" + (VISITORS - 1) + "-");
            unharmed(browser);
        }
    }

    @Test
    void pathsAndQueriesLeadNowhere(Browser browser) throws Exception {
        HostileText texts = new HostileText(SEED + 2);
        Random random = new Random(SEED);
        try (MountedConsole console = console()) {
            Map<String, String> versions = versions(console);
            browser.open(console.enginePage());
            List<String> places = List.of("/", "/pools/", "/assets/", "/api/v1/pools/", "/api/v1/stream?pool=", "/?x=");
            for (int i = 0; i < PATHS; i++) {
                String place = places.get(random.nextInt(places.size()));
                String path = place
                        + URLEncoder.encode(texts.next(), StandardCharsets.UTF_8)
                                .replace("+", "%20");
                browser.go(console.url(path));
                assertThat(browser.harm()).as("seed %s, path %s", SEED, path).isEmpty();
                String raw = place + texts.next();
                assertThat(answer(console, "GET", raw, "", "").orderly())
                        .as("path %s", raw)
                        .isTrue();
            }
            assertThat(versions(console)).isEqualTo(versions);
        }
    }

    @Test
    void headersAndBodiesChangeNothing(Browser browser) throws Exception {
        HostileText texts = new HostileText(SEED + 3);
        Random random = new Random(SEED);
        try (MountedConsole console = console()) {
            browser.openLive(console.poolPage("pool0"));
            browser.awaitText("#endpoints tbody", "ec2");
            Map<String, String> versions = versions(console);
            List<String> names =
                    List.of("Cookie", "X-Failover-Token", "Origin", "Referer", "If-None-Match", "Content-Type");
            for (int i = 0; i < HEADERS; i++) {
                String header = names.get(random.nextInt(names.size())) + ": "
                        + texts.next().replaceAll("[\r\n\u0000]", " ");
                assertThat(answer(console, "GET", "/api/v1/engine", header, "").orderly())
                        .as(header)
                        .isTrue();
                String body = action("FREEZE", versions.get("pool0"), "");
                assertThat(answer(console, "POST", "/api/v1/pools/pool0/intents", header, body)
                                .status())
                        .as(header)
                        .isBetween(400, 499);
            }
            // With the page's own token and cookie: what is wrong is the body alone.
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < BODIES; i++) {
                String body = hostileBody(i, texts, versions.get("pool0"));
                Object status = browser.runAsync("""
                        const [body, done] = arguments;
                        fetch('../api/v1/pools/pool0').then((told) => told.json()).then((pool) =>
                          fetch('../api/v1/pools/pool0/intents', { method: 'POST', body, headers: {
                            'Content-Type': 'application/json', 'X-Failover-Token': pool.visitor.token } }))
                          .then((answer) => done(answer.status));
                        """, body);
                assertThat(((Number) status).intValue()).as(body).isIn(400, 409, 413);
                statuses.add(((Number) status).intValue());
            }
            assertThat(statuses).contains(400, 413);
            assertThat(versions(console)).as("seed " + SEED).isEqualTo(versions);
            unharmed(browser);
        }
    }

    private static String action(String kind, String version, String more) {
        return "{\"kind\":\"" + kind + "\",\"because\":\"x\",\"version\":\"" + version + "\"" + more + "}";
    }

    private static String hostileBody(int nth, HostileText texts, String version) {
        String text = texts.next().replaceAll("[\\\\\"\\p{Cntrl}]", "'");
        return switch (nth % 10) {
            case 0 -> texts.next();
            case 1 -> action(text, version, "");
            case 2 -> action("PIN", version, ",\"endpoint\":\"" + text + "\"");
            case 3 -> action("FREEZE", text, "");
            case 4 -> action("FREEZE", version, ",\"lasting\":\"" + text + "\"");
            case 5 -> action("FREEZE", version, ",\"" + text + "\":1");
            case 6 -> action("FREEZE", version, ",\"kind\":\"CLEAR\"");
            case 7 -> action("CLEAR", version, ",\"lifts\":[\"" + text + "\"]");
            case 8 -> "[".repeat(4_000) + text;
            default -> action("FREEZE", version, "") + " ".repeat(9_000) + text;
        };
    }

    private static void unharmed(Browser browser) {
        assertThat(browser.harm()).as("seed " + SEED).isEmpty();
        assertThat(browser.run(FOREIGN_NODES)).as("seed " + SEED).isEqualTo(0L);
    }

    private static List<Trouble> troubles(MountedConsole console) {
        return console.engine().snapshot().troubles();
    }

    private static Map<String, String> versions(MountedConsole console) {
        return console.engine().snapshot().pools().stream()
                .collect(Collectors.toMap(PoolSnapshot::pool, PoolSnapshot::version, (a, b) -> b, TreeMap::new));
    }

    private static Map<String, String> published(MountedConsole console) {
        return console.engine().snapshot().pools().stream()
                .collect(Collectors.toMap(
                        PoolSnapshot::pool, pool -> pool.records().toString(), (a, b) -> b, TreeMap::new));
    }

    /** @param status 0 if the server hung up without one */
    private record Answer(int status, String text) {

        /** No page with what was sent in it, and no header of the sender's. */
        boolean orderly() {
            return !text.contains("Set-Cookie: a=b") && !text.contains("<script>window.pwned");
        }
    }

    /** Sends just these characters, which no client would. */
    private static Answer answer(MountedConsole console, String method, String path, String header, String body)
            throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        String head =
                method + " " + MountedConsole.MOUNT + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + console.port() + "\r\n"
                        + (header.isEmpty() ? "" : header + "\r\n")
                        + "Content-Length: " + octets.length + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            socket.setSoTimeout(ANSWER_LIMIT);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(octets);
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(said.startsWith("HTTP/1.1 ") ? Integer.parseInt(said.substring(9, 12)) : 0, said);
        }
    }
}
