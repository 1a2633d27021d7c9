package io.github.dnsfailover.dyn.internal;

/**
 * What a session is opened with.
 *
 * @param customer the account
 * @param user one of its users
 * @param password that user's
 */
public record Login(String customer, String user, String password) {

    /** Account and user. */
    @Override
    public String toString() {
        return customer + "/" + user;
    }
}
