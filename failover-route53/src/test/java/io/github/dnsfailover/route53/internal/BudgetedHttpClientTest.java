package io.github.dnsfailover.route53.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/** What the client says of a request that cannot be sent. */
class BudgetedHttpClientTest {

    @Test
    void aTokenThatNoHeaderCanHoldIsNotTold() {
        SdkHttpFullRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://127.0.0.1:9/"))
                .putHeader("X-Amz-Security-Token", "top\nsecret")
                .build();
        HttpExecuteRequest asked = HttpExecuteRequest.builder().request(request).build();

        try (SdkHttpClient client = BudgetedHttpClient.builder().build()) {
            assertThatThrownBy(() -> client.prepareRequest(asked).call())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a character that is not allowed")
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
    }
}
