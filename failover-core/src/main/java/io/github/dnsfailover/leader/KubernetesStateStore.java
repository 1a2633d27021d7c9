package io.github.dnsfailover.leader;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.NeededJar;
import io.github.dnsfailover.leader.JsonCalls.Answer;
import io.github.dnsfailover.leader.JsonCalls.Ask;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in one ConfigMap of a Kubernetes cluster.
 *
 * <pre>{@code
 * StateStore store = KubernetesStateStore.inCluster("dnsfailover").build();
 * }</pre>
 *
 * <p>A read is one GET. A save is a GET and a PUT with the {@code resourceVersion} that was read; where somebody saved
 * under another key meanwhile, both are repeated. What else stands in the ConfigMap is kept as it is. It is made at the
 * first save. <b>Never delete it, nor a key in it</b>: the versions would begin anew. All entries together may have
 * 1 MiB, which is what an object may have.
 *
 * <p>The service account needs, in the namespace: {@code get} and {@code update} on {@code configmaps}, which may be
 * limited by {@code resourceNames} to this one, and {@code create} on {@code configmaps}, which Kubernetes cannot limit
 * by name. Without {@code create} somebody must make an empty ConfigMap beforehand. Others who may write it can take
 * the lead.
 *
 * <p>Do not elect in a cluster that may itself be left: a ConfigMap in one of two clusters cannot choose between them.
 *
 * <p>Each call ends after 3 s. The token is read from its file for each call, as the cluster replaces it; the
 * authorities of the cluster are read once. A PUT whose outcome is not known ends in an {@link IOException} and is
 * never sent again. An answer may have 4 MiB. Redirects are not followed, and no proxy is used.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-core}. Thread-safe; an interrupt ends a call. The look-up of a
 * name is the JVM's: it cannot be interrupted, and is not counted in the 3 s.
 */
public final class KubernetesStateStore implements StateStore {

    /** Where Kubernetes puts what a pod needs to speak to it. */
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** How often others may be quicker: so many saves of other instances would have to end during this one. */
    private static final int MOST_TRIES = 50;

    private static final int LARGEST_TOKEN = 16 * 1024;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int LONGEST_NAME = 253;

    private final String server;
    private final String namespace;
    private final String name;
    private final String site;
    private final JsonCalls calls;

    /** Of saves, which would only be in each other's way; the next has it after the time of one call at most. */
    private final Semaphore turn = new Semaphore(1, true);

    /** Null: no token is sent. */
    private final @Nullable Path tokenFile;

    /** The ConfigMap as it was read; without a resourceVersion if there is none. */
    private record Found(JsonObject whole, Map<String, Object> data) {

        boolean isThere() {
            return whole.has("metadata");
        }

        Entry entry(String key) throws IOException {
            String name = KeptText.configKey(key);
            return data.containsKey(name) ? parsed(new JsonObject(data).text(name, "")) : Entry.NONE;
        }

        private static Entry parsed(String text) throws IOException {
            int space = text.indexOf(' ');
            if (space < 0) {
                throw new IOException("an entry has no version");
            }
            long version = JsonObject.version("version", text.substring(0, space));
            if (version == 0) {
                throw new IOException("version is 0 of an entry that is there");
            }
            return new Entry(version, JdbcText.text(text.substring(space + 1)));
        }
    }

    private KubernetesStateStore(Builder builder, String namespace) {
        this.server = builder.server;
        this.namespace = namespace;
        this.name = builder.name;
        this.site = builder.site;
        this.tokenFile = builder.tokenFile;
        this.calls = new JsonCalls(builder.trust);
    }

    /**
     * A store in the cluster where this process runs in a pod, with the service account of the pod, in its namespace.
     *
     * @param name of the ConfigMap
     * @throws IllegalArgumentException if a ConfigMap cannot be called so
     * @throws IllegalStateException if this is no pod, or one without a service account
     */
    public static Builder inCluster(String name) {
        return inCluster(name, key -> Objects.requireNonNullElse(System.getenv(key), ""), ACCOUNT);
    }

    static Builder inCluster(String name, UnaryOperator<String> environment, Path account) {
        String host = environment.apply("KUBERNETES_SERVICE_HOST");
        String port = environment.apply("KUBERNETES_SERVICE_PORT");
        if (host.isEmpty() || port.isEmpty()) {
            throw new IllegalStateException(
                    "KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set: this is no pod"
                            + " of a cluster; at(url, name) is for other places");
        }
        Builder builder = at("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port, name);
        builder.namespace(read(account.resolve("namespace")));
        builder.tokenFile(account.resolve("token"));
        builder.trust = ClusterTrust.of(account.resolve("ca.crt"));
        return builder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read: the pod has no service account", e);
        }
    }

    /**
     * A store in a cluster that is reached from elsewhere.
     *
     * @param url of the API server, such as {@code https://10.0.0.1:6443}
     * @param name of the ConfigMap
     * @throws IllegalArgumentException if the URL has more than scheme, host and port, or a ConfigMap cannot be called
     *     so
     */
    public static Builder at(String url, String name) {
        return new Builder(JsonCalls.server(url), name);
    }

    @Override
    public Entry load(String key) throws IOException {
        return load(List.of(key)).getOrDefault(key, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return told("read", () -> {
            Map<String, Entry> entries = new LinkedHashMap<>();
            Found found = found(Deadline.in(JsonCalls.LIMIT));
            for (String key : keys) {
                entries.put(key, found.entry(key));
            }
            return entries;
        });
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        Entry next = new Entry(expectedVersion + 1, text);
        return told("written", () -> inTurn(key, next));
    }

    private boolean inTurn(String key, Entry next) throws IOException {
        Deadline deadline = Deadline.in(JsonCalls.LIMIT);
        try {
            if (!turn.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("another save took all the time, so this one was not begun");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        try {
            return saved(key, next, deadline);
        } finally {
            turn.release();
        }
    }

    private boolean saved(String key, Entry next, Deadline deadline) throws IOException {
        for (int i = 0; i < MOST_TRIES && !deadline.passed(); i++) {
            Found before = found(deadline);
            if (before.entry(key).version() != next.version() - 1) {
                return false;
            }
            Answer answer = ask(before.isThere() ? "PUT" : "POST", with(before, key, next), deadline);
            if (answer.code() == OK || answer.code() == CREATED) {
                requireSaved(answer.body(), key, next);
                return true;
            }
            boolean quicker = answer.code() == CONFLICT
                    && isStatus(answer.body(), before.isThere() ? "Conflict" : "AlreadyExists");
            if (!quicker) {
                throw refused(answer);
            }
        }
        throw new IOException("others wrote the same ConfigMap all the time, so it was left");
    }

    private void requireSaved(JsonObject answer, String key, Entry next) throws IOException {
        if (!configMap(answer).entry(key).equals(next)) {
            throw new IOException("the answer says that it was done, and shows something else");
        }
    }

    /** All that is there, with one entry changed. */
    private JsonObject with(Found before, String key, Entry next) {
        Map<String, Object> whole = new LinkedHashMap<>(before.whole().fields());
        whole.put("apiVersion", "v1");
        whole.put("kind", "ConfigMap");
        whole.putIfAbsent("metadata", Map.of("name", name, "namespace", namespace));
        Map<String, Object> data = new LinkedHashMap<>(before.data());
        data.put(KeptText.configKey(key), next.version() + " " + KeptText.body(next.text()));
        whole.put("data", data);
        return new JsonObject(whole);
    }

    /** One GET, and one more where a connection that was kept had been closed. */
    private Found found(Deadline deadline) throws IOException {
        Answer answer;
        try {
            answer = ask("GET", null, deadline);
        } catch (IOException e) {
            if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            answer = ask("GET", null, deadline);
        }
        if (answer.code() == NOT_FOUND && isStatus(answer.body(), "NotFound")) {
            return new Found(new JsonObject(Map.of()), Map.of());
        }
        if (answer.code() != OK) {
            throw refused(answer);
        }
        return configMap(answer.body());
    }

    private Found configMap(JsonObject answer) throws IOException {
        JsonObject metadata = answer.object("metadata");
        boolean asked = answer.text("kind", "").equals("ConfigMap")
                && metadata.text("name", "").equals(name)
                && metadata.text("namespace", "").equals(namespace)
                && !metadata.text("resourceVersion", "").isEmpty(); // a PUT without one replaces whatever there is
        if (!asked) {
            throw new IOException("the answer is no ConfigMap of this name, or has no resourceVersion");
        }
        return new Found(answer, answer.has("data") ? answer.object("data").fields() : Map.of());
    }

    /** Whether the API server itself says so of this ConfigMap; a 404 of anything between is no word of it. */
    private boolean isStatus(JsonObject answer, String reason) throws IOException {
        if (!answer.text("kind", "").equals("Status")
                || !answer.text("reason", "").equals(reason)) {
            return false;
        }
        JsonObject details = answer.object("details");
        return details.text("kind", "").equals("configmaps")
                && details.text("name", "").equals(name);
    }

    private Answer ask(String method, @Nullable JsonObject body, Deadline deadline) throws IOException {
        String path = "/api/v1/namespaces/" + namespace + "/configmaps" + (method.equals("POST") ? "" : "/" + name);
        return calls.ask(new Ask(method, server + path, body, authorization()), deadline);
    }

    private String authorization() throws IOException {
        if (tokenFile == null) {
            return "";
        }
        String token;
        try (InputStream in = Files.newInputStream(tokenFile)) {
            token = new String(in.readNBytes(LARGEST_TOKEN), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IOException("the token cannot be read: " + ForeignText.of(e), e);
        }
        if (!JsonCalls.isAuthorization(token)) {
            throw new IOException(tokenFile + " holds no token");
        }
        return "Bearer " + token;
    }

    /** Reason and message are the API server's, which knows of the token only whose it is. */
    private IOException refused(Answer answer) throws IOException {
        String said = answer.body().text("reason", "") + ": " + answer.body().text("message", "");
        String bearer = authorization();
        String token = bearer.substring(bearer.indexOf(' ') + 1);
        return new IOException("answered " + answer.code() + " "
                + (!token.isEmpty() && said.contains(token) ? "(not shown)" : ForeignText.line(said)));
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
            throw new IOException(this + " could not be " + what + ": " + JsonCalls.said(e), e);
        }
    }

    @Override
    public String byHand(String key, String text) {
        return "kubectl -n " + namespace + " patch configmap " + name + " --type merge -p '{\"data\":{\""
                + KeptText.configKey(key) + "\":\"1 " + text + "\"}}'";
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
        return "ConfigMap " + namespace + "/" + name + " at " + server;
    }

    /** Builds a {@link KubernetesStateStore}; confined to one thread. */
    public static final class Builder {

        private final String server;
        private final String name;
        private String site = "";

        /** Empty: not said yet. */
        private String namespace = "";

        /** Null: no token is sent. */
        private @Nullable Path tokenFile;

        /** Null: certificates are verified by the JVM's trust store. */
        private JsonCalls.@Nullable Trust trust;

        private Builder(String server, String name) {
            this.server = server;
            this.name = named("name", name);
        }

        private static String named(String field, String value) {
            boolean proper = value.length() <= LONGEST_NAME;
            for (String label : value.split("\\.", -1)) {
                proper = proper && LABEL.matcher(label).matches();
            }
            if (!proper) {
                throw new IllegalArgumentException(field + ": \"" + ForeignText.line(value)
                        + "\"; small letters, digits and dashes are allowed, beginning and ending with no dash");
            }
            return value;
        }

        /**
         * The namespace of the ConfigMap; in a cluster by default that of the pod.
         *
         * @throws IllegalArgumentException if a namespace cannot be called so
         */
        public Builder namespace(String value) {
            if (value.contains(".")) {
                throw new IllegalArgumentException("namespace: \"" + ForeignText.line(value) + "\" has a dot");
            }
            namespace = named("namespace", value);
            return this;
        }

        /** The file with the token, which is read for each call; in a cluster by default that of the pod. */
        public Builder tokenFile(Path value) {
            tokenFile = Objects.requireNonNull(value, "tokenFile");
            return this;
        }

        /**
         * Verifies certificates by this trust manager, and shows the one that the sockets have, if they have one;
         * default are the authorities of the cluster, and those of the JVM for {@link #at}.
         *
         * @param sockets made from an {@code SSLContext} that uses the trust manager
         */
        public Builder trust(SSLSocketFactory sockets, X509TrustManager trust) {
            this.trust = new JsonCalls.Trust(
                    Objects.requireNonNull(sockets, "sockets"), Objects.requireNonNull(trust, "trust"));
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
         * @throws IllegalArgumentException if the token would go over the network without TLS
         * @throws IllegalStateException if no namespace was said, Jackson is not there, or another OkHttp than is
         *     needed
         */
        public KubernetesStateStore build() {
            if (namespace.isEmpty()) {
                throw new IllegalStateException("namespace: not set");
            }
            if (tokenFile != null && JsonCalls.isInTheClear(server)) {
                throw new IllegalArgumentException(
                        "tokenFile: the token would go to " + server + " without TLS; use https");
            }
            NeededJar.of("KubernetesStateStore", "com.fasterxml.jackson.core:jackson-core 2", () -> JsonText.ready());
            return NeededJar.okHttp(() -> new KubernetesStateStore(this, namespace));
        }
    }
}
