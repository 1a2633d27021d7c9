package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.FailoverCalls;
import io.github.dnsfailover.client.FailoverDns;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** An application's own OkHttp client that leaves a place with the records. */
public final class OkHttpThatFollows {

    private OkHttpThatFollows() {}

    /** One call; an application makes {@code FailoverCalls} once, and many calls with it. */
    public static int call(FailoverEngine engine, OkHttpClient client, Request request) throws IOException {
        // readme: clients-okhttp
        try (FailoverCalls calls = FailoverCalls.over(engine, client).build()) {
            try (Response response = calls.newCall(request).execute()) {
                return response.code();
            }
        }
        // readme: end
    }

    /** The same where this process sees cloudhelix at a private address. */
    public static FailoverCalls inside(FailoverEngine engine, OkHttpClient client) {
        // readme: clients-okhttp-inside
        FailoverDns dns = FailoverDns.builder(engine)
                .clientAddresses("cloudhelix", "10.100.1.50")
                .build();
        FailoverCalls calls = FailoverCalls.over(engine, client).dns(dns).build();
        // readme: end
        return calls;
    }
}
