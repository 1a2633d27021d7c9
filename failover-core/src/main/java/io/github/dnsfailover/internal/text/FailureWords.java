package io.github.dnsfailover.internal.text;

import java.io.IOException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What an exception says, for people: they need no name of a Java package. Pure. */
public final class FailureWords {

    private FailureWords() {}

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
            return kind.isEmpty() ? failure.getClass().getName() : kind;
        }
        if (failure instanceof UnknownHostException) {
            return "unknown host: " + message;
        }
        boolean ofTheWorld = failure instanceof IOException;
        return ofTheWorld || kind.isEmpty() ? message : kind + ": " + message;
    }
}
