package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsProviderException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a failed request says of the zone, by status, code and class of the exception.
 *
 * @param kind what it says
 * @param attempts how often it was sent: a client that an application has made may repeat requests by itself
 * @param answered whether the service answered; what stands between may do so while the service still works on it
 * @param text for people
 */
record Failure(Kind kind, int attempts, boolean answered, String text) {

    enum Kind {
        /** Too many requests; nothing was changed. */
        THROTTLED,
        /** Another change of the zone is being made; nothing was changed. */
        ZONE_BUSY,
        /** The batch does not fit what is there; nothing was changed. */
        REJECTED,
        /** The request is not allowed or makes no sense; nothing was changed. */
        REFUSED,
        /** It did not reach anybody; nothing was changed. */
        NOT_SENT,
        /** Nobody knows. */
        UNCERTAIN
    }

    private static final int LONGEST_TEXT = 400; // some messages list every source of credentials there is

    private static final Set<String> THROTTLES = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "SlowDown");

    /** RFC 9110 sections 15.6.3 to 15.6.5: what a proxy says of a server that it could not hear out. */
    private static final Set<Integer> GATEWAYS = Set.of(502, 503, 504);

    static Failure of(SdkException failure) {
        Integer count = failure.numAttempts();
        int attempts = count == null ? 0 : count;
        if (failure instanceof AwsServiceException answer) {
            return ofAnswer(answer, attempts);
        }
        boolean unsent = isUnprepared(failure) || (attempts == 1 && isUnconnected(failure));
        return new Failure(unsent ? Kind.NOT_SENT : Kind.UNCERTAIN, attempts, false, text(failure));
    }

    private static Failure ofAnswer(AwsServiceException answer, int attempts) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
        String message = details == null ? "" : Objects.requireNonNullElse(details.errorMessage(), "");
        int status = answer.statusCode();
        String text =
                "status " + status + (code.isEmpty() ? "" : " " + code) + (message.isEmpty() ? "" : ": " + message);
        return new Failure(kind(status, code), attempts, !GATEWAYS.contains(status), cut(text));
    }

    private static Kind kind(int status, String code) {
        if (THROTTLES.contains(code) || status == 429) {
            return Kind.THROTTLED;
        }
        if (code.equals("PriorRequestNotComplete")) {
            return Kind.ZONE_BUSY;
        }
        // The older form of the refusal of a batch has no code that the AWS SDK would see (aws-sdk-kotlin PR 1435).
        if (code.equals("InvalidChangeBatch") || (status == 400 && code.isEmpty())) {
            return Kind.REJECTED;
        }
        boolean refused = status >= 400 && status < 500 && status != 408;
        return refused ? Kind.REFUSED : Kind.UNCERTAIN;
    }

    /**
     * Whether it ended before the first attempt, for want of credentials say. The AWS SDK counts no attempts of a
     * call that ran out of time or was interrupted either, and throws subclasses for those.
     */
    private static boolean isUnprepared(SdkException failure) {
        return failure.numAttempts() == null
                && failure.getClass() == SdkClientException.class
                && failure.getCause() == null;
    }

    private static boolean isUnconnected(SdkException failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            boolean unconnected = cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException;
            if (unconnected) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String text(SdkException failure) {
        Throwable root = failure.getCause() == null ? failure : failure.getCause();
        String text = said(root, said(failure, failure.getClass().getSimpleName()));
        // OkHttp says where it did not get to, and the cause why.
        String why = root.getCause() == null ? "" : said(root.getCause(), "");
        return cut(why.isEmpty() || text.contains(why) ? text : text + ": " + why);
    }

    private static String said(Throwable failure, String otherwise) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank() ? otherwise : message;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    /** The same failure of a call, as a word of the service if it is one. */
    DnsProviderException of(DnsProviderException failure) {
        return answered ? failure.answered() : failure;
    }

    /** Whether the code says that the caller lacks a permission. */
    static boolean isDenied(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && Set.of("AccessDenied", "AccessDeniedException", "NotAuthorizedException")
                        .contains(Objects.requireNonNullElse(
                                answer.awsErrorDetails().errorCode(), ""));
    }
}
