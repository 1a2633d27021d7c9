package io.github.dnsfailover.check;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * The request that an {@link HttpCheck} sends, while it is being described; each setting is checked at once. Confined
 * to one thread.
 */
final class RequestForm {

    static final String NO_HOST = "target.invalid"; // stands in the URL until a target is given

    private static final Set<String> BODILESS = Set.of("GET", "HEAD");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"); // RFC 9110 section 5.6.2
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Set<String> OURS =
            Set.of("host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding");

    private final String path;
    private final Headers.Builder headers = new Headers.Builder();
    private String method;
    private String host = "";
    private String scheme = "http";
    private int port;
    private String userAgent = "dnsfailover";

    RequestForm(String method, String path) {
        this.method = method;
        this.path = checkedPath(path);
    }

    void method(String value) {
        if (!METHOD.matcher(value).matches() || value.equals("CONNECT") || value.equals("TRACE")) {
            throw new IllegalArgumentException(
                    "method: \"" + value + "\"; 1 to 20 upper case letters are allowed, but not CONNECT or TRACE");
        }
        method = value;
    }

    void host(String value) {
        host = ServiceName.checked("host", value);
    }

    void https() {
        scheme = "https";
    }

    void port(int value) {
        port = Arguments.port(value);
    }

    void header(String name, String value) {
        checkedName("header", name);
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header: " + name + " is set by the check; see host() and userAgent()");
        }
        headers.add(name, Arguments.printable("header " + name, value));
    }

    void userAgent(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("userAgent: \"" + value + "\"; some text is needed");
        }
        userAgent = Arguments.printable("userAgent", value);
    }

    String method() {
        return method;
    }

    boolean isHttps() {
        return scheme.equals("https");
    }

    /** Whether the target's own name or address stands for the host's. */
    boolean hostIsOfTarget() {
        return host.isEmpty();
    }

    boolean hasRequestBody() {
        return !BODILESS.contains(method);
    }

    /**
     * Put together from its parts. The path is never resolved as a reference: "//x" would be the host x then (RFC 3986
     * section 4.2).
     */
    HttpUrl url() {
        HttpUrl.Builder url = new HttpUrl.Builder().scheme(scheme).host(host.isEmpty() ? NO_HOST : host);
        if (port != 0) {
            url.port(port);
        }
        String[] parts = path.split("\\?", 2);
        return url.encodedPath(parts[0])
                .encodedQuery(parts.length == 1 ? null : parts[1])
                .build();
    }

    Headers headers() {
        return headers.build()
                .newBuilder()
                .set("User-Agent", userAgent)
                .set("Accept-Encoding", "identity") // or OkHttp unpacks behind the limit, and a bomb unfolds here
                .set("Connection", "close") // not sent over HTTP/2, which has no such header
                .build();
    }

    static String checkedName(String field, String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    field + ": the first argument is no header name (RFC 9110 section 5.6.2)");
        }
        return name;
    }

    private static String checkedPath(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "path: \"" + path + "\"; it must begin with '/', and host and port have " + "methods of their own");
        }
        HttpUrl url = HttpUrl.get("http://" + NO_HOST + path);
        String query = url.encodedQuery();
        String sent = url.encodedPath() + (query == null ? "" : "?" + query);
        if (!sent.equals(path)) {
            throw new IllegalArgumentException("path: \"" + path + "\" would be sent as \"" + sent + "\"; write it so");
        }
        return path;
    }
}
