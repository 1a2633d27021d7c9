package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dyn.internal.Login;
import java.util.Objects;

/**
 * Who we are at a service, with a secret that no text shows. Immutable.
 *
 * <pre>{@code
 * DynCredentials managed = DynCredentials.managed("acme", "failover-bot", System.getenv("DYN_PASSWORD"));
 * DynCredentials updates = DynCredentials.updater("acme-user", System.getenv("DYN_UPDATER_KEY"));
 * }</pre>
 */
public final class DynCredentials {

    private final String customer;
    private final String user;
    private final String secret;

    private DynCredentials(String customer, String user, String secret) {
        this.customer = customer;
        this.user = required("user", user);
        this.secret = Objects.requireNonNull(secret, "password or key: null; is the environment variable set?");
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("password or key: empty");
        }
    }

    /**
     * For {@link DynProvider}: a user of a Managed DNS account. Give it only the permissions that docs/dyn.md lists.
     *
     * @throws IllegalArgumentException if one of them is empty
     */
    public static DynCredentials managed(String customer, String user, String password) {
        return new DynCredentials(required("customer", customer), user, password);
    }

    /**
     * For {@link DynUpdateProvider}.
     *
     * @param user at some services the host's name
     * @param key the updater client key or token where the service has one, since it cannot change the account; else
     *     the password
     * @throws IllegalArgumentException if one of them is empty, or the user has a colon, which Basic authentication
     *     (RFC 7617) does not allow
     */
    public static DynCredentials updater(String user, String key) {
        if (user.contains(":")) {
            throw new IllegalArgumentException(
                    "user: it has a colon, which no user may have (RFC 7617); is it the key?");
        }
        return new DynCredentials("", user, key);
    }

    private static String required(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + ": none given");
        }
        return value;
    }

    /** The account; empty for {@link #updater}. */
    public String customer() {
        return customer;
    }

    /** The user. */
    public String user() {
        return user;
    }

    String secret() {
        return secret;
    }

    /** For the login of a session. */
    Login login() {
        if (customer.isEmpty()) {
            throw new IllegalArgumentException("credentials: made by updater(); Managed DNS needs managed()");
        }
        return new Login(customer, user, secret);
    }

    /** Account and user, never the secret. */
    @Override
    public String toString() {
        return "DynCredentials[" + (customer.isEmpty() ? user : customer + "/" + user) + "]";
    }
}
