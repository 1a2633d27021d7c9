package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynUpdateServerTest {

    private static final RecordKey A = RecordKey.of("www.example.net", RecordType.A);

    private final MemoryZone zone = MemoryZone.of("example.net");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DynUpdateServer service = DynUpdateServer.of(zone)
            .account("acme", "secret")
            .host("www.example.net")
            .host("api.example.net")
            .start();

    DynUpdateServerTest() throws IOException {}

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void hostsAreUpdatedInOneRequestAndAnsweredInItsOrder() throws Exception {
        update("hostname=www.example.net&myip=192.0.2.1");

        assertThat(update("hostname=api.example.net,www.example.net,ftp.example.net&myip=192.0.2.1"))
                .isEqualTo("good 192.0.2.1\nnochg 192.0.2.1\nnohost\n");
        assertThat(zone.get(A).values()).containsExactly("192.0.2.1");
    }

    @Test
    void bothFamiliesGoInOneParameterOrInTwo() throws Exception {
        assertThat(update("hostname=www.example.net&myip=192.0.2.1,2001:db8::1"))
                .isEqualTo("good 192.0.2.1,2001:db8::1\n");
        assertThat(update("hostname=www.example.net&myip=192.0.2.1&myipv6=2001:db8::2"))
                .isEqualTo("good 192.0.2.1,2001:db8::2\n");
        assertThat(zone.get(RecordKey.of("www.example.net", RecordType.AAAA)).values())
                .containsExactly("2001:db8::2");
    }

    @Test
    void whoNamesNoAddressGetsHisOwn() throws Exception {
        assertThat(update("hostname=www.example.net&myipv6=2001:db8::2")).isEqualTo("good 127.0.0.1,2001:db8::2\n");
        assertThat(zone.get(A).values()).containsExactly("127.0.0.1");
    }

    @Test
    void whoGoesOnUpdatingWithWhatIsThereIsBlocked() throws Exception {
        String query = "hostname=www.example.net&myip=192.0.2.1";
        update(query);
        for (int i = 0; i < 3; i++) {
            assertThat(update(query)).startsWith("nochg");
        }

        assertThat(update(query)).isEqualTo("abuse\n");
    }

    @Test
    void clientsMustSayWhoTheyAre() throws Exception {
        assertThat(send("hostname=www.example.net", "acme:secret", "Java").body())
                .isEqualTo("badagent");
        assertThat(send("hostname=www.example.net", "acme:guess", "A - b - 1").body())
                .isEqualTo("badauth");
    }

    @Test
    void hostsMustBeNamed() throws Exception {
        assertThat(update("myip=192.0.2.1")).isEqualTo("notfqdn");
        assertThat(update("hostname=www&myip=192.0.2.1")).isEqualTo("notfqdn\n");
        assertThat(update("myip=192.0.2.1&hostname=" + String.join(",", Collections.nCopies(21, "www.example.net"))))
                .isEqualTo("numhost");
    }

    @Test
    void answersFollowAScript() throws Exception {
        service.next("911");

        assertThat(update("hostname=www.example.net&myip=192.0.2.1")).isEqualTo("911");
        assertThat(zone.get(A).isEmpty()).isTrue();
        assertThat(service.requests()).containsExactly("/nic/update?hostname=www.example.net&myip=192.0.2.1");
    }

    /** The client of the JDK asks again when a connection breaks; by then nothing is new. */
    @Test
    void anAnswerIsLostAfterTheEffect() throws Exception {
        service.loseNextAnswer();

        assertThat(update("hostname=www.example.net&myip=192.0.2.1")).isEqualTo("nochg 192.0.2.1\n");
        assertThat(service.requests()).hasSize(2);
    }

    private String update(String query) throws Exception {
        return send(query, "acme:secret", "Acme - Shop - 1.0").body();
    }

    private HttpResponse<String> send(String query, String user, String agent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + "?" + query))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .header("User-Agent", agent)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
