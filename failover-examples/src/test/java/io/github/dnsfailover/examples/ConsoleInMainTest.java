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
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
