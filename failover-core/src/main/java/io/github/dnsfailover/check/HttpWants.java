package io.github.dnsfailover.check;

import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the answer to an {@link HttpCheck} must be, while it is being described; each setting is checked at once.
 * Confined to one thread until {@link #copy}, and not changed afterwards.
 */
final class HttpWants {

    /** How much of a body is searched unless said otherwise: the head of a page, and more than any status page. */
    private static final int DEFAULT_BODY_LIMIT = 64 * 1024;

    /** The searched part of a body is kept in memory, once for each probe under way. */
    private static final int HIGHEST_BODY_LIMIT = 16 * 1024 * 1024;

    /** A header that must hold a value, which is shown nowhere. */
    record HeaderWant(String name, String value) {}

    private StatusSet statuses = StatusSet.NONE;
    private final List<HeaderWant> headers = new ArrayList<>();
    private final List<BodyWant> body = new ArrayList<>();
    private String text = "";
    private int bodyLimit = DEFAULT_BODY_LIMIT;
    private boolean http2;

    /** Null: the same text for every target, or none. */
    private @Nullable Function<Target, String> textOfTarget;

    /** Null: however long it takes within the timeout. */
    private @Nullable Duration latency;

    /** Null: any certificate that is valid now. */
    private @Nullable Duration certificateLife;

    HttpWants() {}

    private HttpWants(HttpWants from) {
        statuses = from.statuses.isEmpty() ? StatusSet.SUCCESS : from.statuses;
        headers.addAll(from.headers);
        body.addAll(from.body);
        text = from.text;
        bodyLimit = from.bodyLimit;
        http2 = from.http2;
        textOfTarget = from.textOfTarget;
        latency = from.latency;
        certificateLife = from.certificateLife;
    }

    /** The same, with the defaults filled in. */
    HttpWants copy() {
        HttpWants copy = new HttpWants(this);
        if (!text.isEmpty()) {
            copy.body.add(0, TextWant.inBody(text, bodyLimit));
        }
        return copy;
    }

    void accept(int first, int last) {
        statuses = statuses.and(first, last);
    }

    void header(String name, String value) {
        headers.add(new HeaderWant(
                RequestForm.checkedName("headerEquals", name), Arguments.printable("headerEquals " + name, value)));
    }

    void bodyContains(String value) {
        text = Arguments.text("bodyContains", value);
        textOfTarget = null;
    }

    void bodyContains(Function<Target, String> value) {
        textOfTarget = Objects.requireNonNull(value, "bodyContains");
        text = "";
    }

    void bodyMatches(Pattern pattern) {
        body.add(new PatternWant(Objects.requireNonNull(pattern, "bodyMatches")));
    }

    void json(BodyWant want) {
        body.add(want);
    }

    void bodyLimit(int bytes) {
        if (bytes <= 0 || bytes > HIGHEST_BODY_LIMIT) {
            throw new IllegalArgumentException(
                    "bodyLimit: " + bytes + "; more than 0 bytes and at most 16777216 are needed");
        }
        bodyLimit = bytes;
    }

    void http2() {
        http2 = true;
    }

    void latency(Duration most) {
        latency = Arguments.span("latencyAtMost", most);
    }

    void certificateLife(Duration least) {
        certificateLife = Arguments.span("certificateValidFor", least);
    }

    boolean wantsBody() {
        return !text.isEmpty() || textOfTarget != null || !body.isEmpty();
    }

    StatusSet statuses() {
        return statuses;
    }

    List<HeaderWant> headers() {
        return headers;
    }

    /** What the body must hold when this target is asked. */
    List<BodyWant> body(Target target) {
        if (textOfTarget == null) {
            return body;
        }
        List<BodyWant> all = new ArrayList<>(body);
        all.add(0, TextWant.inBody(textOfTarget.apply(target), bodyLimit));
        return all;
    }

    int bodyLimit() {
        return bodyLimit;
    }

    boolean isHttp2() {
        return http2;
    }

    Optional<Duration> latency() {
        return Optional.ofNullable(latency);
    }

    Optional<Duration> certificateLife() {
        return Optional.ofNullable(certificateLife);
    }

    /** As in {@code 2xx with "up"}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        body.forEach(want -> parts.add(want.toString()));
        if (textOfTarget != null) {
            parts.add(0, "a text for each target");
        }
        headers.forEach(want -> parts.add("header " + want.name() + " as given"));
        latency().ifPresent(most -> parts.add("an answer within " + DetailText.of(most)));
        certificateLife().ifPresent(least -> parts.add("a certificate valid for " + DetailText.days(least)));
        String version = http2 ? " over HTTP/2" : "";
        return statuses + version + (parts.isEmpty() ? "" : " with " + String.join(", ", parts));
    }
}
