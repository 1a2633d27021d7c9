package io.github.dnsfailover.dns;

import io.github.dnsfailover.internal.text.ForeignText;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to a provider failed; says whether the zone may have changed.
 *
 * <p>The message is shown to people in events and logs: it must hold no secret. It is put on one line, what
 * is not to be seen in it is replaced, and it is cut after 1,000 characters. Types of a vendor's client must not
 * leak as causes that an application would have to know.
 */
public final class DnsProviderException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What is known of the zone after the failure. */
    public enum Outcome {
        /** The change was certainly not made and will not be. */
        NOT_APPLIED,
        /** The change may have been made, or may still be made. */
        UNKNOWN
    }

    /** What the provider itself said. */
    private enum Answer {
        NONE,
        SOME,
        TOO_MANY,
        UNREADABLE
    }

    private final Outcome outcome;
    private final Answer answer;

    /** Null if the vendor named no time. */
    private final @Nullable Duration retryAfter;

    private DnsProviderException(
            String message, @Nullable Throwable cause, Outcome outcome, Answer answer, @Nullable Duration retryAfter) {
        super(ForeignText.line(message), cause);
        this.outcome = outcome;
        this.answer = answer;
        this.retryAfter = retryAfter;
    }

    /** The change was certainly not made. */
    public static DnsProviderException notApplied(String message) {
        return new DnsProviderException(message, null, Outcome.NOT_APPLIED, Answer.NONE, null);
    }

    /** The change was certainly not made. */
    public static DnsProviderException notApplied(String message, Throwable cause) {
        return new DnsProviderException(message, cause, Outcome.NOT_APPLIED, Answer.NONE, null);
    }

    /** The change may have been made, or may still be made. */
    public static DnsProviderException unknown(String message) {
        return new DnsProviderException(message, null, Outcome.UNKNOWN, Answer.NONE, null);
    }

    /** The change may have been made, or may still be made. */
    public static DnsProviderException unknown(String message, Throwable cause) {
        return new DnsProviderException(message, cause, Outcome.UNKNOWN, Answer.NONE, null);
    }

    /**
     * The same failure, said by the provider itself: a refusal, garbage, too many calls. It shows that the provider
     * can be reached. Left out, a failure counts as one without an answer, and several make the provider out of
     * reach: then another instance may lead.
     */
    public DnsProviderException answered() {
        return with(answer == Answer.NONE ? Answer.SOME : answer, retryAfter);
    }

    /**
     * The same failure of a read, since what stands there is no set that can be managed: a text of several strings, a
     * target that is no host name, records of a kind that this library leaves alone. It is an answer, too. Nothing can
     * be moved until a person has fixed it, so the engine raises an alarm.
     */
    public DnsProviderException unreadable() {
        return with(Answer.UNREADABLE, retryAfter);
    }

    /**
     * The same failure, said by the provider since the account or server was asked too often, by whomever. The engine
     * then asks it less often, for all pools and providers that share the account, and makes this call again by
     * itself if it changed nothing. {@link #retryAfter} says when to come again, if the vendor named a time.
     *
     * <p>Not for a limit on one name or one change: that is a refusal with a {@link #retryAfter}.
     */
    public DnsProviderException throttled() {
        return with(Answer.TOO_MANY, retryAfter);
    }

    /** The same failure, with the vendor's word on when to come again, which is an answer, too. */
    public DnsProviderException retryAfter(Duration delay) {
        return with(answer == Answer.NONE ? Answer.SOME : answer, Objects.requireNonNull(delay, "delay"));
    }

    private DnsProviderException with(Answer value, @Nullable Duration delay) {
        return new DnsProviderException(
                Objects.requireNonNullElse(getMessage(), ""), getCause(), outcome, value, delay);
    }

    /** Whether the provider itself said so. */
    public boolean isAnswered() {
        return answer != Answer.NONE;
    }

    /** Whether the provider itself said that there were too many calls. */
    public boolean isThrottled() {
        return answer == Answer.TOO_MANY;
    }

    /** Whether what stands there is no set that can be managed. */
    public boolean isUnreadable() {
        return answer == Answer.UNREADABLE;
    }

    /** What is known of the zone. */
    public Outcome outcome() {
        return outcome;
    }

    /** When the vendor wants the next call, counted from now. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
