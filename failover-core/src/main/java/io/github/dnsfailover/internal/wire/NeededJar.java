package io.github.dnsfailover.internal.wire;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Says which jar is missing, or which two are in each other's way, in place of a bare error of the class loader. */
public final class NeededJar {

    private static final String OKHTTP = "okhttp3/OkHttpClient.class";

    private NeededJar() {}

    /**
     * Runs what needs a jar that the application brings.
     *
     * @param who for people, such as {@code MailNotifier}
     * @param jar its coordinates
     * @throws IllegalStateException if it is not there, or another version than is needed
     */
    public static <T> T of(String who, String jar, Supplier<T> work) {
        try {
            return work.get();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    who + " needs " + jar + ", which is not on the class path, or is too old (" + what(e) + ")", e);
        }
    }

    /**
     * Runs what makes a client of OkHttp.
     *
     * @throws IllegalStateException if its classes are not those of OkHttp 5
     */
    public static <T> T okHttp(Supplier<T> work) {
        try {
            return work.get();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "com.squareup.okhttp3:okhttp-jvm 5 is needed, and classes of OkHttp are found in " + jars()
                            + ", of which the first counts. Exclude com.squareup.okhttp3:okhttp from "
                            + "the dependency that brings it, or raise it to 5 (" + what(e) + ")",
                    e);
        }
    }

    private static String what(LinkageError error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static List<String> jars() {
        try {
            return Collections.list(NeededJar.class.getClassLoader().getResources(OKHTTP)).stream()
                    .map(NeededJar::file)
                    .toList();
        } catch (IOException e) {
            return List.of("(" + e.getMessage() + ")");
        }
    }

    /** {@code okhttp-4.12.0.jar}: where it lies is nobody's business. */
    private static String file(URL url) {
        String text = url.toString();
        String jar = text.contains("!") ? text.substring(0, text.indexOf('!')) : text.replace("/" + OKHTTP, "");
        return jar.substring(jar.lastIndexOf('/') + 1);
    }
}
