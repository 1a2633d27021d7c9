package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one session at the service: opened when it is needed, used again, left when something went wrong.
 *
 * <p>The token is forgotten only when the service has said that it is worth nothing any more. While that is not
 * known, the session is used on, since a second one beside it could change the zone at the same time. Confined to the
 * call that has its turn.
 */
public final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** With these the service says that it does not take the credentials, not that it is unwell. */
    private static final List<String> BAD_LOGIN =
            List.of("INVALID_DATA", "MISSING_DATA", "ILLEGAL_OPERATION", "PERMISSION_DENIED", "NOT_FOUND");

    private final DynApi api;
    private final Ticker ticker;
    private final Supplier<Login> logins;
    private final Duration keepAlive;
    private final LoginGuard guard = new LoginGuard();

    /** Empty while there is no session. */
    private String token = "";

    private long lastUse;

    /**
     * No session yet.
     *
     * @param logins asked at each login, so that the password can be rotated
     * @param keepAlive a session that was unused for longer is asked whether it still lives before it is used
     */
    public Session(DynApi api, Ticker ticker, Supplier<Login> logins, Duration keepAlive) {
        this.api = api;
        this.ticker = ticker;
        this.logins = logins;
        this.keepAlive = keepAlive;
    }

    boolean isOpen() {
        return !token.isEmpty();
    }

    /**
     * Makes sure that there is a session.
     *
     * @return whether it is a new one
     */
    boolean open(Errand errand) throws DynFailure, InterruptedException {
        if (isOpen() && ticker.nanoTime() - lastUse > keepAlive.toNanos()) {
            askWhetherAlive(errand);
        }
        if (isOpen()) {
            return false;
        }
        login(errand);
        return true;
    }

    private void askWhetherAlive(Errand errand) throws DynFailure, InterruptedException {
        try {
            Envelope answer = call(ApiRequest.put(ApiRequest.object(), "Session"), errand);
            log.debug("dyn session kept alive status={}", answer.status());
        } catch (DynFailure e) {
            if (e.kind() != Kind.SESSION_LOST) {
                throw e;
            }
            forget();
        }
    }

    private void login(Errand errand) throws DynFailure, InterruptedException {
        Login login = nextLogin();
        Duration pause = guard.pause(login, ticker.nanoTime());
        if (!pause.isZero()) {
            throw DynFailure.notDone("login as " + login + " was refused; tried again in " + pause.toSeconds() + " s")
                    .retryAfter(pause);
        }
        ObjectNode body = ApiRequest.object()
                .put("customer_name", login.customer())
                .put("user_name", login.user())
                .put("password", login.password());
        Envelope answer = api.call(ApiRequest.post(body, "Session"), "", errand);
        if (!answer.isSuccess()) {
            throw refused(login, answer);
        }
        String fresh = answer.data().path("token").asText("");
        if (!fresh.matches("[!-~]+")) {
            throw DynFailure.unclear("login as " + login + ": the answer holds no token that could be sent back");
        }
        guard.accepted();
        token = fresh;
        lastUse = ticker.nanoTime();
        log.debug("dyn session opened as={}", login);
    }

    private DynFailure refused(Login login, Envelope answer) {
        DynFailure failure = DynFailure.notDone("login as " + login + ": " + answer.said());
        if (!answer.hasCodeOf(BAD_LOGIN)) {
            return failure;
        }
        guard.refused(login, ticker.nanoTime());
        return failure.retryAfter(guard.pause(login, ticker.nanoTime()));
    }

    private Login nextLogin() throws DynFailure {
        try {
            return Objects.requireNonNull(logins.get(), "credentials");
        } catch (RuntimeException e) {
            // The application's code; its message and stack may show the secret, so only its type is told.
            throw DynFailure.notDone(
                    "the supplier of the credentials failed: " + e.getClass().getName());
        }
    }

    /** One request in the session, which must be open. */
    Envelope call(ApiRequest request, Errand errand) throws DynFailure, InterruptedException {
        Envelope answer = api.call(request, token, errand);
        lastUse = ticker.nanoTime();
        return answer;
    }

    /** The service does not know it any more. */
    void forget() {
        token = "";
    }

    /** Leaves the session, and with it all that it had queued; it stays if the service does not say that it is over. */
    void leave(Errand errand) throws InterruptedException {
        if (!isOpen()) {
            return;
        }
        try {
            Envelope answer = call(ApiRequest.delete("Session"), errand);
            if (answer.isSuccess()) {
                forget();
            }
        } catch (DynFailure e) {
            if (e.kind() == Kind.SESSION_LOST) {
                forget();
            }
            log.debug("dyn session not left: {}", e.text());
        }
    }
}
