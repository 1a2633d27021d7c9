package io.github.dnsfailover.console;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a path leads to. Everything but a name is compared as it came; a name is decoded once, and is then looked for
 * among those that there are. So nothing that a path spells in another way leads anywhere. Pure.
 *
 * @param name of a pool or a file; empty where there is none
 */
record Route(Place place, String name) {

    /** The places that there are. */
    enum Place {
        BARE_MOUNT,
        ENGINE_PAGE,
        POOL_PAGE,
        ASSET,
        ENGINE,
        POOL,
        STREAM,
        SCHEMA,
        INTENTS;

        /** The one method beside HEAD. */
        String method() {
            return this == INTENTS ? "POST" : "GET";
        }
    }

    /** Names of pools have 32 characters. */
    private static final int LONGEST = 200;

    /** Where a path leads; empty if nowhere. */
    static Optional<Route> of(String path) {
        List<String> parts = Arrays.asList(path.split("/", -1));
        return switch (path) {
            case "" -> to(Place.BARE_MOUNT);
            case "/" -> to(Place.ENGINE_PAGE);
            case "/api/v1/engine" -> to(Place.ENGINE);
            case "/api/v1/stream" -> to(Place.STREAM);
            case "/api/v1/schema.json" -> to(Place.SCHEMA);
            default -> path.length() > LONGEST || !parts.get(0).isEmpty() ? Optional.empty() : named(parts);
        };
    }

    private static Optional<Route> to(Place place) {
        return Optional.of(new Route(place, ""));
    }

    private static Optional<Route> named(List<String> parts) {
        if (parts.size() == 3 && parts.get(1).equals("assets")) {
            return Optional.of(new Route(Place.ASSET, parts.get(2)));
        }
        if (parts.size() == 3 && parts.get(1).equals("pools")) {
            return decoded(parts.get(2)).map(name -> new Route(Place.POOL_PAGE, name));
        }
        boolean api = parts.size() >= 5 && parts.subList(1, 4).equals(List.of("api", "v1", "pools"));
        if (api && parts.size() == 5) {
            return decoded(parts.get(4)).map(name -> new Route(Place.POOL, name));
        }
        if (api && parts.size() == 6 && parts.get(5).equals("intents")) {
            return decoded(parts.get(4)).map(name -> new Route(Place.INTENTS, name));
        }
        return Optional.empty();
    }

    /** A part of a path or a query without its percent signs; empty if they stand for no text. */
    static Optional<String> decoded(String part) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                int octet = i + 2 <= part.length() - 1 ? octet(part.charAt(i + 1), part.charAt(i + 2)) : -1;
                if (octet < 0) {
                    return Optional.empty();
                }
                octets.write(octet);
                i += 2;
            } else if (c > ' ' && c <= '~') {
                octets.write(c);
            } else {
                return Optional.empty();
            }
        }
        try {
            // Throws at what is no UTF-8, such as a slash in two octets.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int octet(char high, char low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        boolean ascii = high < 128 && low < 128;
        return ascii && first >= 0 && second >= 0 ? first * 16 + second : -1;
    }
}
