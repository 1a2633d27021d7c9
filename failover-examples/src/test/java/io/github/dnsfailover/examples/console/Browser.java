package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.examples.Installed;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Debian's chromium without a window, driven by Debian's chromedriver: one for all tests of a class, which open tabs.
 * Where one of them is missing the test is skipped, and fails with {@code -Dreal.required=true}. Every page counts what
 * its Content-Security-Policy refused. Confined to one thread.
 */
public final class Browser implements AutoCloseable {

    private static final String PAGES = "the console's pages";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Runs before any script of a page, and is no part of it. */
    private static final String WITNESS = """
            window.refused = [];
            document.addEventListener('securitypolicyviolation', (event) => {
              window.refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
            });
            for (const name of ['alert', 'confirm', 'prompt', 'print']) {
              window[name] = () => { window.pwned = name; };
            }
            """;

    /** Held, since a logger that nobody holds forgets its level. It warns of a browser newer than itself. */
    private static final Logger NOISE = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    public static Browser start() {
        NOISE.setLevel(Level.SEVERE);
        String chromium = Installed.require("chromium", PAGES);
        String driver = Installed.require("chromedriver", PAGES);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // CI runs as root, where the sandbox does not start
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                "--lang=en-US",
                "--window-size=1200,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(driver))
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Whether it can be started; for programs that do without it. */
    public static boolean isInstalled() {
        return Installed.find("chromium").isPresent()
                && Installed.find("chromedriver").isPresent();
    }

    /** Opens a page in a new tab, and closes all others. */
    public void open(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        String now = driver.getWindowHandle();
        for (String other : driver.getWindowHandles()) {
            if (!other.equals(now)) {
                driver.switchTo().window(other).close();
            }
        }
        driver.switchTo().window(now);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WITNESS));
        driver.get(url);
    }

    /** Goes on to another page in the same tab. */
    void go(String url) {
        driver.get(url);
    }

    /** Opens a page, and waits until it is live. */
    public void openLive(String url) {
        open(url);
        awaitText("#live", "Live.");
    }

    /** Looks as a screen of this size does, in dark or light, at a fixed zone. */
    public void screen(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", "UTC"));
    }

    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    public String text(String css) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.textContent ?? ''", css));
    }

    boolean isShown(String css) {
        return Boolean.TRUE.equals(
                run("const node = document.querySelector(arguments[0]); return !!node && node.checkVisibility()", css));
    }

    /** Waits until an element has a text in it. */
    public void awaitText(String css, String part) {
        await(css + " has \"" + part + "\"", () -> text(css).contains(part));
    }

    /** Something that comes to be. */
    @FunctionalInterface
    interface Coming {
        boolean isThere();
    }

    void await(String what, Coming coming) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20))
                .withMessage(() -> what + "; the page says: " + text("main"))
                .until(unused -> coming.isThere());
    }

    Object run(String script, Object... arguments) {
        return Optional.<Object>ofNullable(driver.executeScript(script, arguments))
                .orElse("");
    }

    /** Runs a script that calls its last argument with its result. */
    Object runAsync(String script, Object... arguments) {
        return Optional.<Object>ofNullable(driver.executeAsyncScript(script, arguments))
                .orElse("");
    }

    /** What nobody may reach from within the page; empty if nothing was tried, and nothing was refused. */
    String harm() {
        return String.valueOf(run("return [window.pwned, ...window.refused].filter((one) => one).join('; ')"));
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** The texts of elements. */
    Stream<String> texts(String css) {
        return ((List<?>) run("return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)", css))
                .stream().map(String::valueOf);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
