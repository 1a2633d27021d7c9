package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares an answer with what is wanted.
 *
 * @param body what the body must hold when this target is asked
 */
record AnswerJudge(HttpWants wants, List<BodyWant> body) {

    private static final Set<Protocol> HTTP_2 = Set.of(Protocol.HTTP_2, Protocol.H2_PRIOR_KNOWLEDGE);
    private static final long READ_STEP = 8_192; // how much of a body is looked at before the next read

    /** Judges all but the body; the session is null if TLS was not used. */
    HealthResult head(Response response, @Nullable SSLSession session) throws SSLPeerUnverifiedException {
        if (wants.isHttp2() && !HTTP_2.contains(response.protocol())) {
            String other = response.protocol().toString().toUpperCase(Locale.ROOT);
            return HealthResult.unhealthy("answered over " + other + ", wanted HTTP/2");
        }
        if (!wants.statuses().contains(response.code())) {
            return HealthResult.unhealthy(unwantedStatus(response));
        }
        for (HttpWants.HeaderWant want : wants.headers()) {
            if (!response.headers(want.name()).contains(want.value())) {
                boolean there = response.header(want.name()) != null;
                return HealthResult.unhealthy(
                        "header " + want.name() + (there ? " has another value than wanted" : " is missing"));
            }
        }
        if (wants.certificateLife().isPresent() && session != null) {
            return TlsFailure.expiry(session, wants.certificateLife().get())
                    .map(HealthResult::unhealthy)
                    .orElseGet(HealthResult::healthy);
        }
        return HealthResult.healthy();
    }

    private String unwantedStatus(Response response) {
        String detail = "status " + response.code() + ", wanted " + wants.statuses();
        String location = response.header("Location");
        if (response.code() / 100 != 3 || location == null) {
            return detail;
        }
        String where = location.split("[?#]", 2)[0]; // what follows may be a token
        return "status " + response.code() + " to " + DetailText.foreign(where) + ", wanted " + wants.statuses()
                + ": accept(" + response.code() + "), or check that address and path";
    }

    /**
     * Reads only as far as it must: until everything is found, the body ends or the limit is reached.
     *
     * @throws GuardedText.OutOfTimeException if a search takes until the deadline, or the thread is interrupted
     */
    HealthResult body(Response response, Deadline deadline) throws IOException {
        List<BodyWant> open = new ArrayList<>(body);
        BufferedSource source = response.body().source();
        Buffer seen = new Buffer();
        long read = 0;
        while (!open.isEmpty() && read >= 0 && seen.size() < wants.bodyLimit()) {
            long fresh = seen.size();
            read = source.read(seen, Math.min(READ_STEP, wants.bodyLimit() - fresh));
            for (Iterator<BodyWant> each = open.iterator(); each.hasNext(); ) {
                if (each.next().isIn(seen, fresh)) {
                    each.remove();
                }
            }
        }
        boolean whole = read < 0 || seen.size() == response.body().contentLength();
        BodyWant.Extent extent = whole ? BodyWant.Extent.WHOLE : BodyWant.Extent.CUT_OFF;
        String where = read < 0 ? "in all of its " + seen.size() + " bytes" : "in the first " + seen.size() + " bytes";
        for (BodyWant want : open) {
            try {
                if (!want.isInAll(seen, extent, deadline)) {
                    return HealthResult.unhealthy(want.lacking() + " " + where + encoding(response));
                }
            } catch (StackOverflowError e) { // java.util.regex goes deeper with each letter that a group repeats over
                return HealthResult.inconclusive("the search for " + want + " needs more stack than there is");
            }
        }
        return HealthResult.healthy();
    }

    private static String encoding(Response response) {
        String encoding = response.header("Content-Encoding");
        return encoding == null ? "" : "; it is encoded as " + DetailText.foreign(encoding) + " although nobody asked";
    }
}
