package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.client.Serving;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.examples.clients.ClientsBench.Results;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
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
 * The rows about a place that is left while it is good, by an operator's word. A hundred clients that know nothing of
 * us keep a connection each and make a request each second; they look up through unbound, without a cache of their own.
 * Then some thousand requests come to the place that was left through an HAProxy and an Apache, half of them with a
 * forged {@code X-Forwarded-For}, and what is counted is compared with Apache's log. Confined to one thread.
 */
final class LeftPlaceRows {

    private static final int CLIENTS = 100;
    private static final Duration STEADY = Duration.ofSeconds(15);
    private static final Duration LEFT_LIMIT = Duration.ofMinutes(2);
    private static final Duration WATCH = Duration.ofMinutes(1);
    private static final Duration SAVED = Duration.ofSeconds(25); // counts are saved and added up each ten seconds
    private static final int COUNTED = 2_000;
    private static final String AGENT = "residual";

    private final Laboratory laboratory;
    private final Results results;
    private final Path work;
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();

    private record Visit(int client, long begun, long ended, String page) {

        boolean isAtOldPlace() {
            return page.equals(Laboratory.PRIMARY);
        }
    }

    LeftPlaceRows(Laboratory laboratory, Results results, Path work) {
        this.laboratory = laboratory;
        this.results = results;
        this.work = work;
    }

    void measure() throws IOException {
        Serving serving = Serving.of(laboratory.leader, laboratory.pool(), "one");
        try (Residual residual = Residual.at(laboratory.leader, laboratory.pool(), "one")
                        .stateStore(laboratory.store)
                        .except(request -> !request.agent().equals(AGENT))
                        .build();
                GoodPlace old = new GoodPlace(
                        Laboratory.PRIMARY, Optional.of(new GoodPlace.Leaving(Drain.of(serving), residual)));
                GoodPlace young = new GoodPlace(Laboratory.BACKUP, Optional.empty())) {
            results.say("drain: from " + old + " to " + young);
            drain(serving);
            count(residual);
        }
    }

    private void drain(Serving serving) {
        ScheduledExecutorService pace = Executors.newScheduledThreadPool(16);
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            OkHttpClient calls = new OkHttpClient.Builder()
                    .connectionPool(new ConnectionPool(1, 5, TimeUnit.MINUTES))
                    .dns(LeftPlaceRows::lookUp)
                    .build();
            var unused = pace.scheduleAtFixedRate(() -> visit(client, calls), 10L * i, 1_000, TimeUnit.MILLISECONDS);
        }
        Waiting.pause(Duration.ofSeconds(5));
        long steady = System.nanoTime();
        Waiting.pause(STEADY);
        long moved = System.nanoTime();
        var said = laboratory.leader.say(
                OperatorIntent.pin(Laboratory.POOL, "two").by("bench").because("the place is to be drained"));
        laboratory.awaitMove(Laboratory.POOL, "two", LEFT_LIMIT);
        said.join();
        Waiting.await("the place is left", LEFT_LIMIT, () -> serving.state() == Serving.State.LEFT);
        long left = System.nanoTime();
        Waiting.pause(WATCH);
        pace.shutdownNow();
        tellDrain(steady, moved, left);
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        try {
            Name name = Name.fromString(host + ".");
            Message question = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
            return new SimpleResolver("127.0.0.1")
                    .send(question).getSection(Section.ANSWER).stream()
                            .filter(ARecord.class::isInstance)
                            .map(record -> ((ARecord) record).getAddress())
                            .toList();
        } catch (IOException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e);
            throw unknown;
        }
    }

    private void visit(int client, OkHttpClient calls) {
        long begun = System.nanoTime();
        String page = "";
        Request request = new Request.Builder()
                .url("http://" + Laboratory.HOST + ":" + GoodPlace.PORT + "/")
                .build();
        try (Response response = calls.newCall(request).execute()) {
            page = response.body().string();
        } catch (IOException e) {
            page = ""; // lost
        }
        visits.add(new Visit(client, begun, System.nanoTime(), page));
    }

    private void tellDrain(long steady, long moved, long left) {
        double[] last = new double[CLIENTS];
        int[] after = new int[CLIENTS];
        for (Visit visit : visits) {
            if (visit.isAtOldPlace() && visit.begun() - left > 0) {
                after[visit.client()]++;
                last[visit.client()] = Math.max(last[visit.client()], (visit.begun() - left) / 1e9);
            }
        }
        Arrays.sort(last);
        Arrays.sort(after);
        long end = left + WATCH.toNanos();
        long lost = visits.stream().filter(visit -> visit.page().isEmpty()).count();
        long handshakes = laboratory.packets.syns(Laboratory.PRIMARY, GoodPlace.PORT, left, end);
        long most = laboratory.packets.mostSynsInASecond(Laboratory.BACKUP, GoodPlace.PORT, left, end);
        double before = percentile99(steady, moved);
        double during = percentile99(left, end);
        results.add("drain.gone_50", last[CLIENTS / 2 - 1], "s");
        results.add("drain.gone_99", last[CLIENTS * 99 / 100 - 1], "s");
        results.add("drain.requests_after_horizon.median", after[CLIENTS / 2 - 1], "requests");
        results.add("drain.handshakes.left_place", handshakes, "connections");
        results.add("drain.handshakes.new_place.most", most, "1/s");
        results.add("drain.lost", lost, "requests");
        results.add("drain.p99.before", before, "ms");
        results.add("drain.p99.during", during, "ms");
        results.say(String.format(
                Locale.ROOT,
                "drain: left %.1f s after the word; half of %d clients were gone %.1f s after the horizon, 99 %% %.1f s"
                        + " after it; %d handshakes at the left place since, at most %d a second at the new one; 99 %%"
                        + " of answers of the left place within %.1f ms before and %.1f ms since; %d requests lost",
                (left - moved) / 1e9,
                CLIENTS,
                last[CLIENTS / 2 - 1],
                last[CLIENTS * 99 / 100 - 1],
                handshakes,
                most,
                before,
                during,
                lost));
    }

    private double percentile99(long since, long until) {
        double[] millis = visits.stream()
                .filter(visit -> visit.isAtOldPlace() && visit.begun() - since > 0 && visit.ended() - until < 0)
                .mapToDouble(visit -> (visit.ended() - visit.begun()) / 1e6)
                .sorted()
                .toArray();
        return millis.length == 0 ? 0 : millis[millis.length * 99 / 100];
    }

    private void count(Residual residual) throws IOException {
        try (Frontends frontends = new Frontends(Laboratory.PRIMARY, work)) {
            int[] shares = {4, 3, 2, 1};
            for (int network = 1; network <= shares.length; network++) {
                send(network, COUNTED * shares[network - 1] / 10);
            }
            Waiting.pause(SAVED);
            ResidualReport report = residual.report("one").orElseThrow();
            Map<String, Long> counted = new TreeMap<>();
            report.networks().forEach(each -> counted.put(each.network(), each.requests()));
            tellCounts(counted, frontends.logged(), report.others());
        }
    }

    /** From an address of loopback, which stands for a network of 24 bits. */
    private static void send(int network, int requests) throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> List.of(InetAddress.getByName(Laboratory.PRIMARY)))
                .socketFactory(new From("127.1." + network + ".1"))
                .build();
        for (int i = 0; i < requests; i++) {
            Request.Builder request = new Request.Builder()
                    .url("http://" + Laboratory.HOST + ":" + Frontends.PORT + "/")
                    .header("User-Agent", AGENT);
            if (i % 2 == 0) {
                request.header("X-Forwarded-For", "203.0.113." + i % 250 + ", 198.51.100.7");
            }
            try (Response response = client.newCall(request.build()).execute()) {
                if (response.code() != 200) {
                    throw new IOException("a frontend said " + response.code());
                }
            }
        }
    }

    private static final class From extends javax.net.SocketFactory {

        private final String address;

        private From(String address) {
            this.address = address;
        }

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }
    }

    private void tellCounts(Map<String, Long> counted, Map<String, Long> logged, long others) {
        double worst = 0;
        for (Map.Entry<String, Long> each : logged.entrySet()) {
            long ours = counted.getOrDefault(each.getKey(), 0L);
            worst = Math.max(worst, 100.0 * Math.abs(ours - each.getValue()) / each.getValue());
        }
        long strangers = counted.keySet().stream()
                .filter(each -> !logged.containsKey(each))
                .count();
        results.add("residual.worst_network", worst, "%");
        results.add("residual.forged_networks", strangers + others, "networks");
        results.say("residual: counted " + counted + " and " + others + " others; Apache's log has " + logged);
    }
}
