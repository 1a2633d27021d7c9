package io.github.dnsfailover.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of the page. All of them are read once, from a list that lies beside them: what a visitor asks for is a name
 * in it, and never a path. Immutable: nobody writes to its octets.
 */
final class Asset {

    static final String LIST = "assets.txt";
    static final String ENGINE_PAGE = "index.html";
    static final String POOL_PAGE = "pool.html";
    static final String SCHEMA = "schema.json";

    private final String type;
    private final byte[] octets;
    private final String etag;

    private Asset(String type, byte[] octets) {
        this.type = type;
        this.octets = octets;
        this.etag = etagOf(octets);
    }

    /** Those that are to be fetched by their names. */
    static Map<String, Asset> listed() {
        Map<String, Asset> all = new LinkedHashMap<>();
        List<String> names =
                new String(read(LIST), StandardCharsets.UTF_8).lines().toList();
        names.forEach(name -> all.put(name, of(name)));
        return Map.copyOf(all);
    }

    static Asset of(String name) {
        return new Asset(typeOf(name), read(name));
    }

    String type() {
        return type;
    }

    byte[] octets() {
        return octets;
    }

    /** Changes with the octets. */
    String etag() {
        return etag;
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "json" -> "application/schema+json";
            default -> throw new IllegalStateException("a file of no known type: " + name);
        };
    }

    private static byte[] read(String name) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the library's jar lacks the console's file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the console's file " + name + " cannot be read", e);
        }
    }

    private static String etagOf(byte[] octets) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
