package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import io.github.dnsfailover.dyn.internal.Wire.Broken;
import io.github.dnsfailover.dyn.internal.Wire.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from the first exchange to the service's last word: below the rate, through long jobs, past a busy zone.
 * Everything is sent to the base address and nowhere else. Confined to the call that has its turn.
 */
public final class DynApi {

    private static final Logger log = LoggerFactory.getLogger(DynApi.class);

    /** What takes the service longer than 5 s becomes a job, so an exchange of this length leads to nothing. */
    private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(15);

    /** The documentation of jobs: no more than one look in 5 s. */
    static final Duration JOB_LOOK = Duration.ofSeconds(5);

    /** How long the first wait for a busy zone is; serving a change was seen to take 2 s. */
    private static final Duration FIRST_ZONE_WAIT = Duration.ofSeconds(1);

    private static final Duration LONGEST_ZONE_WAIT = Duration.ofSeconds(8);

    /** After too many requests the whole account is refused for up to a minute. */
    private static final Duration REFUSAL = Duration.ofSeconds(60);

    /** For how long a call sits out the rest of a refusal; beyond that the caller is told when to come again. */
    private static final Duration LONGEST_SIT_OUT = Duration.ofSeconds(5);

    /** RFC 9110 sections 15.6.3 to 15.6.5: what a proxy says of a server that it could not hear out. */
    private static final Set<Integer> GATEWAYS = Set.of(502, 503, 504);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAUTHORIZED = 401;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final Pattern JOB = Pattern.compile(".*/Job/([0-9]{1,18})/?");

    private final HttpUrl base;
    private final Wire wire;
    private final RateLimit limit;
    private final Ticker ticker;

    /**
     * The service at an address.
     *
     * @param base ends with a slash
     */
    public DynApi(HttpUrl base, Wire wire, RateLimit limit, Ticker ticker) {
        this.base = base;
        this.wire = wire;
        this.limit = limit;
        this.ticker = ticker;
    }

    /** An answer as it came, and as the service meant it if it is one of its own. */
    private record Answer(Reply reply, Optional<Envelope> envelope) {

        boolean isFinal() {
            return envelope.filter(Envelope::isFinal).isPresent();
        }

        /** Neither a word of the service nor one of the codes that mean something without a word. */
        boolean isStrange() {
            return envelope.isEmpty() && reply.code() != TEMPORARY_REDIRECT && reply.code() != UNAUTHORIZED;
        }
    }

    /**
     * Sends a request and waits until it is done.
     *
     * @param token of the session; empty for the login
     * @return a success, or a failure for which the caller has an answer
     */
    Envelope call(ApiRequest request, String token, Errand errand) throws DynFailure, InterruptedException {
        Duration zoneWait = FIRST_ZONE_WAIT;
        while (true) {
            Answer answer = first(request, token, errand);
            OptionalLong job = job(request, answer);
            Envelope envelope =
                    job.isPresent() ? finished(job.getAsLong(), request, token, errand) : understood(request, answer);
            if (!token.isEmpty() && envelope.sessionIsLost()) {
                throw DynFailure.of(Kind.SESSION_LOST, request + ": " + envelope.said());
            }
            if (envelope.sessionIsBusy()) {
                pause(JOB_LOOK, errand, DynFailure.of(Kind.BUSY, request + ": " + envelope.said()));
            } else if (envelope.zoneIsBusy()) {
                pause(zoneWait, errand, DynFailure.notDone(request + ": " + envelope.said()));
                zoneWait = shorter(zoneWait.multipliedBy(2), LONGEST_ZONE_WAIT);
            } else {
                return envelope;
            }
        }
    }

    /** The first answer; what only reads is asked once more if the connection breaks or the answer makes no sense. */
    private Answer first(ApiRequest request, String token, Errand errand) throws DynFailure, InterruptedException {
        try {
            Answer answer = exchange(request, token, errand);
            return answer.isStrange() && request.isRead() ? exchange(request, token, errand) : answer;
        } catch (DynFailure e) {
            if (e.kind() == Kind.UNCLEAR && request.isRead()) {
                return exchange(request, token, errand);
            }
            throw e;
        }
    }

    private static Envelope understood(ApiRequest request, Answer answer) throws DynFailure {
        if (answer.envelope().isPresent()) {
            return answer.envelope().get();
        }
        String text = request + ": answered " + answer.reply().code() + " without a status";
        throw DynFailure.of(answer.reply().code() == UNAUTHORIZED ? Kind.SESSION_LOST : Kind.UNCLEAR, text);
    }

    /** The job that the service made of a request: by a redirect, or by the word "incomplete". */
    private OptionalLong job(ApiRequest request, Answer answer) throws DynFailure {
        Optional<Envelope> envelope = answer.envelope();
        boolean over =
                answer.isFinal() || envelope.filter(Envelope::sessionIsBusy).isPresent();
        if (over || answer.isStrange() || (envelope.isEmpty() && answer.reply().code() == UNAUTHORIZED)) {
            return OptionalLong.empty();
        }
        if (envelope.isPresent() && envelope.get().job().isPresent()) {
            return envelope.get().job();
        }
        String location = answer.reply().location();
        OptionalLong job = jobAt(location.isEmpty() ? answer.reply().body().trim() : location);
        if (job.isEmpty()) {
            throw DynFailure.unclear(request + ": not finished, and what was answered leads to no job of this service");
        }
        return job;
    }

    /** The number of a job below our base address; the address itself is never used, so no token goes elsewhere. */
    private OptionalLong jobAt(String place) {
        HttpUrl url = base.resolve(place);
        boolean here = url != null
                && url.host().equals(base.host())
                && url.port() == base.port()
                && url.scheme().equals(base.scheme());
        Matcher matcher = JOB.matcher(here ? url.encodedPath() : "");
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Looks at a job until it has ended; looks that fail are repeated, since the job goes on without them. */
    private Envelope finished(long job, ApiRequest request, String token, Errand errand)
            throws DynFailure, InterruptedException {
        ApiRequest look = ApiRequest.get("Job", Long.toString(job));
        while (true) {
            pause(JOB_LOOK, errand, DynFailure.unclear(request + ": job " + job + " has not ended in time"));
            Optional<Envelope> envelope = looked(look, token, errand);
            if (envelope.isPresent() && envelope.get().isFinal()) {
                if (envelope.get().sessionIsLost()) {
                    throw DynFailure.unclear(request + ": the session ended while job " + job + " ran");
                }
                return envelope.get();
            }
        }
    }

    private Optional<Envelope> looked(ApiRequest look, String token, Errand errand) throws InterruptedException {
        try {
            return exchange(look, token, errand).envelope();
        } catch (DynFailure e) {
            log.debug("dyn look={} failed: {}", look, e.text());
            return Optional.empty();
        }
    }

    /** Waits, or throws if there is no time for that. */
    private static void pause(Duration time, Errand errand, DynFailure otherwise)
            throws DynFailure, InterruptedException {
        if (!errand.budget().covers(time)) {
            throw otherwise;
        }
        errand.budget().pause(time);
    }

    /** One exchange, not before its place in the rate. */
    private Answer exchange(ApiRequest request, String token, Errand errand) throws DynFailure, InterruptedException {
        awaitPlace(request, errand);
        Duration time = shorter(errand.budget().left(), LONGEST_EXCHANGE);
        Reply reply;
        errand.exchanged(false);
        try {
            reply = wire.send(http(request, token), time);
        } catch (Broken e) {
            String text = request + (e.sent() ? ": no answer: " : ": not sent: ") + e.getMessage();
            throw DynFailure.of(e.sent() ? Kind.UNCLEAR : Kind.NOT_DONE, text, e);
        } finally {
            limit.ended(ticker.nanoTime());
        }
        log.debug("dyn request={} code={}", request, reply.code());
        Answer answer = new Answer(reply, Envelope.parse(reply.body(), secret(request, token)));
        errand.exchanged(answer.envelope().isPresent() || !GATEWAYS.contains(reply.code()));
        if (isTooMany(answer)) {
            Duration pause = shorter(reply.retryAfter().orElse(REFUSAL), REFUSAL);
            limit.refuse(ticker.nanoTime(), pause);
            throw tooMany(request, pause);
        }
        return answer;
    }

    private static boolean isTooMany(Answer answer) {
        boolean succeeded = answer.envelope().filter(Envelope::isSuccess).isPresent();
        boolean coded = answer.envelope()
                .filter(envelope -> envelope.hasCode("RATE_LIMIT_EXCEEDED"))
                .isPresent();
        return !succeeded && (coded || answer.reply().code() == TOO_MANY_REQUESTS);
    }

    private static DynFailure tooMany(ApiRequest request, Duration pause) {
        return DynFailure.notDone(request + ": the account has made too many requests")
                .throttled()
                .retryAfter(pause);
    }

    private void awaitPlace(ApiRequest request, Errand errand) throws DynFailure, InterruptedException {
        Duration refusal = limit.refusal(ticker.nanoTime());
        if (!refusal.isZero()) {
            if (refusal.compareTo(LONGEST_SIT_OUT) > 0) {
                throw tooMany(request, refusal);
            }
            pause(refusal, errand, tooMany(request, refusal));
        }
        Duration wait = limit.wait(errand.urgency(), ticker.nanoTime());
        pause(wait, errand, DynFailure.notDone(request + ": no time left to send it"));
    }

    private Request.Builder http(ApiRequest request, String token) {
        HttpUrl.Builder url = base.newBuilder();
        request.path().forEach(url::addPathSegment);
        url.addPathSegment(""); // a final slash
        if (request.detail()) {
            url.addQueryParameter("detail", "Y");
        }
        Request.Builder http = new Request.Builder()
                .url(url.build())
                // The service chooses the form of its answer by this header, also where nothing is sent along.
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "dnsfailover")
                .method(request.method(), request.body().map(DynApi::json).orElse(null));
        return token.isEmpty() ? http : http.header("Auth-Token", token);
    }

    private static RequestBody json(ObjectNode body) {
        return RequestBody.create(body.toString().getBytes(StandardCharsets.UTF_8), JSON_TYPE);
    }

    private static String secret(ApiRequest request, String token) {
        return token.isEmpty()
                ? request.body().map(body -> body.path("password").asText("")).orElse("")
                : token;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
