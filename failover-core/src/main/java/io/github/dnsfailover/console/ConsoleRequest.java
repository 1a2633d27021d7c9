package io.github.dnsfailover.console;

import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request for a {@link Console}, as an adapter of a web server hands it over: as it came, with nothing decoded,
 * judged or left out. The console knows the rules.
 *
 * <p>Immutable, except for the body, which is read once.
 */
public final class ConsoleRequest {

    private final String method;
    private final String path;
    private final String mount;
    private final String query;
    private final String protocol;
    private final Map<String, List<String>> headers;
    private final boolean secure;
    private final InputStream body;

    /** Null if it came by no network, as through a socket of the file system. */
    private final @Nullable InetAddress remote;

    /** Null if the host gave no function. */
    private final @Nullable Supplier<Visitor> visitor;

    private ConsoleRequest(Builder builder) {
        method = builder.method;
        path = builder.path;
        mount = builder.mount;
        query = builder.query;
        protocol = builder.protocol;
        headers = new TreeMap<>(builder.headers);
        headers.replaceAll((name, values) -> List.copyOf(values));
        secure = builder.secure;
        body = builder.body;
        remote = builder.remote;
        visitor = builder.visitor;
    }

    /**
     * Starts one.
     *
     * @param method as it came, such as {@code GET}
     * @param path what follows the place where the console is mounted, not decoded: it begins with a slash, or is empty
     *     where somebody asked for that place without a slash at its end
     */
    public static Builder builder(String method, String path) {
        return new Builder(method, path);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String mount() {
        return mount;
    }

    String query() {
        return query;
    }

    /** Empty if that is not known. */
    String protocol() {
        return protocol;
    }

    /** Each value of a header, in the order in which they came. */
    List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The value of a header that came once; empty if it did not come, or came twice. */
    Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Small letters. */
    Iterable<String> headerNames() {
        return headers.keySet();
    }

    boolean isSecure() {
        return secure;
    }

    InputStream body() {
        return body;
    }

    Optional<InetAddress> remote() {
        return Optional.ofNullable(remote);
    }

    Optional<Supplier<Visitor>> visitor() {
        return Optional.ofNullable(visitor);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** Makes a {@link ConsoleRequest}; confined to one thread. */
    public static final class Builder {

        private final String method;
        private final String path;
        private final Map<String, List<String>> headers = new TreeMap<>();
        private String mount = "";
        private String query = "";
        private String protocol = "";
        private boolean secure;
        private InputStream body = InputStream.nullInputStream();

        /** Null unless given. */
        private @Nullable InetAddress remote;

        /** Null unless given. */
        private @Nullable Supplier<Visitor> visitor;

        private Builder(String method, String path) {
            this.method = Objects.requireNonNull(method, "method");
            this.path = Objects.requireNonNull(path, "path");
        }

        /** Where the console is mounted, such as {@code /failover}: what stands before the path. Default empty. */
        public Builder mount(String value) {
            mount = Objects.requireNonNull(value, "mount");
            return this;
        }

        /** What follows the question mark, not decoded. Default empty. */
        public Builder query(String value) {
            query = Objects.requireNonNull(value, "query");
            return this;
        }

        /** What was spoken, such as {@code HTTP/1.1}. Default empty: not known. */
        public Builder protocol(String value) {
            protocol = Objects.requireNonNull(value, "protocol");
            return this;
        }

        /** Adds a header; one that came several times is added as often. */
        public Builder header(String name, String value) {
            headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), each -> new ArrayList<>())
                    .add(Objects.requireNonNull(value, "value"));
            return this;
        }

        /** The address at the other end of the connection. Without it nobody but known visitors get in. */
        public Builder remote(InetAddress value) {
            remote = Objects.requireNonNull(value, "remote");
            return this;
        }

        /** Says that it came by TLS, as far as the web server knows. */
        public Builder secure() {
            secure = true;
            return this;
        }

        /** Its body; the console reads 8 KiB at most, and does not close it. */
        public Builder body(InputStream value) {
            body = Objects.requireNonNull(value, "body");
            return this;
        }

        /**
         * Who asks. Without it the console answers requests from this host alone, and lets them look only. The console
         * asks once, on the thread that calls {@link Console#answer}; what the supplier throws ends in status 500.
         */
        public Builder visitor(Supplier<Visitor> value) {
            visitor = Objects.requireNonNull(value, "visitor");
            return this;
        }

        /** Makes the request. */
        public ConsoleRequest build() {
            return new ConsoleRequest(this);
        }
    }
}
