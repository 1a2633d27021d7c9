package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.console.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A program: a browser at the host of an engine, in which somebody looks at the console, or presses a button. */
public final class AtTheConsole {

    static final String LOOK = "look";
    static final String FAILBACK = "failback";

    private static final String POOL = Desk.BASE + "pools/" + LabEngine.POOL;

    private AtTheConsole() {}

    /**
     * Arguments: {@link #LOOK} and two files for the pictures; or {@link #FAILBACK}, which prints when the button was
     * pressed and, after a tab, what the page said then.
     */
    public static void main(String[] args) throws IOException {
        try (Browser browser = Browser.start()) {
            if (args[0].equals(LOOK)) {
                look(browser, Desk.BASE, Path.of(args[1]));
                look(browser, POOL, Path.of(args[2]));
            } else {
                failback(browser);
            }
        }
    }

    private static void look(Browser browser, String page, Path picture) throws IOException {
        browser.openLive(page);
        browser.screen(1200, 1600, "light");
        Files.write(picture, browser.picture());
    }

    private static void failback(Browser browser) {
        browser.openLive(POOL);
        browser.awaitText("#endpoints tbody", LabEngine.BACKUP);
        browser.find("[data-kind=FAILBACK]").click();
        browser.find("#action-reason").sendKeys(Desk.REASON);
        Instant pressed = Instant.now();
        browser.find("#action-send").click();
        browser.awaitText("#answer", "Fail back");
        System.out.println(pressed + "\t" + browser.text("#answer"));
    }
}
