package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A fingerprint of what an operator should have seen before he says something. Health is no part of it: where it flaps
 * nobody could say anything, and an endpoint that is not proven is refused anyway.
 */
public final class Version {

    private static final int BYTES = 8;

    private Version() {}

    /** That of a pool at this moment. */
    public static String of(Scene scene) {
        PoolSpec spec = scene.spec();
        PoolState state = scene.state();
        Found found = state.custody().found();
        List<String> read = found == null ? List.of("not known") : spec.ids(found.published());
        List<String> published = scene.known()
                .map(now -> now.endpoints().stream().map(Endpoint::id).toList())
                .orElse(read);
        String said = state.said().intents().words().toString();
        String text = spec.pool.pool() + "\n" + published + "\n" + said + "\n" + Snapshots.frozen(state);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
