package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.FailoverCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Two clients with keep-alive, on OkHttp: the calls of one follow the engine, and the other is the same without. Both
 * ask the demo's name server, without a cache, when they need an address. Thread-safe.
 */
final class OkHttpPair implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(1);

    /** Over which calls change over when both sites are good; default 10 s. */
    private static final Duration SPREAD = Duration.ofSeconds(2);

    private static final String PATH = "/kept"; // the other pages close the connection

    private final FailoverCalls following;
    private final OkHttpClient plain;
    private final Request request;
    private final Timeline timeline;
    private volatile String pageOfFollowing = "";
    private volatile String pageOfPlain = "";

    OkHttpPair(FailoverEngine engine, InetSocketAddress server, int port, Timeline timeline) {
        Dns dns = host -> lookUp(host, server);
        OkHttpClient.Builder settings =
                new OkHttpClient.Builder().dns(dns).callTimeout(CALL_LIMIT).connectTimeout(CALL_LIMIT);
        this.following =
                FailoverCalls.over(engine, settings.build()).spread(SPREAD).build();
        this.plain = settings.build();
        this.request = new Request.Builder()
                .url("http://" + DemoPool.HOST + ":" + port + PATH)
                .build();
        this.timeline = timeline;
    }

    /** Whether the page of a visit may be kept, so that the next one has the same connection. */
    static boolean keeps(String path) {
        return path.equals(PATH);
    }

    private static List<InetAddress> lookUp(String host, InetSocketAddress server) throws UnknownHostException {
        try {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(CALL_LIMIT);
            Name name = Name.fromString(host + ".");
            Message answer = resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)));
            return answer.getSection(Section.ANSWER).stream()
                    .filter(ARecord.class::isInstance)
                    .map(record -> ((ARecord) record).getAddress())
                    .toList();
        } catch (IOException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e);
            throw unknown;
        }
    }

    /** A call of each. */
    void visit() {
        String page = page(following);
        if (!page.equals(pageOfFollowing)) {
            timeline.happened("follows", words(page));
            pageOfFollowing = page;
        }
        page = page(plain);
        if (!page.equals(pageOfPlain)) {
            timeline.happened("plain", words(page));
            pageOfPlain = page;
        }
    }

    private String page(Call.Factory calls) {
        try (Response response = calls.newCall(request).execute()) {
            return response.body().string().strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String words(String page) {
        return page.isEmpty() ? "no page" : "page \"" + page + "\"";
    }

    /** Whether the one that follows had the page of a site at its last call. */
    boolean follows(WebSite site) {
        return pageOfFollowing.equals(WebSite.pageOf(site.platform()));
    }

    /** Where both are. */
    String result() {
        return "client ok: the one that follows has the " + words(pageOfFollowing) + ", the plain one has the "
                + words(pageOfPlain);
    }

    @Override
    public void close() {
        following.close();
    }
}
