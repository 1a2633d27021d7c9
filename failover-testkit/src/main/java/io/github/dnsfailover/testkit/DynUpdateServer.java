package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FakeHttp.Request;
import io.github.dnsfailover.testkit.FakeHttp.Response;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A small service of the dyndns2 update protocol inside the JVM: it updates hosts of a {@link MemoryZone}, which a
 * {@link NameServer} serves, and answers with the codes of the protocol. It blocks hosts that go on being updated
 * with what they have. A request without an IPv4 address sets the sender's.
 *
 * <pre>{@code
 * MemoryZone zone = MemoryZone.of("example.net");
 * try (DynUpdateServer service = DynUpdateServer.of(zone).account("acme", "key").host("www.example.net").start();
 *         NameServer dns = NameServer.of(zone).start()) {
 *     DnsProvider provider = DynUpdateProvider.zone("example.net").url(service.url())
 *             .credentials(DynCredentials.updater("acme", "key"))
 *             .authorities(Authorities.at(List.of(dns.address()))) // where hosts are read
 *             .build();
 *     service.next("911"); // what the next update is answered, whatever it says
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class DynUpdateServer implements AutoCloseable {

    private static final int MOST_HOSTS = 20;
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final String SENDER = "127.0.0.1";
    private static final int UNCHANGED_UNTIL_ABUSE = 3; // the real figure is not known

    private final MemoryZone zone;
    private final String authorization;
    private final Set<DnsName> hosts;
    private final FakeHttp http;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Map<DnsName, Integer> unchanged = new HashMap<>();
    private final Deque<String> script = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private boolean hangsUp;

    private DynUpdateServer(Builder builder) throws IOException {
        zone = builder.zone;
        hosts = Set.copyOf(builder.hosts);
        String user = builder.user + ":" + builder.key;
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        http = FakeHttp.start("dyn-update-server", this::answer);
    }

    /** Describes a service whose hosts lie in this zone. */
    public static Builder of(MemoryZone zone) {
        return new Builder(zone);
    }

    /** Where updates go, as in {@code http://127.0.0.1:4711/nic/update}. */
    public String url() {
        return http.url() + "/nic/update";
    }

    /** Answers the next updates so, whatever they say, and changes nothing; one answer for each. */
    public void next(String... bodies) {
        synchronized (lock) {
            script.addAll(List.of(bodies));
        }
    }

    /** Makes the next update, and hangs up instead of answering. */
    public void loseNextAnswer() {
        synchronized (lock) {
            hangsUp = true;
        }
    }

    /** The updates so far: each path with its query, as it came. */
    public List<String> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private Optional<Response> answer(Request request) {
        synchronized (lock) {
            requests.add(request.uri().toString());
            if (!script.isEmpty()) {
                return text(200, script.remove());
            }
            Optional<Response> answer = served(request);
            boolean lost = hangsUp;
            hangsUp = false;
            return lost ? Optional.empty() : answer;
        }
    }

    private Optional<Response> served(Request request) {
        if (request.header("User-Agent").split(" - ", -1).length != 3
                || !request.method().equals("GET")) {
            return text(200, "badagent");
        }
        if (!request.header("Authorization").equals(authorization)) {
            return text(401, "badauth");
        }
        Map<String, String> query = query(request);
        String[] names = query.getOrDefault("hostname", "").split(",", -1);
        if (names[0].isBlank()) {
            return text(200, "notfqdn");
        }
        if (names.length > MOST_HOSTS) {
            return text(200, "numhost");
        }
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add(update(name, query));
        }
        return text(200, String.join("\n", lines) + "\n");
    }

    private static Optional<Response> text(int code, String body) {
        return Optional.of(Response.of(code, "text/plain", body));
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        String raw = Objects.requireNonNullElse(request.uri().getRawQuery(), "");
        for (String pair : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                query.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private String update(String name, Map<String, String> query) {
        if (!name.contains(".")) {
            return "notfqdn";
        }
        DnsName host = DnsName.of(name);
        if (!hosts.contains(host)) {
            return "nohost";
        }
        if (unchanged.getOrDefault(host, 0) >= UNCHANGED_UNTIL_ABUSE) {
            return "abuse";
        }
        boolean changed = false;
        StringBuilder addresses = new StringBuilder();
        for (String address :
                (query.getOrDefault("myip", SENDER) + "," + query.getOrDefault("myipv6", "")).split(",", -1)) {
            if (!address.isEmpty()) {
                RecordType type = address.contains(":") ? RecordType.AAAA : RecordType.A;
                RecordSet wanted = RecordSet.of(RecordKey.of(host, type), TTL, address);
                changed |= !zone.get(wanted.key()).sameValues(wanted);
                zone.put(wanted);
                addresses.append(addresses.isEmpty() ? " " : ",").append(address);
            }
        }
        unchanged.merge(host, 1, (before, one) -> before + one);
        if (changed) {
            unchanged.remove(host);
        }
        return (changed ? "good" : "nochg") + addresses;
    }

    /** Its address. */
    @Override
    public String toString() {
        return "dyndns2 at " + url();
    }

    /** Describes a {@link DynUpdateServer}; confined to one thread. */
    public static final class Builder {

        private final MemoryZone zone;
        private final Set<DnsName> hosts = new HashSet<>();
        private String user = "user";
        private String key = "key";

        private Builder(MemoryZone zone) {
            this.zone = Objects.requireNonNull(zone, "zone");
        }

        /** Who may update; default user, key. */
        public Builder account(String user, String key) {
            this.user = Objects.requireNonNull(user, "user");
            this.key = Objects.requireNonNull(key, "key");
            return this;
        }

        /** A host of the account. */
        public Builder host(String name) {
            hosts.add(DnsName.of(name));
            return this;
        }

        /**
         * Starts the service.
         *
         * @throws IOException if no port could be had
         */
        public DynUpdateServer start() throws IOException {
            return new DynUpdateServer(this);
        }
    }
}
