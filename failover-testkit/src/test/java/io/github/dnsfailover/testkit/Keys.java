package io.github.dnsfailover.testkit;

import io.github.dnsfailover.rfc2136.TsigKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys for tests. */
public final class Keys {

    /** Of the key k1. */
    public static final String SECRET = secret("the secret of k1, for tests only");

    /** Of nobody's key. */
    public static final String WRONG = secret("another secret, for tests only..");

    private Keys() {}

    public static String secret(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static TsigKey k1() {
        return TsigKey.of("k1", SECRET);
    }
}
