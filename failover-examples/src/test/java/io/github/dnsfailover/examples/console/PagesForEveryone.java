package io.github.dnsfailover.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages for screen readers, dark and light, on small screens, and their pictures in the docs. */
abstract class PagesForEveryone {

    private static final String RUN_AXE = """
            const done = arguments[arguments.length - 1];
            axe.run(document).then((found) => done(found.passes.length < 15 ? 'axe has hardly looked' : found.violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .flatMap(({ id, impact, nodes }) => nodes.map((node) =>
                `${impact} ${id}: ${node.target.join(' ')} ${node.failureSummary}`)).join('\\n')));
            """;

    private static final String OVERHANG =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";

    @Test
    void axeFindsNothingSeriousInAnySchemeAndOnNoScreen(Browser browser) throws Exception {
        try (MountedConsole console = StillEngine.mounted()) {
            for (String page :
                    new String[] {console.enginePage(), console.poolPage("www"), console.poolPage("files")}) {
                browser.openLive(page);
                browser.awaitText("main", "cloudhelix");
                browser.run(axe());
                clean(browser, page);
                if (page.contains("/pools/")) {
                    browser.find(page.endsWith("www") ? "[data-kind=PIN]" : "[data-kind=CLEAR]")
                            .click();
                    clean(browser, "the dialog of " + page);
                }
                assertThat(browser.harm()).isEmpty();
            }
        }
    }

    private static void clean(Browser browser, String what) {
        for (int width : new int[] {1200, 360}) {
            for (String scheme : new String[] {"light", "dark"}) {
                browser.screen(width, 900, scheme);
                assertThat(browser.runAsync(RUN_AXE))
                        .as("%s, %d px, %s", what, width, scheme)
                        .isEqualTo("");
            }
        }
    }

    private static String axe() throws IOException {
        try (InputStream in = PagesForEveryone.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aNarrowScreenIsNeverScrolledSideways(Browser browser) throws Exception {
        try (MountedConsole console = StillEngine.mounted()) {
            for (String page : new String[] {console.enginePage(), console.poolPage("www"), console.poolPage("api")}) {
                browser.openLive(page);
                browser.screen(360, 740, "light");

                assertThat(((Number) browser.run(OVERHANG)).intValue()).as(page).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"light,1200,880,/", "dark,1200,1250,/pools/www", "narrow,360,900,/"})
    void picturesAreCalmAndSmall(String name, int width, int height, String path, Browser browser) throws Exception {
        try (MountedConsole console = StillEngine.mounted()) {
            browser.openLive(console.url(path));
            browser.screen(width, height, name.equals("dark") ? "dark" : "light");
            browser.awaitText("main", "ec2");

            byte[] picture = browser.picture();

            assertThat(picture.length).isBetween(5_000, 200_000);
            if (Boolean.getBoolean("pages.write")) {
                Path folder = Files.createDirectories(Path.of("..", "docs", "images"));
                Files.write(folder.resolve("console-" + name + ".png"), picture);
            }
        }
    }
}
