package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dns.Authorities;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** Stands where the service would: gives the answers of a script, and shows each request as it came over the wire. */
final class Wiretap implements AutoCloseable {

    static final String TOKEN = "c2Vzc2lvbg+/c2Vzc2lvbg==";

    private static final String LOGGED_IN = "{\"status\":\"success\",\"data\":{\"token\":\"" + TOKEN
            + "\",\"version\":\"3.7.9\"},\"job_id\":4340980451,\"msgs\":[{\"INFO\":\"login: Login successful\","
            + "\"SOURCE\":\"BLL\",\"ERR_CD\":null,\"LVL\":\"INFO\"}]}";
    private static final String ZONE = "{\"status\":\"success\",\"data\":{\"zone\":\"example.com\","
            + "\"zone_type\":\"Primary\",\"serial\":2026010101,\"serial_style\":\"day\"},\"job_id\":4340980452,"
            + "\"msgs\":[{\"INFO\":\"get: Your zone, "
            + "example.com\",\"SOURCE\":\"BLL\",\"ERR_CD\":null,\"LVL\":\"INFO\"}]}";

    final TestTime time = new TestTime();
    final MockWebServer server = new MockWebServer();

    Wiretap() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    DynProvider.Builder provider() {
        return DynProvider.zone("example.com")
                .url(url())
                .credentials(DynCredentials.managed("acme", "failover", "secret"))
                .authorities(Authorities.none())
                .ticker(time);
    }

    String url() {
        return server.url("/REST/").toString();
    }

    // the script

    Wiretap answer(int code, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(code)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
        return this;
    }

    Wiretap answer(MockResponse response) {
        server.enqueue(response);
        return this;
    }

    Wiretap success(String data) {
        return answer(200, "{\"status\":\"success\",\"data\":" + data + ",\"job_id\":4340980453,\"msgs\":[]}");
    }

    Wiretap failure(String code, String info) {
        return answer(400, failureText(code, info));
    }

    static String failureText(String code, String info) {
        return "{\"status\":\"failure\",\"data\":{},\"job_id\":4340980454,\"msgs\":[{\"INFO\":\"" + info
                + "\",\"SOURCE\":\"BLL\",\"ERR_CD\":\"" + code + "\",\"LVL\":\"ERROR\"}]}";
    }

    /** The login, and the look at the zone that follows each. */
    Wiretap session() {
        return answer(200, LOGGED_IN).answer(200, ZONE);
    }

    /** Nothing queued, as it was recorded. */
    Wiretap noChanges() {
        return answer(
                200,
                "{\"status\":\"success\",\"data\":{},\"job_id\":4340980455,\"msgs\":[{\"INFO\":"
                        + "\"publish: You have not made any changes to this zone\",\"SOURCE\":\"BLL\","
                        + "\"ERR_CD\":null,\"LVL\":\"INFO\"}]}");
    }

    Wiretap addresses(int ttl, String... values) {
        List<String> rows = new ArrayList<>();
        for (String value : values) {
            rows.add("{\"zone\":\"example.com\",\"ttl\":" + ttl + ",\"fqdn\":\"www.example.com\",\"record_type\":\"A\","
                    + "\"rdata\":{\"address\":\"" + value + "\"},\"record_id\":318905321}");
        }
        return success(rows.toString());
    }

    Wiretap missing() {
        return answer(404, failureText("NOT_FOUND", "node: Not in zone"));
    }

    Wiretap published() {
        return success("{\"zone\":\"example.com\",\"zone_type\":\"Primary\",\"serial\":2026010102,"
                + "\"serial_style\":\"day\",\"task_id\":\"230378639\"}");
    }

    // what came

    RecordedRequest next() throws InterruptedException {
        RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
        return Objects.requireNonNull(request, "no further request");
    }

    /** Each request that was not taken yet: its line without the version, and its body. */
    List<String> requests() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        RecordedRequest request = server.takeRequest(0, TimeUnit.SECONDS);
        while (request != null) {
            String body = request.getBody() == null ? "" : request.getBody().utf8();
            lines.add((request.getMethod() + " " + request.getTarget() + " " + body).trim());
            request = server.takeRequest(0, TimeUnit.SECONDS);
        }
        return lines;
    }

    @Override
    public void close() {
        server.close();
    }
}
