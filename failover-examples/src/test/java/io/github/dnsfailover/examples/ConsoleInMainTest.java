package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleInMainTest {

    private final FailoverEngine engine = new Lab().engine();

    private static HttpResponse<String> engineOf(HttpServer server, String user) throws Exception {
        String word = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
        URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/failover/api/v1/engine");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Basic " + word)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thisHostLooks() throws Exception {
        try (Console console = Console.of(engine)) {
            HttpServer server = ConsoleInMain.onThisHost(console, 0);

            HttpResponse<String> answer = engineOf(server, "anybody");
            server.stop(0);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"mayAct\":false");
        }
    }

    @Test
    void peopleWhoAreKnownLookAndOperatorsAct() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Console console = Console.of(engine)) {
            BasicAuthenticator authenticator = new BasicAuthenticator("ops") {
                @Override
                public boolean checkCredentials(String user, String password) {
                    return !user.equals("mallory");
                }
            };
            ConsoleInMain.forPeople(server, console, authenticator, Set.of("alice"));
            server.start();

            HttpResponse<String> alice = engineOf(server, "alice");
            HttpResponse<String> bob = engineOf(server, "bob");
            HttpResponse<String> mallory = engineOf(server, "mallory");

            assertThat(alice.body()).contains("\"visitor\":{\"name\":\"alice\",\"mayAct\":true");
            assertThat(bob.body()).contains("\"visitor\":{\"name\":\"bob\",\"mayAct\":false");
            assertThat(mallory.statusCode()).isEqualTo(401);
        } finally {
            server.stop(0);
        }
    }

    /** The commands of docs/console.md, with the port of this server. The lab's time goes on while they run. */
    @Test
    void theCommandsOfThePagePinAnEndpoint(@TempDir Path folder) throws Exception {
        Installed.require("curl", "docs/console.md");
        Installed.require("jq", "docs/console.md");
        Lab lab = new Lab();
        FailoverEngine running = lab.started();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        try (Console console = Console.of(running)) {
            ConsoleInMain.forPeople(server, console, everybody(), Set.of("alice"));
            server.start();
            Files.writeString(folder.resolve("login"), "user = \"alice:secret\"");
            String page = Files.readString(Path.of("..", "docs", "console.md"));
            String commands = page.substring(page.indexOf("```sh\n") + 6);
            Process shell = new ProcessBuilder(
                            "sh",
                            "-e",
                            "-c",
                            commands.substring(0, commands.indexOf("```"))
                                    .replace(
                                            "8081",
                                            String.valueOf(server.getAddress().getPort())))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            // Until the shell has its answer: the record changes before the engine knows that it did.
            while (!shell.waitFor(1, TimeUnit.MILLISECONDS)) {
                lab.runtime.advance(Duration.ofMillis(10));
            }

            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(said).endsWith("true\n");
            assertThat(shell.exitValue()).isZero();
            assertThat(lab.published()).containsExactly(Lab.BACKUP);
            assertThat(running.snapshot().pool("www").intent())
                    .contains("alice")
                    .contains("patching dc1");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static BasicAuthenticator everybody() {
        return new BasicAuthenticator("ops") {
            @Override
            public boolean checkCredentials(String user, String password) {
                return true;
            }
        };
    }
}
