package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.Tls;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of an {@link HttpCheck}, and those that other kinds have, too. */
final class HttpKeys {

    static final Setting HOST = Setting.of(
                    "host", Form.TEXT, "The name of the service, for the Host header, TLS and the certificate.")
            .fallback("the target's own name or address");
    static final Setting PORT = Setting.of("port", Form.NUMBER, "The port.")
            .fallback("of http 80, or 443 with https; of dns 53; else **needed**");
    static final Setting TRUST_PEM = Setting.of(
                    "tls.trust-pem", Form.FILE, "A file with the certificates to trust, and no others; read once.")
            .options("tls", "startTls")
            .fallback("the JVM's");
    static final Setting CERTIFICATE_VALID_FOR =
            Setting.of("certificate-valid-for", Form.DURATION, "How long the certificate must stay valid.");

    private static final String PLACE = "{endpoint}";
    private static final Pattern STATUSES = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");

    /** Compiling a pattern needs stack for each bracket in it. */
    private static final int LONGEST_PATTERN = 500;

    /** What the names of headers with credentials have in them. One that is taken for such by chance refers, too. */
    private static final List<String> CREDENTIALS = List.of(
            "auth", "bearer", "cookie", "credential", "jwt", "key", "pass", "secret", "session", "signature", "token");

    private static final List<Assigned<HttpCheck.Builder>> EACH = List.of(
            Setting.of("method", Form.TEXT, "Such as `HEAD`.").fallback("GET").sets((b, v) -> b.method(v.text())),
            HOST.sets((b, v) -> b.host(v.text())),
            Setting.of("https", Form.SWITCH, "With TLS.").fallback("false").turnsOn(HttpCheck.Builder::https),
            PORT.sets((b, v) -> b.port(v.number())),
            TRUST_PEM.sets((b, v) -> b.tls(trustingPem(v))),
            CERTIFICATE_VALID_FOR.sets((b, v) -> b.certificateValidFor(v.duration())),
            Setting.of("user-agent", Form.TEXT, "The header of that name.")
                    .fallback("dnsfailover")
                    .sets((b, v) -> b.userAgent(v.text())),
            Setting.of("http2", Form.SWITCH, "Speaks HTTP/2, and demands it.")
                    .fallback("false")
                    .turnsOn(HttpCheck.Builder::http2),
            Setting.of("accept", Form.LIST, "Statuses and ranges, as in `200,300-399`; without it 2xx is accepted.")
                    .options("accept", "acceptRange")
                    .sets(HttpKeys::accept),
            Setting.of(
                            "body-contains",
                            Form.TEXT,
                            "A text that the body must have; `" + PLACE + "` in it stands for the id of the endpoint "
                                    + "that is asked.")
                    .sets(HttpKeys::bodyContains),
            Setting.of(
                            "body-matches",
                            Form.TEXTS,
                            "A pattern of `java.util.regex` that must be found in the body; " + LONGEST_PATTERN
                                    + " characters at most.")
                    .sets((b, v) -> b.bodyMatches(pattern(v))),
            Setting.of("body-limit", Form.NUMBER, "How many bytes of the body are searched.")
                    .fallback("65536")
                    .sets((b, v) -> b.bodyLimit(v.number())),
            Setting.of("latency-at-most", Form.DURATION, "A slower answer is unhealthy.")
                    .sets((b, v) -> b.latencyAtMost(v.duration())));

    private static final Setting PATH = Setting.of(
                    "path", Form.TEXT, "As it is sent, beginning with '/'; with the query, if there is one.")
            .fallback("/");

    private static final List<Setting> PAIRS = List.of(
            Setting.of("headers[].name", Form.TEXT, "A header of the request.")
                    .needed()
                    .options("header"),
            Setting.of("headers[].value", Form.PRIVATE_TEXT, "Its value, unless it is a credential.")
                    .options("header"),
            Setting.of("headers[].secret", Form.SECRET, "Or the secret that is its value.")
                    .options("header"),
            Setting.of("header-equals[].name", Form.TEXT, "A header that the answer must have.")
                    .needed(),
            Setting.of("header-equals[].value", Form.PRIVATE_TEXT, "The value that it must have.")
                    .needed(),
            Setting.of("json-equals[].pointer", Form.TEXT, "A place in a body of JSON (RFC 6901); needs Jackson.")
                    .needed(),
            Setting.of("json-equals[].value", Form.TEXT, "What must stand there.")
                    .needed());

    static final List<Setting> ALL = Stream.of(List.of(PATH), Assigned.settings(EACH), PAIRS)
            .flatMap(List::stream)
            .toList();

    private HttpKeys() {}

    static HealthCheck make(Given check) {
        HttpCheck.Builder builder = check.value("path")
                .map(path -> path.make(v -> HttpCheck.get(v.text())))
                .orElseGet(() -> HttpCheck.get("/"));
        Assigned.all(EACH, check, builder, b -> {});
        for (Given header : check.each("headers")) {
            Value name = header.needed("name", "a header has a name");
            String value = headerValue(header, name);
            name.give(v -> builder.header(v.text(), value));
        }
        for (Given header : check.each("header-equals")) {
            String value = header.needed("value", "the value that the header must have")
                    .text();
            header.needed("name", "a header has a name").give(v -> builder.headerEquals(v.text(), value));
        }
        for (Given json : check.each("json-equals")) {
            String value = json.needed("value", "what must stand at the place").text();
            json.needed("pointer", "the place in the body").give(v -> builder.jsonEquals(v.text(), value));
        }
        return check.whole(builder::build);
    }

    private static String headerValue(Given header, Value name) {
        Optional<Value> secret = header.value("secret");
        Optional<Value> literal = header.value("value");
        if (secret.isPresent() && literal.isPresent()) {
            throw secret.get()
                    .refused("there is a value, too, as " + literal.get().key());
        }
        if (secret.isPresent()) {
            return secret.get().make(header::secret);
        }
        Value value = header.needed("value", "a header has a value, or a secret for one");
        return value.make(v -> {
            Value.require(
                    !isCredential(name.text()),
                    "the header " + name.text() + " carries a credential; name it by " + header.key("secret"));
            return v.text();
        });
    }

    private static boolean isCredential(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return CREDENTIALS.stream().anyMatch(lower::contains);
    }

    private static void accept(HttpCheck.Builder builder, Value value) {
        Matcher statuses = STATUSES.matcher(value.text().strip());
        Value.require(statuses.matches(), "a status or a range is needed, as in 200 or 200-299");
        int first = Integer.parseInt(statuses.group(1));
        builder.acceptRange(first, statuses.group(2) == null ? first : Integer.parseInt(statuses.group(2)));
    }

    private static void bodyContains(HttpCheck.Builder builder, Value value) {
        String text = value.text();
        if (text.contains(PLACE)) {
            builder.bodyContains(target -> text.replace(PLACE, target.endpoint()));
        } else {
            builder.bodyContains(text);
        }
    }

    private static Pattern pattern(Value value) {
        Value.require(
                value.text().length() <= LONGEST_PATTERN,
                "a pattern of at most " + LONGEST_PATTERN + " characters is allowed");
        return Pattern.compile(value.text());
    }

    static Tls trustingPem(Value value) {
        try {
            return Tls.trustingPem(value.path());
        } catch (IOException e) {
            throw new IllegalArgumentException("the file cannot be read: " + e, e);
        }
    }
}
