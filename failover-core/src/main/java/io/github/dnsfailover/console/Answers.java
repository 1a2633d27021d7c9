package io.github.dnsfailover.console;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Every kind of answer, with the headers that each has, so that none is without them. Pure. */
final class Answers {

    /** The page loads what lies beside it, and nothing else; it has no script or style within, and no forms. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String JSON = "application/json";

    private Answers() {}

    private static Map<String, String> headers(String type) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        headers.put("Content-Type", type);
        return headers;
    }

    private static ConsoleAnswer whole(int status, String type, byte[] body) {
        Map<String, String> headers = headers(type);
        headers.put("Content-Length", Integer.toString(body.length));
        return ConsoleAnswer.of(status, headers, body);
    }

    static ConsoleAnswer json(String text) {
        return json(200, text);
    }

    static ConsoleAnswer json(int status, String text) {
        return whole(status, JSON, text.getBytes(StandardCharsets.US_ASCII));
    }

    static ConsoleAnswer error(int status, String text) {
        return json(status, JsonText.of(new JsonFields().text("error", text)));
    }

    static ConsoleAnswer page(Asset page) {
        return whole(200, page.type(), page.octets());
    }

    /** Whoever has it asks whether it is still the same. */
    static ConsoleAnswer asset(Asset asset, boolean has) {
        ConsoleAnswer answer = has
                ? ConsoleAnswer.of(304, headers(asset.type()), new byte[0])
                : whole(200, asset.type(), asset.octets());
        return answer.with("Cache-Control", "no-cache").with("ETag", asset.etag());
    }

    /** To where the console knows its mount by the last word alone: a proxy may have put others before it. */
    static ConsoleAnswer redirect(String location) {
        return whole(308, "text/plain; charset=utf-8", new byte[0]).with("Location", location);
    }

    static ConsoleAnswer streaming(Consumer<OutputStream> stream) {
        Map<String, String> headers = headers("text/event-stream");
        headers.put("X-Accel-Buffering", "no"); // nginx would keep what is said until it is some kilobytes
        return ConsoleAnswer.streaming(headers, stream);
    }
}
