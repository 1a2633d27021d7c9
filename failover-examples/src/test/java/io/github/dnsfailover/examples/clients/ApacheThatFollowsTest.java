package io.github.dnsfailover.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApacheThatFollowsTest {

    private final TwoPlaces places = new TwoPlaces();
    private final TwoSites sites = new TwoSites();
    private final ApacheThatFollows following = new ApacheThatFollows(places.engine, TwoPlaces.POOL);

    ApacheThatFollowsTest() throws Exception {}

    @AfterEach
    void close() throws IOException {
        following.close();
        sites.close();
        places.close();
    }

    private String call(HttpUriRequestBase request) throws IOException {
        return following.client().execute(request, response -> EntityUtils.toString(response.getEntity()));
    }

    private String get() throws IOException {
        return call(new HttpGet(sites.url("/")));
    }

    private CompletableFuture<String> slow(HttpUriRequestBase request) throws InterruptedException {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return call(request);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        sites.awaitVisitor();
        return answer;
    }

    @Test
    void anIdleConnectionIsUsedAgainAsLongAsItsPlaceIsPublished() throws Exception {
        assertThat(get()).isEqualTo(TwoPlaces.ONE);
        assertThat(get()).isEqualTo(TwoPlaces.ONE);

        assertThat(sites.visitors.stream().distinct()).hasSize(1);

        places.failOver();

        assertThat(get()).isEqualTo(TwoPlaces.TWO);
    }

    @Test
    void aCallThatWaitsAtAPlaceThatFailedEnds() throws Exception {
        CompletableFuture<String> hung = slow(new HttpPost(sites.url("/slow")));

        places.failOver();

        assertThatThrownBy(() -> hung.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void aCallAtAPlaceThatIsGoodEndsWellAndItsConnectionIsNotUsedAgain() throws Exception {
        CompletableFuture<String> slow = slow(new HttpGet(sites.url("/slow")));
        places.moveByHand();

        sites.letGo();

        assertThat(slow.get(5, TimeUnit.SECONDS)).isEqualTo(TwoPlaces.ONE);
        assertThat(get()).isEqualTo(TwoPlaces.TWO);
    }
}
