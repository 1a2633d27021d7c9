package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.client.FailoverCalls;
import io.github.dnsfailover.examples.clients.ClientsBench.Results;
import java.io.IOException;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * What following costs each request: plain loops, the best of some rounds, of calls that an interceptor answers before
 * they reach the network, with and without; and of a look-up and a question what is published.
 */
final class CostRow {

    private static final int ROUNDS = 8;
    private static final int CALLS = 200_000;

    private final Results results;
    private long sum;

    private CostRow(Results results) {
        this.results = results;
    }

    /** One piece of work; what it gives is added up, so that no compiler leaves it out. */
    @FunctionalInterface
    private interface Work {
        int run() throws IOException;
    }

    static void measure(Results results) throws IOException {
        new CostRow(results).measure();
    }

    private void measure() throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> answer(chain.request()))
                .build();
        Request request =
                new Request.Builder().url("http://" + TwoPlaces.HOST + "/").build();
        try (TwoPlaces places = new TwoPlaces();
                FailoverCalls following =
                        FailoverCalls.over(places.engine, client).build()) {
            double published = nanos(() -> places.engine
                    .published(TwoPlaces.POOL)
                    .orElseThrow()
                    .endpoints()
                    .size());
            double lookup = nanos(() -> places.dns.lookup(TwoPlaces.HOST).size());
            double plain = nanos(() -> call(client, request));
            double followed = nanos(() -> call(following, request));
            results.add("cost.published", published / 1_000, "us");
            results.add("cost.lookup", lookup / 1_000, "us");
            results.add("cost.call.without", plain / 1_000, "us");
            results.add("cost.call", followed / 1_000, "us");
            results.add("cost.call.more", (followed - plain) / 1_000, "us");
            results.say(String.format(
                    Locale.ROOT,
                    "cost: published %.0f ns, look-up %.0f ns, a call that an interceptor answers %.0f ns, %.0f ns"
                            + " where it follows (%d)",
                    published,
                    lookup,
                    plain,
                    followed,
                    sum % 10));
        }
    }

    private static Response answer(Request request) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .body(ResponseBody.create("ok", MediaType.get("text/plain")))
                .build();
    }

    private static int call(Call.Factory calls, Request request) throws IOException {
        try (Response response = calls.newCall(request).execute()) {
            return response.code();
        }
    }

    private double nanos(Work work) throws IOException {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sum += work.run();
            }
            best = Math.min(best, (double) (System.nanoTime() - begun) / CALLS);
        }
        return best;
    }
}
