package io.github.dnsfailover.console;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that show that an action comes from a page of this console, opened by the same visitor in the same browser:
 * each is made of a secret of this console, a number in a cookie that no script can read, and the visitor's name. Kept
 * nowhere. Thread-safe.
 *
 * <p>The cookie says nothing of who asks: that is the host's word, at each request.
 */
final class Tokens {

    static final String COOKIE = "failover-console";

    private static final int SECRET_BYTES = 32;
    private static final int NUMBER_BYTES = 16;

    /** Two pages at different depths may have got one each; more are none of ours. */
    private static final int MOST_COOKIES = 4;

    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final SecureRandom chance = new SecureRandom();
    private final SecretKeySpec secret = new SecretKeySpec(random(SECRET_BYTES), "HmacSHA256");

    private byte[] random(int count) {
        byte[] octets = new byte[count];
        chance.nextBytes(octets);
        return octets;
    }

    private static String text(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /** A number for a browser that has none. */
    String number() {
        return text(random(NUMBER_BYTES));
    }

    /** The numbers that came with a request, the one of the longest path first (RFC 6265 section 5.4). */
    static List<String> numbers(ConsoleRequest request) {
        List<String> numbers = new ArrayList<>();
        for (String header : request.headers("cookie")) {
            for (String pair : header.split(";", -1)) {
                String[] parts = pair.strip().split("=", 2);
                boolean ours = parts.length == 2
                        && parts[0].equals(COOKIE)
                        && NUMBER.matcher(parts[1]).matches();
                if (ours && numbers.size() < MOST_COOKIES) {
                    numbers.add(parts[1]);
                }
            }
        }
        return numbers;
    }

    /**
     * The cookie with a number. It has no path: a browser then sends it to where it came from and below (RFC 6265
     * section 5.1.4), as it sees that place, whatever a proxy has put before it.
     */
    static String cookie(String number, boolean secure) {
        return COOKIE + "=" + number + "; SameSite=Strict; HttpOnly" + (secure ? "; Secure" : "");
    }

    String token(String number, Visitor visitor) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return text(mac.doFinal((number + "\n" + visitor.name()).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether a request carries a token that was made for this visitor and one of its cookies. */
    boolean isKnown(ConsoleRequest request, Visitor visitor) {
        Optional<String> carried = request.header("x-failover-token");
        if (carried.isEmpty()) {
            return false;
        }
        byte[] octets = carried.get().getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (String number : numbers(request)) {
            known |= MessageDigest.isEqual(token(number, visitor).getBytes(StandardCharsets.UTF_8), octets);
        }
        return known;
    }
}
