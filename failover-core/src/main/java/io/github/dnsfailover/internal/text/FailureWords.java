package io.github.dnsfailover.internal.text;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an exception says, for people: they need no name of a Java package. Pure. */
public final class FailureWords {

    private FailureWords() {}

    /** For an exception without a message: what its name says, such as {@code port unreachable}, if that is words. */
    public static String ofName(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        if (kind.isEmpty()) {
            return failure.getClass().getName();
        }
        boolean tells = failure instanceof IOException && kind.endsWith("Exception");
        String words = kind.replaceFirst("Exception$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return tells && words.contains(" ") ? words.toLowerCase(Locale.ROOT) : kind;
    }

    /**
     * The message of an exception about the world, which says it all; of others the class's simple name, too, since
     * that is for whoever wrote what threw it. Null is "no answer".
     */
    public static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "no answer";
        }
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        if (message == null || message.isBlank()) {
            return ofName(failure);
        }
        if (failure instanceof UnknownHostException) {
            return "unknown host: " + message;
        }
        boolean ofTheWorld = failure instanceof IOException;
        return ofTheWorld || kind.isEmpty() ? message : kind + ": " + message;
    }
}
