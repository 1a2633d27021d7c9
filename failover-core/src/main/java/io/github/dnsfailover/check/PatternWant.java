package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;
import java.util.regex.Pattern;
import okio.Buffer;

/** A pattern that must be found in the body, read as UTF-8. Immutable. */
record PatternWant(Pattern pattern) implements BodyWant {

    /** Only the whole body can be searched: a pattern may match the beginning and fail when more comes. */
    @Override
    public boolean isInAll(Buffer seen, Deadline deadline) {
        String text = seen.snapshot().utf8();
        return pattern.matcher(new GuardedText(text, deadline)).find();
    }

    @Override
    public String lacking() {
        return "body lacks a match of " + this;
    }

    @Override
    public String toString() {
        return "/" + DetailText.foreign(pattern.pattern()) + "/";
    }
}
