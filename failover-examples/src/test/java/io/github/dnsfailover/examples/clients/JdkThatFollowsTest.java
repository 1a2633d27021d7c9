package io.github.dnsfailover.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Needs {@code -Djdk.httpclient.allowRestrictedHeaders=host}, which this module's build sets for tests. */
@Timeout(30)
class JdkThatFollowsTest {

    private final TwoPlaces places = new TwoPlaces();
    private final TwoSites sites = new TwoSites();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JdkThatFollows following = new JdkThatFollows(places.engine, TwoPlaces.POOL, client);

    JdkThatFollowsTest() throws Exception {}

    @AfterEach
    void close() {
        following.close();
        sites.close();
        places.close();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(sites.url(path))).build();
        return following.send(request, BodyHandlers.ofString());
    }

    private String page() throws Exception {
        return get("/?q=a%20b").get(5, TimeUnit.SECONDS).body();
    }

    @Test
    void callsGoToThePublishedPlaceAndNameTheHost() throws Exception {
        assertThat(page()).isEqualTo(TwoPlaces.ONE);

        places.failOver();

        assertThat(page()).isEqualTo(TwoPlaces.TWO);
        assertThat(sites.hosts).containsOnly(TwoPlaces.HOST + ":" + sites.port);
    }

    @Test
    void aCallThatWaitsAtAPlaceThatFailedEnds() throws Exception {
        CompletableFuture<HttpResponse<String>> hung = get("/slow");
        sites.awaitVisitor();

        places.failOver();

        assertThatThrownBy(() -> hung.get(5, TimeUnit.SECONDS))
                .isInstanceOfAny(CancellationException.class, ExecutionException.class);
    }

    @Test
    void aCallAtAPlaceThatIsGoodEndsWell() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = get("/slow");
        sites.awaitVisitor();
        places.moveByHand();

        sites.letGo();

        assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo(TwoPlaces.ONE);
        assertThat(page()).isEqualTo(TwoPlaces.TWO);
    }
}
