package io.github.dnsfailover.stores;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * An API server of Kubernetes as far as ConfigMaps go, under TLS on a loopback port. It is as strict as the real one:
 * a PUT with another resourceVersion than the stored one is refused, which mocks of vendors let pass. It is stricter
 * in one thing: a PUT without a resourceVersion, which the real one takes for "replace whatever is there", is refused.
 * Thread-safe.
 */
final class KubernetesServer implements AutoCloseable {

    /** What a service account may do. */
    enum Verb {
        GET,
        UPDATE,
        CREATE
    }

    private static final Pattern PATH = Pattern.compile("/api/v1/namespaces/([^/?]+)/configmaps(?:/([^/?]+))?");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern DATA_KEY = Pattern.compile("(?!\\.\\.|\\.$)[-._a-zA-Z0-9]{1,253}");
    private static final int LARGEST = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .duration(9, TimeUnit.DAYS)
            .build();
    private static final HandshakeCertificates SERVER = new HandshakeCertificates.Builder()
            .heldCertificate(
                    new HeldCertificate.Builder()
                            .addSubjectAlternativeName("127.0.0.1")
                            .addSubjectAlternativeName("::1")
                            .signedBy(AUTHORITY)
                            .duration(9, TimeUnit.DAYS)
                            .build(),
                    AUTHORITY.certificate())
            .build();

    private final Map<String, ObjectNode> stored = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Set<Verb> rights = EnumSet.allOf(Verb.class);
    private Consumer<Verb> before = verb -> {};
    private String token = "first";
    private int revision = 100;
    private MockWebServer server = new MockWebServer();

    KubernetesServer() throws IOException {
        start(FreePort.find()); // with 0, MockWebServer leaves it in use for the next
    }

    private void start(int port) throws IOException {
        server.setServerSocketFactory(new PromptSockets());
        server.useHttps(SERVER.sslSocketFactory());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    /** The file {@code ca.crt}. */
    static String authority() {
        return AUTHORITY.certificatePem();
    }

    /** Trusts this server. */
    static HandshakeCertificates trust() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
    }

    String url() {
        return "https://127.0.0.1:" + port();
    }

    int port() {
        return server.getPort();
    }

    /** The token that is taken from now on; no other is. */
    synchronized void token(String value) {
        token = value;
    }

    synchronized void forbid(Verb verb) {
        rights.remove(verb);
    }

    /** Called right before what is asked is done, under no lock. */
    synchronized void before(Consumer<Verb> action) {
        before = action;
    }

    /** The requests so far, as in {@code GET /api/v1/...}. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** Changes what is stored by hand, as kubectl edit does. */
    synchronized void edit(String namespace, String name, Consumer<ObjectNode> change) {
        ObjectNode object = stored.get(namespace + "/" + name);
        change.accept(object);
        stamp(object);
    }

    /** A copy of what is stored. */
    synchronized ObjectNode stored(String namespace, String name) {
        return stored.get(namespace + "/" + name).deepCopy();
    }

    /** Hangs up, and is back at the same port with what was stored. */
    void restart() throws IOException {
        int port = port();
        server.close();
        server = new MockWebServer();
        start(port);
    }

    private MockResponse answer(RecordedRequest request) {
        Matcher path = PATH.matcher(request.getTarget());
        if (!path.matches()) {
            return new MockResponse.Builder()
                    .code(404)
                    .body("404 page not found")
                    .build();
        }
        Verb verb;
        switch (request.getMethod()) {
            case "GET" -> verb = Verb.GET;
            case "PUT" -> verb = Verb.UPDATE;
            case "POST" -> verb = Verb.CREATE;
            default -> {
                return status(405, "MethodNotAllowed", "");
            }
        }
        Consumer<Verb> action;
        synchronized (this) {
            asked.add(request.getMethod() + " " + request.getTarget());
            action = before;
        }
        action.accept(verb);
        return answer(verb, path, request);
    }

    private synchronized MockResponse answer(Verb verb, Matcher path, RecordedRequest request) {
        String name = path.group(2) == null ? "" : path.group(2);
        if (!("Bearer " + token).equals(request.getHeaders().get("Authorization"))) {
            return status(401, "Unauthorized", "");
        }
        if (!rights.contains(verb)) {
            return status(403, "Forbidden", name);
        }
        if (name.isEmpty() != (verb == Verb.CREATE)) {
            return status(405, "MethodNotAllowed", name);
        }
        if (verb == Verb.GET) {
            ObjectNode object = stored.get(path.group(1) + "/" + name);
            return object == null ? status(404, "NotFound", name) : shown(200, object);
        }
        String type = request.getHeaders().get("Content-Type");
        if (type == null || !type.startsWith("application/json") || request.getBody() == null) {
            return status(415, "UnsupportedMediaType", name);
        }
        try {
            byte[] body = request.getBody().toByteArray();
            if (!(JSON.readTree(body) instanceof ObjectNode object) || body.length > 3 * LARGEST) {
                return status(400, "BadRequest", name);
            }
            return verb == Verb.CREATE ? create(path.group(1), object) : update(path.group(1), name, object);
        } catch (IOException e) {
            return status(400, "BadRequest", name);
        }
    }

    private MockResponse create(String namespace, ObjectNode object) {
        String name = object.path("metadata").path("name").asText();
        if (!isOf(object, namespace, name) || object.path("metadata").has("resourceVersion")) {
            return status(400, "BadRequest", name);
        }
        if (!isValid(object)) {
            return status(422, "Invalid", name);
        }
        if (stored.containsKey(namespace + "/" + name)) {
            return status(409, "AlreadyExists", name);
        }
        ((ObjectNode) object.get("metadata"))
                .put("namespace", namespace)
                .put("uid", "uid-" + revision)
                .put("creationTimestamp", "2026-11-29T00:00:00Z");
        stored.put(namespace + "/" + name, object);
        stamp(object);
        return shown(201, object);
    }

    private MockResponse update(String namespace, String name, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        if (!isOf(object, namespace, name)) {
            return status(400, "BadRequest", name);
        }
        ObjectNode old = stored.get(namespace + "/" + name);
        if (old == null) {
            return status(404, "NotFound", name);
        }
        if (!isValid(object)
                || metadata.path("resourceVersion").asText().isEmpty()
                || old.path("immutable").asBoolean()) {
            return status(422, "Invalid", name);
        }
        boolean same = metadata.get("resourceVersion")
                        .equals(old.get("metadata").get("resourceVersion"))
                && (!metadata.has("uid")
                        || metadata.get("uid").equals(old.get("metadata").get("uid")));
        if (!same) {
            return status(409, "Conflict", name);
        }
        stored.put(namespace + "/" + name, object);
        stamp(object);
        return shown(200, object);
    }

    private static boolean isOf(ObjectNode object, String namespace, String name) {
        JsonNode metadata = object.path("metadata");
        return object.path("apiVersion").asText().equals("v1")
                && object.path("kind").asText().equals("ConfigMap")
                && metadata.path("name").asText().equals(name)
                && metadata.path("namespace").asText(namespace).equals(namespace);
    }

    private static boolean isValid(ObjectNode object) {
        String name = object.path("metadata").path("name").asText();
        boolean valid = name.length() <= 253 && NAME.matcher(name).matches();
        int size = 0;
        for (var field : object.path("data").properties()) {
            valid = valid
                    && field.getValue().isTextual()
                    && DATA_KEY.matcher(field.getKey()).matches();
            size += field.getKey().length() + field.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return valid && size <= LARGEST;
    }

    private void stamp(ObjectNode object) {
        revision++;
        ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(revision));
    }

    private static MockResponse shown(int code, ObjectNode object) {
        try {
            return new MockResponse.Builder()
                    .code(code)
                    .setHeader("Content-Type", "application/json")
                    .body(JSON.writeValueAsString(object))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MockResponse status(int code, String reason, String name) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.putObject("metadata");
        status.put("message", "configmaps \"" + name + "\": " + reason);
        status.put("reason", reason);
        status.putObject("details").put("name", name).put("kind", "configmaps");
        status.put("code", code);
        return shown(code, status);
    }

    @Override
    public void close() {
        server.close();
    }

    /** Head and body of an answer are sent apart, and the second would wait 40 ms for the word that the first came. */
    private static final class PromptSockets extends ServerSocketFactory {

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException("bound later");
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException("bound later");
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException("bound later");
        }
    }
}
