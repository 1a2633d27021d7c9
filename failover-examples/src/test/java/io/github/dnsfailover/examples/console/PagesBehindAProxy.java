package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages behind a real HAProxy: under any prefix, with their streams, and while it is away. */
abstract class PagesBehindAProxy {

    @TempDir
    Path folder;

    private static MountedConsole console() throws IOException {
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        return new MountedConsole(
                Pools.started(List.of(Pools.of("www", new ScriptedCheck(), dns).build())));
    }

    @Test
    void aPrefixThatTheProxyStripsChangesNothing(Browser browser) throws Exception {
        try (MountedConsole console = console();
                Haproxy proxy = new Haproxy(folder, console.port())) {
            looksAndActs(browser, console, proxy.stripped());
        }
    }

    @Test
    void aPathThatTheProxyKeepsChangesNothing(Browser browser) throws Exception {
        try (MountedConsole console = console();
                Haproxy proxy = new Haproxy(folder, console.port())) {
            looksAndActs(browser, console, proxy.kept());
        }
    }

    private static void looksAndActs(Browser browser, MountedConsole console, String address) throws Exception {
        browser.openLive(address + "/");
        browser.awaitText("#pools tbody", "www");
        browser.find("a.pool").click();
        browser.awaitText("#endpoints tbody", "ec2");
        assertThat(browser.run("return location.href")).isEqualTo(address + "/pools/www");

        browser.find("[data-kind=FREEZE]").click();
        browser.find("#action-reason").sendKeys("through a proxy");
        browser.find("#action-send").click();

        browser.awaitText("#answer", "Freeze www");
        browser.awaitText("#said tbody", "through a proxy");
        assertThat(console.engine().snapshot().pool("www").intents()).hasSize(1);
        browser.find("header a").click();
        browser.awaitText("#pools tbody", "frozen");
        assertThat(browser.harm()).isEmpty();
    }

    @Test
    void aBareMountLeadsToThePageUnderAnyPrefix(Browser browser) throws Exception {
        try (MountedConsole console = console();
                Haproxy proxy = new Haproxy(folder, console.port())) {
            browser.openLive(proxy.kept());

            assertThat(browser.run("return location.href")).isEqualTo(proxy.kept() + "/");
        }
    }

    @Test
    void aBrokenStreamSaysSinceWhenAndComesBackByItself(Browser browser) throws Exception {
        try (MountedConsole console = console();
                Haproxy proxy = new Haproxy(folder, console.port())) {
            browser.openLive(proxy.kept() + "/pools/www");

            proxy.stop();
            browser.awaitText("#live", "What you see is stale. The last news came at ");
            assertThat(browser.find("#live time").getText()).endsWith("Z");
            assertThat(browser.find("#live time").getAttribute("title")).endsWith(" UTC"); // the browser's zone
            assertThat(browser.find("body").getAttribute("class")).isEqualTo("stale");
            console.engine()
                    .say(OperatorIntent.freeze("www").by("bob").because("meanwhile"))
                    .get(10, TimeUnit.SECONDS);
            proxy.startAgain();

            browser.awaitText("#live", "Live.");
            browser.awaitText("#said tbody", "meanwhile");
            assertThat(browser.find("body").getAttribute("class")).isEqualTo("fresh");
        }
    }
}
