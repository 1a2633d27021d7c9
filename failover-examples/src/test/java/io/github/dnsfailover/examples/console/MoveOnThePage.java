package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.ScriptedCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a page shows of a move at a real BIND, and how soon: the printed line says it. */
abstract class MoveOnThePage {

    /** Stamps, by the clock of the browser's machine, when a text comes to stand somewhere. */
    private static final String STAMP = """
            const [css, text] = arguments;
            const stamp = () => {
              if (!window.stamped && document.querySelector(css)?.textContent.includes(text)) {
                window.stamped = performance.timeOrigin + performance.now();
              }
            };
            new MutationObserver(stamp).observe(document.body, { subtree: true, childList: true, characterData: true });
            """;

    @Test
    void aMoveShowsAtOnceAfterBindAnswersWithIt(Browser browser, Bind bind) throws Exception {
        ScriptedCheck check = new ScriptedCheck();
        try (MountedConsole console = new MountedConsole(
                Pools.started(List.of(Pools.of("www", check, bind.provider()).build())))) {
            browser.openLive(console.enginePage());
            browser.awaitText("#pools .gets", "cloudhelix");
            browser.run(STAMP, "#pools .gets", "ec2");

            check.fails("cloudhelix", "connection refused");
            double answered = whenAnswered(bind, Pools.BACKUP);
            browser.awaitText("#pools .gets", "ec2");

            double shown = ((Number) browser.run("return window.stamped")).doubleValue();
            System.out.printf("console: a move showed %.0f ms after BIND's answer had changed%n", shown - answered);
        }
    }

    @Test
    void thePageOfAPoolTellsOfTheMoveAndOfItsProof(Browser browser, Bind bind) throws Exception {
        ScriptedCheck check = new ScriptedCheck();
        try (MountedConsole console = new MountedConsole(
                Pools.started(List.of(Pools.of("www", check, bind.provider()).build())))) {
            browser.openLive(console.poolPage("www"));

            check.fails("cloudhelix", "connection refused");

            browser.awaitText("#sentence", "Clients get ec2");
            browser.awaitText("#moves tbody", "failover");
            browser.awaitText("#servers tbody", "the new answer");
            browser.awaitText("#endpoints tbody", "connection refused");
            browser.awaitText("#probes tbody", "connection refused");
            browser.awaitText("#events tbody", "ec2");
            browser.awaitText("#why", "It is so since");
            browser.awaitText("#records tbody", Pools.BACKUP);
            assertThat(browser.harm()).isEmpty();
        }
    }

    /** Milliseconds of the epoch at which BIND first gave an address. */
    private static double whenAnswered(Bind bind, String address) {
        Pools.await("BIND answers " + address, () -> bind.addresses().equals(List.of(address)));
        return System.currentTimeMillis();
    }
}
