package io.github.dnsfailover.leader;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.NeededJar;
import io.github.dnsfailover.leader.JsonCalls.Answer;
import io.github.dnsfailover.leader.JsonCalls.Ask;
import io.github.dnsfailover.leader.JsonCalls.NotSentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in etcd, version 3.4 or newer, each under a key of its own.
 *
 * <pre>{@code
 * StateStore store = EtcdStateStore.at("https://e1:2379", "https://e2:2379", "https://e3:2379").build();
 * }</pre>
 *
 * <p>It speaks to the JSON gateway that etcd has on the port of its clients, unless {@code --enable-grpc-gateway=false}
 * was said. Reads are linearizable. A save is one transaction that compares etcd's own count of the key's versions:
 * <b>never delete a key</b>, since the count begins anew then. The user, where there is one, needs to read and write
 * the keys with the prefix; a client certificate makes no user here, since the gateway does not pass its name on.
 *
 * <p>Each call ends after 3 s. A read is asked of the next member where one fails. A save is sent to another member
 * only if nothing was sent before. A save whose outcome is not known ends in an {@link IOException}, and is never sent
 * twice. Members of two clusters are told apart once both have answered, and the later one is refused. An answer may
 * have 4 MiB. Redirects are not followed, and no proxy is used.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-core}. Thread-safe; an interrupt ends a call. The look-up of a
 * name is the JVM's: it cannot be interrupted, and is not counted in the 3 s.
 */
public final class EtcdStateStore implements StateStore {

    private static final int MOST_URLS = 16; // of clusters, seven is the largest that etcd recommends
    private static final int RANGES_AT_ONCE = 128; // --max-txn-ops, unless told otherwise
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 16; // of the codes of gRPC

    /** What etcd says of a token that it does not take any longer (etcd, api/v3rpc/rpctypes/error.go). */
    private static final List<String> OLD_TOKEN =
            List.of("etcdserver: invalid auth token", "etcdserver: revision of auth store is old");

    private static final Pattern PREFIX = Pattern.compile("[!-~]{1,100}");

    private final List<String> urls;
    private final String prefix;
    private final String site;
    private final JsonCalls calls;

    /** Null: nobody logs in. */
    private final @Nullable Login login;

    /** The member that answered last. */
    private volatile int preferred;

    /** What etcd gave for the password; empty if nobody logged in yet. */
    private volatile String token = "";

    /** Null: nobody has answered yet. */
    private volatile @Nullable Known known;

    /** Which cluster the member is of that answered last. */
    private record Known(String url, String cluster) {}

    private record Login(String user, Supplier<char[]> password) {}

    /** Whether what failed may be asked again. */
    private enum Kind {
        READ,
        SAVE
    }

    private EtcdStateStore(Builder builder) {
        this.urls = builder.urls;
        this.prefix = builder.prefix;
        this.site = builder.site;
        this.login = builder.login;
        this.calls = new JsonCalls(builder.trust);
    }

    /**
     * A store at the members of one cluster.
     *
     * @param urls such as {@code https://e1:2379}; those where clients are served
     * @throws IllegalArgumentException if there is none, or one has more than scheme, host and port
     */
    public static Builder at(String... urls) {
        if (urls.length == 0 || urls.length > MOST_URLS) {
            throw new IllegalArgumentException("urls: " + urls.length + "; 1 to " + MOST_URLS + " are allowed");
        }
        return new Builder(Arrays.stream(urls).map(JsonCalls::server).toList());
    }

    @Override
    public Entry load(String key) throws IOException {
        return load(List.of(key)).getOrDefault(key, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> all = List.copyOf(new LinkedHashSet<>(keys));
        Deadline deadline = Deadline.in(JsonCalls.LIMIT);
        for (int from = 0; from < all.size(); from += RANGES_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + RANGES_AT_ONCE));
            List<Object> ranges = new ArrayList<>();
            some.forEach(key -> ranges.add(Map.of("requestRange", Map.of("key", name(key)))));
            Map<String, Object> question = Map.of("success", ranges);
            entries.putAll(told("read", () -> ask(Kind.READ, question, answer -> entries(some, answer), deadline)));
        }
        return entries;
    }

    private Map<String, Entry> entries(List<String> keys, JsonObject answer) throws IOException {
        List<JsonObject> responses = answer.objects("responses");
        if (!answer.truth("succeeded") || responses.size() != keys.size()) {
            throw new IOException("the answer is to another question");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.put(keys.get(i), entry(name(keys.get(i)), range(responses.get(i))));
        }
        return entries;
    }

    private static JsonObject range(JsonObject response) throws IOException {
        JsonObject range = response.object("response_range");
        range.object("header");
        return range;
    }

    private static Entry entry(String name, JsonObject range) throws IOException {
        long version = versionOf(name, range);
        if (version == 0) {
            return Entry.NONE;
        }
        return new Entry(
                version, JdbcText.text(decoded(range.objects("kvs").get(0).text("value", ""))));
    }

    /** 0 if there is no such key. */
    private static long versionOf(String name, JsonObject range) throws IOException {
        List<JsonObject> found = range.objects("kvs");
        if (found.size() != range.version("count")) {
            throw new IOException("the answer says that there are more keys than it holds, or fewer");
        }
        if (found.isEmpty()) {
            return 0;
        }
        if (found.size() > 1 || !found.get(0).text("key", "").equals(name)) {
            throw new IOException("the answer is for another key");
        }
        long version = found.get(0).version("version");
        if (version == 0) {
            throw new IOException("version is 0 of a key that is there");
        }
        return version;
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        Entry next = new Entry(expectedVersion + 1, text);
        String name = name(key);
        Map<String, Object> question = Map.of(
                "compare",
                List.of(Map.of(
                        "key",
                        name,
                        "target",
                        "VERSION",
                        "result",
                        "EQUAL",
                        "version",
                        String.valueOf(expectedVersion))),
                "success",
                List.of(Map.of("requestPut", Map.of("key", name, "value", encoded(KeptText.body(next.text()))))),
                "failure",
                List.of(Map.of("requestRange", Map.of("key", name, "keys_only", true))));
        Deadline deadline = Deadline.in(JsonCalls.LIMIT);
        return told(
                "written", () -> ask(Kind.SAVE, question, answer -> saved(name, expectedVersion, answer), deadline));
    }

    /** A "no" is one only with the other version: an empty answer of anybody's would be one, too. */
    private static boolean saved(String name, long expectedVersion, JsonObject answer) throws IOException {
        List<JsonObject> responses = answer.objects("responses");
        if (responses.size() != 1) {
            throw new IOException("the answer is to another question");
        }
        if (answer.truth("succeeded")) {
            responses.get(0).object("response_put").object("header");
            return true;
        }
        if (versionOf(name, range(responses.get(0))) == expectedVersion) {
            throw new IOException("the answer says that the version is another one, and that it is not");
        }
        return false;
    }

    private String name(String key) {
        return encoded(prefix + JdbcText.name(key));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String base64) throws IOException {
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder() // one that refuses
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IllegalArgumentException e) {
            throw new IOException("value is no base64", e);
        }
    }

    /** Something that is read out of an answer. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(JsonObject answer) throws IOException;
    }

    /** A step that fails. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T told(String what, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw new IOException("etcd could not be " + what + ": " + JsonCalls.said(e), e);
        }
    }

    private <T> T ask(Kind kind, Map<String, Object> question, Reading<T> reading, Deadline deadline)
            throws IOException {
        int first = preferred;
        int tries = Math.max(2, urls.size()); // a connection that was kept may have been closed
        IOException failure = new IOException("no time is left");
        for (int i = 0; i < tries && !deadline.passed(); i++) {
            int at = (first + i) % urls.size();
            try {
                // A save has all the time there is: it is for the first member to which a connection can be made.
                int parts = kind == Kind.READ ? Math.max(1, urls.size() - i) : 1;
                T read = reading.of(ask(urls.get(at), question, deadline.share(parts)));
                preferred = at;
                return read;
            } catch (IOException e) {
                failure = new IOException(urls.get(at) + ": " + e.getMessage(), e);
                boolean again = kind == Kind.READ || e instanceof NotSentException;
                if (!again || Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
            }
        }
        throw failure;
    }

    /** Asks one member; a token that it does not take any longer is renewed once, for what it refused was not done. */
    private JsonObject ask(String url, Map<String, Object> question, Deadline deadline) throws IOException {
        String used = token.isEmpty() ? renewed(url, deadline) : token;
        Answer answer = calls.ask(post(url, "/v3/kv/txn", question, used), deadline);
        if (login != null && isOldToken(answer)) {
            used = renewed(url, deadline);
            answer = calls.ask(post(url, "/v3/kv/txn", question, used), deadline);
        }
        if (answer.code() != OK) {
            throw refused(answer, used);
        }
        requireSameCluster(url, answer.body().object("header").text("cluster_id", ""));
        return answer.body();
    }

    /**
     * Refuses a member that is one of another cluster than the member asked before, as after a mistyped URL: what is
     * saved in one would not be read in the other. A cluster that was restored has another id; it is taken from the
     * member that gave the old one.
     */
    private void requireSameCluster(String url, String id) throws IOException {
        Known before = known;
        if (before != null && !before.cluster().equals(id) && !before.url().equals(url)) {
            throw new IOException("it is of another cluster than " + before.url());
        }
        known = new Known(url, id);
    }

    private static boolean isOldToken(Answer answer) throws IOException {
        return answer.code() != OK
                && (answer.body().version("code") == UNAUTHENTICATED
                        || OLD_TOKEN.contains(answer.body().text("message", "")));
    }

    /** A new token, or none where nobody logs in. */
    private String renewed(String url, Deadline deadline) throws IOException {
        if (login == null) {
            return "";
        }
        String password = password(login.password());
        Map<String, Object> question = Map.of("name", login.user(), "password", password);
        Answer answer = calls.ask(post(url, "/v3/auth/authenticate", question, ""), deadline);
        if (answer.code() != OK) {
            throw refused(answer, password);
        }
        String fresh = answer.body().text("token", "");
        if (!JsonCalls.isAuthorization(fresh)) {
            throw new IOException("logged in, but got no token");
        }
        token = fresh;
        return fresh;
    }

    /** The application's code, which may do as it likes: a store of secrets that is out of reach gives nothing. */
    private static String password(Supplier<char[]> source) throws IOException {
        char[] given;
        try {
            given = source.get();
        } catch (RuntimeException e) {
            throw new IOException(
                    "the password could not be had: " + e.getClass().getSimpleName());
        }
        if (given == null || given.length == 0) {
            throw new IOException("the password that was given is empty");
        }
        return new String(given);
    }

    private static Ask post(String url, String path, Map<String, Object> question, String token) {
        return new Ask("POST", url + path, new JsonObject(question), token);
    }

    /** What it says, but not what it was told. */
    private static IOException refused(Answer answer, String secret) throws IOException {
        String said = answer.body().text("message", answer.body().text("error", ""));
        return new IOException("answered " + answer.code() + ": "
                + (!secret.isEmpty() && said.contains(secret) ? "(not shown)" : ForeignText.line(said)));
    }

    @Override
    public String byHand(String key, String text) {
        return "etcdctl put '" + prefix + JdbcText.name(key) + "' '" + text + "'";
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public String toString() {
        return "etcd at " + String.join(", ", urls);
    }

    /** Builds an {@link EtcdStateStore}; confined to one thread. */
    public static final class Builder {

        private final List<String> urls;
        private String prefix = "dnsfailover/";
        private String site = "";

        /** Null: nobody logs in. */
        private @Nullable Login login;

        /** Null: certificates are verified by the JVM's trust store. */
        private JsonCalls.@Nullable Trust trust;

        private Builder(List<String> urls) {
            this.urls = urls;
        }

        /**
         * Logs in; the token is renewed when etcd does not take it any longer.
         *
         * @param password asked for whenever somebody logs in; may block
         */
        public Builder user(String name, Supplier<char[]> password) {
            login = new Login(Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
            return this;
        }

        /**
         * Verifies certificates by this trust manager instead of the JVM's trust store, and shows the one that the
         * sockets have, if they have one.
         *
         * @param sockets made from an {@code SSLContext} that uses the trust manager
         */
        public Builder trust(SSLSocketFactory sockets, X509TrustManager trust) {
            this.trust = new JsonCalls.Trust(
                    Objects.requireNonNull(sockets, "sockets"), Objects.requireNonNull(trust, "trust"));
            return this;
        }

        /**
         * What all keys begin with; default {@code dnsfailover/}. Applications with a prefix of their own see nothing
         * of each other.
         *
         * @throws IllegalArgumentException unless it is 1 to 100 printable ASCII characters without spaces
         */
        public Builder prefix(String value) {
            if (!PREFIX.matcher(value).matches()) {
                throw new IllegalArgumentException("prefix: \"" + ForeignText.line(value)
                        + "\"; 1 to 100 printable ASCII characters without spaces are allowed");
            }
            prefix = value;
            return this;
        }

        /** The site where the cluster lives, for preflight; default none. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /**
         * Makes the store; nothing is asked yet.
         *
         * @throws IllegalArgumentException if a password would go over the network without TLS
         * @throws IllegalStateException if Jackson is not there, or another OkHttp than is needed
         */
        public EtcdStateStore build() {
            List<String> clear = urls.stream().filter(JsonCalls::isInTheClear).toList();
            if (login != null && !clear.isEmpty()) {
                throw new IllegalArgumentException(
                        "user: the password would go to " + clear.get(0) + " without TLS; use https");
            }
            NeededJar.of("EtcdStateStore", "com.fasterxml.jackson.core:jackson-core 2", () -> JsonText.ready());
            return NeededJar.okHttp(() -> new EtcdStateStore(this));
        }
    }
}
