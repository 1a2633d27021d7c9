package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path goes out as it is written, to the host and port that were said, or it is refused. */
@Timeout(60)
class HttpCheckPathTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "///",
                "//health",
                "//health/deep",
                "//evil.example:81/health",
                "//user@evil.example/",
                "/a//b",
                "/a/",
                "/http://evil.example/",
                "/:80",
                "/@x",
                "/?",
                "//?",
                "/?q",
                "/?q=",
                "/?q=a?b",
                "/?q=//x",
                "//x?q=/../y",
                "/??",
                "/?&&=&",
                "/a?b=c&d=%C3%A4",
                "/a%20b",
                "/a%2Fb",
                "/a%23b",
                "/a%3Fb",
                "/%25",
                "/%", // no proper escape, and yet sent by curl and browsers just so
                "/%zz",
                "/?a%2",
                "/%c3%a4",
                "/?a%20b+c",
                "/a;b=c",
                "/~x/:y@z!$&'()*+,=",
                "/...",
                "/.a/..b",
                "/a/%2E%2Ex",
            })
    void isSentAsItIsWritten(String path) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(connection -> {
            heard.add(connection.readRequest());
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            HttpCheck.Builder named = HttpCheck.get(path).host("www.example.com");

            assertThat(probe(named, server)).isEqualTo(HealthResult.healthy());
            assertThat(probe(HttpCheck.get(path), server)).isEqualTo(HealthResult.healthy());

            String line = "GET " + path + " HTTP/1.1\r\n";
            assertThat(heard.take()).startsWith(line).contains("\r\nHost: www.example.com:" + server.port() + "\r\n");
            assertThat(heard.take()).startsWith(line).contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
        }
    }

    private static HealthResult probe(HttpCheck.Builder check, RawServer server) {
        return check.port(server.port()).build().check(RawServer.target(), AMPLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "health",
                "http://www.example.com/",
                "?q",
                "#top",
                " /",
                "\\\\evil.example/",
                "*",
                "..",
                "./",
            })
    void withoutASlashAtItsBeginningIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get(path))
                .withMessageStartingWith("path: \"" + path + "\"; it must begin with '/'");
    }

    @ParameterizedTest
    @CsvSource({
        "/a b,/a%20b",
        "'/a ',/a",
        "/a#b,/a",
        "/#,/",
        "//x#y,//x",
        "/?q#f,/?q",
        "/a/../b,/b",
        "/..,/",
        "/../../x,/x",
        "/a/..,/",
        "/./a,/a",
        "/a/.,/a/",
        "//x/..,//",
        "/a/%2e%2e/b,/b",
        "/%2E/a,/a",
        "/ä,/%C3%A4",
        "/?q=a b,/?q=a%20b",
        "/?ä,/?%C3%A4",
        "'/a\\b',/a/b",
        "'/\\evil.example/',//evil.example/",
        "/a<b>,/a%3Cb%3E",
        "'/a\"b',/a%22b",
    })
    void whatWouldBeSentInAnotherFormIsRefused(String path, String sent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get(path))
                .withMessage("path: \"" + path + "\" would be sent as \"" + sent + "\"; write it so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\r\nX: y", "/a\tb", "/\n", "/a\u0000b", "/a\u007f", "/a\r"})
    void whatCouldEndTheRequestLineIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get(path))
                .withMessageStartingWith("path: \"");
    }
}
