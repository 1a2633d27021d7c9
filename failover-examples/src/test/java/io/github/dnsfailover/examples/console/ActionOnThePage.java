package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What an operator does on the page of a pool, at a real BIND, and what the page lets nobody do. */
abstract class ActionOnThePage {

    private static final int TABS = 60; // far more than there is to go through

    private final ScriptedCheck check = new ScriptedCheck();

    private MountedConsole console(Bind bind) throws Exception {
        return new MountedConsole(
                Pools.started(List.of(Pools.of("www", check, bind.provider()).build())));
    }

    /** Where nothing depends on what a real server answers. */
    private MountedConsole console() throws Exception {
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        return new MountedConsole(
                Pools.started(List.of(Pools.of("www", check, dns).build())));
    }

    private static PoolSnapshot pool(MountedConsole console) {
        return console.engine().snapshot().pool("www");
    }

    private static void because(Browser browser, String reason) {
        browser.find("#action-reason").sendKeys(reason);
        browser.find("#action-send").click();
    }

    private static void say(MountedConsole console, OperatorIntent intent) throws Exception {
        console.engine().say(intent.by("bob").because("of a test")).get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFailoverWithAReasonChangesWhatBindAnswers(Browser browser, Bind bind) throws Exception {
        try (MountedConsole console = console(bind)) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "ec2");

            browser.find("[data-kind=PIN]").click();
            browser.awaitText("#action-effect", "Clients of www.example.com will get ec2 and nothing else");
            browser.awaitText("#action-who", "alice");
            because(browser, "moving day");

            Pools.await("BIND answers ec2", () -> bind.addresses().equals(List.of(Pools.BACKUP)));
            browser.awaitText("#answer", "Fail over ec2");
            browser.awaitText("#said tbody", "moving day");
            assertThat(browser.isShown("#action")).isFalse();
            assertThat(pool(console).intents())
                    .extracting(PoolSnapshot.StandingIntent::who, PoolSnapshot.StandingIntent::why)
                    .containsExactly(tuple("alice", "moving day"));
        }
    }

    @Test
    void aFailbackLiftsThePinAndGoesBack(Browser browser, Bind bind) throws Exception {
        try (MountedConsole console = console(bind)) {
            say(console, OperatorIntent.pin("www", "ec2"));
            Pools.await("BIND answers ec2", () -> bind.addresses().equals(List.of(Pools.BACKUP)));
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#said tbody", "pin ec2");

            browser.find("[data-kind=FAILBACK]").click();
            because(browser, "moved");

            Pools.await("BIND answers the primary", () -> bind.addresses().equals(List.of(Pools.PRIMARY)));
            browser.awaitText("#answer", "Fail back");
        }
    }

    @Test
    void downWithAnEndLeavesTheEndpointAndIsShownWithItsEnd(Browser browser, Bind bind) throws Exception {
        try (MountedConsole console = console(bind)) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "cloudhelix");

            browser.find("[aria-label='Say down: cloudhelix']").click();
            because(browser, "patching");

            Pools.await("BIND answers ec2", () -> bind.addresses().equals(List.of(Pools.BACKUP)));
            browser.awaitText("#endpoints tbody", "its checks say healthy");
            assertThat(pool(console).intents().get(0).until()).isPresent();
        }
    }

    @Test
    void withoutAReasonNothingIsSent(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "ec2");

            browser.find("[data-kind=FREEZE]").click();
            because(browser, "  ");

            browser.awaitText("#action-answer", "A reason is needed.");
            assertThat(browser.isShown("#action")).isTrue();
            assertThat(pool(console).intents()).isEmpty();
        }
    }

    @Test
    void anUnprovenEndpointTakesAWordOfItsOwn(Browser browser, Bind bind) throws Exception {
        check.fails("ec2", "connection refused");
        try (MountedConsole console = console(bind)) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "connection refused");

            browser.find("[aria-label='Fail over to it: ec2']").click();
            browser.awaitText("#action-unproven-text", "not proven healthy");
            because(browser, "it is well, I know");
            browser.awaitText("#action-answer", "Refused");
            assertThat(bind.addresses()).containsExactly(Pools.PRIMARY);

            browser.find("#action-unproven").click();
            browser.find("#action-send").click();

            Pools.await("BIND answers ec2", () -> bind.addresses().equals(List.of(Pools.BACKUP)));
        }
    }

    @Test
    void aVisitorWhoOnlyLooksIsOfferedNothingAndRefused(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            console.visitor = Visitor.looking("eve");
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "ec2");
            assertThat(browser.isShown("#actions")).isFalse();
            assertThat(browser.all("main button").stream().filter(WebElement::isDisplayed))
                    .isEmpty();
            String before = pool(console).version();

            Object status = browser.runAsync("""
                    fetch('../api/v1/pools/www/intents', {
                      method: 'POST',
                      headers: { 'Content-Type': 'application/json', 'X-Failover-Token': 'none' },
                      body: JSON.stringify({ kind: 'FREEZE', because: 'x', version: arguments[0] }),
                    }).then((answer) => arguments[1](answer.status));
                    """, before);

            assertThat(status).isEqualTo(403L);
            assertThat(pool(console).version()).isEqualTo(before);
        }
    }

    @Test
    void anOldPictureIsRefusedWithItsReason(Browser browser, Bind bind) throws Exception {
        try (MountedConsole console = console(bind)) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "ec2");
            browser.find("[data-kind=PIN]").click();

            say(console, OperatorIntent.freeze("www"));
            browser.awaitText("#action-changed", "The pool has changed since you opened this.");
            because(browser, "by an old picture");

            browser.awaitText("#action-answer", "Refused (409)");
            assertThat(browser.find("#action-send").isEnabled()).isFalse();
            assertThat(pool(console).intents()).hasSize(1);
            assertThat(bind.addresses()).containsExactly(Pools.PRIMARY);
        }
    }

    @Test
    void aClearNamesEachWordThatItLifts(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            say(console, OperatorIntent.freeze("www"));
            say(console, OperatorIntent.down("www", "ec2"));
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#said tbody", "down ec2");

            browser.find("[data-kind=CLEAR]").click();
            assertThat(browser.texts("#action-lifts li")).containsExactlyInAnyOrder("freeze", "down ec2");
            because(browser, "all is done");

            Pools.await("nothing stands", () -> pool(console).intents().isEmpty());
            browser.awaitText("#said", "Nothing stands.");
        }
    }

    @Test
    void theKeyboardAloneOpensAPoolAndAnActionAndCancelsIt(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            browser.openLive(console.enginePage());
            browser.awaitText("#pools tbody", "www");
            tabTo(browser, "a.pool").sendKeys(Keys.ENTER);
            browser.awaitText("#live", "Live.");
            browser.awaitText("#endpoints tbody", "ec2");

            WebElement opener = tabTo(browser, "[data-kind=FREEZE]");
            opener.sendKeys(Keys.ENTER);
            assertThat(browser.isShown("#action")).isTrue();
            assertThat(browser.focused().getAttribute("id")).isEqualTo("action-reason");
            browser.focused().sendKeys("no, rather not", Keys.ESCAPE);

            assertThat(browser.isShown("#action")).isFalse();
            assertThat(browser.focused()).isEqualTo(opener);
            assertThat(pool(console).intents()).isEmpty();
        }
    }

    /** Goes on by the tabulator until the element has the focus. */
    private static WebElement tabTo(Browser browser, String css) {
        for (int i = 0; i < TABS; i++) {
            browser.focused().sendKeys(Keys.TAB);
            if (Boolean.TRUE.equals(browser.run("return document.activeElement.matches(arguments[0])", css))) {
                return browser.focused();
            }
        }
        throw new AssertionError(css + " is not reached by the keyboard");
    }

    @Test
    void focusOutlivesUpdatesAndAMoveIsReadOut(Browser browser) throws Exception {
        try (MountedConsole console = console()) {
            browser.openLive(console.poolPage("www"));
            browser.awaitText("#endpoints tbody", "ec2");
            WebElement button = browser.find("[aria-label='Say down: ec2']");
            browser.run("arguments[0].focus()", button);

            check.fails("cloudhelix", "connection refused");
            browser.awaitText("#sentence", "Clients get ec2");

            assertThat(browser.focused()).isEqualTo(button);
            browser.awaitText("#heard", "Clients get ec2.");
        }
    }
}
