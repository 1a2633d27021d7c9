package io.github.dnsfailover.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the version in what a program says of itself. */
final class Versions {

    private static final Pattern VERSION = Pattern.compile("\\b(\\d+\\.\\d+(?:\\.\\d+)?)\\b");

    private Versions() {}

    /** The first one; "unknown" if there is none. */
    static String in(String said) {
        Matcher found = VERSION.matcher(said);
        return found.find() ? found.group(1) : "unknown";
    }
}
