package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a page of somebody else does in the browser of an operator, and what whoever is nobody gets. */
abstract class RequestsFromElsewhere {

    /** Tries all that a page can, with the version that only an insider knows, and tells what came of it. */
    private static final String ATTACK = """
            <!doctype html><title>attack</title>
            <iframe name="sink"></iframe>
            <form id="plain" method="post" enctype="text/plain" target="sink" action="%1$s/api/v1/pools/www/intents">
              <input name='{"kind":"FREEZE","because":"' value='","version":"%2$s"}'>
            </form>
            <form id="coded" method="post" target="sink" action="%1$s/api/v1/pools/www/intents">
              <input name="kind" value="FREEZE"><input name="because" value="x"><input name="version" value="%2$s">
            </form>
            <script>
              const url = '%1$s/api/v1/pools/www/intents';
              const body = JSON.stringify({ kind: 'FREEZE', because: 'x', version: '%2$s' });
              const attempt = (name, work) => work().then(() => name + ' read it', () => name + ' failed');
              const tell = (answer) => answer.text().then((text) => { if (!text) throw new Error('opaque'); });
              window.came = 'not yet';
              Promise.all([
                attempt('plain', () => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body,
                  headers: { 'Content-Type': 'text/plain' } }).then(tell)),
                attempt('json', () => fetch(url, { method: 'POST', credentials: 'include', body,
                  headers: { 'Content-Type': 'application/json', 'X-Failover-Token': 'x' } }).then(tell)),
                attempt('get', () => fetch('%1$s/api/v1/engine', { credentials: 'include' }).then(tell)),
                attempt('script', () => new Promise((done, failed) => {
                  const script = document.createElement('script');
                  script.src = '%1$s/api/v1/engine';
                  script.onload = done;
                  script.onerror = failed;
                  document.head.append(script);
                })),
                attempt('stream', () => new Promise((done, failed) => {
                  const source = new EventSource('%1$s/api/v1/stream', { withCredentials: true });
                  source.onopen = () => { source.close(); done(); };
                  source.onerror = () => { source.close(); failed(); };
                })),
                attempt('frame', () => new Promise((done, failed) => {
                  const frame = document.createElement('iframe');
                  frame.onload = () => { try { frame.contentDocument.title ? done() : failed(); } catch { failed(); } };
                  frame.src = '%1$s/';
                  document.body.append(frame);
                })),
              ]).then((all) => {
                document.getElementById('plain').submit();
                document.querySelector('iframe').onload = () => {
                  document.querySelector('iframe').onload = () => { window.came = all.join(', '); };
                  document.getElementById('coded').submit();
                };
              });
            </script>
            """;

    private static MountedConsole console() throws IOException {
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        return new MountedConsole(
                Pools.started(List.of(Pools.of("www", new ScriptedCheck(), dns).build())));
    }

    private static PoolSnapshot pool(MountedConsole console) {
        return console.engine().snapshot().pool("www");
    }

    @Test
    void aPageOfAnotherOriginReadsNothingAndChangesNothing(Browser browser) throws Exception {
        try (MountedConsole console = console();
                Elsewhere elsewhere = new Elsewhere(
                        ATTACK.formatted(console.url(""), pool(console).version()))) {
            browser.openLive(console.poolPage("www")); // so that the browser has what the console gives an operator
            String before = pool(console).version();

            browser.open(elsewhere.url());
            browser.await(
                    "the attack is over",
                    () -> !browser.run("return window.came").equals("not yet"));

            assertThat(browser.run("return window.came"))
                    .isEqualTo("plain failed, json failed, get failed, script failed, stream failed, frame failed");
            assertThat(pool(console).version()).isEqualTo(before);
            assertThat(pool(console).intents()).isEmpty();
        }
    }

    @Test
    void nobodySeesNothingAndChangesNothing(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            String before = pool(console).version();
            console.visitor = Visitor.nobody();
            for (String path : List.of("/", "/pools/www", "/api/v1/engine", "/api/v1/pools/www", "/assets/pool.js")) {
                browser.open(console.url(path));
                assertThat(browser.text("body"))
                        .as(path)
                        .contains("You may not look")
                        .doesNotContain("cloudhelix");
            }

            Object status = browser.runAsync("""
                    fetch('../api/v1/pools/www/intents', { method: 'POST',
                      headers: { 'Content-Type': 'application/json' },
                      body: JSON.stringify({ kind: 'FREEZE', because: 'x', version: arguments[0] }),
                    }).then((answer) => arguments[1](answer.status));
                    """, before);

            assertThat(status).isEqualTo(403L);
            assertThat(pool(console).version()).isEqualTo(before);
        }
    }

    /** A page at another port of loopback, which is another origin of the same site: cookies go along. */
    private static final class Elsewhere implements AutoCloseable {

        private final HttpServer server;

        Elsewhere(String page) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> answer(exchange, page.getBytes(StandardCharsets.UTF_8)));
            server.start();
        }

        private static void answer(HttpExchange exchange, byte[] page) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
