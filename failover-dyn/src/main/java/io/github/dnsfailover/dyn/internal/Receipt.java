package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a publish answered: the zone's new serial, and the task that brings it to the servers. Old versions of the
 * service name no task.
 *
 * @param serial unsigned, 32 bits
 * @param task the task's number
 */
public record Receipt(OptionalLong serial, OptionalLong task) {

    private static final Pattern TEXT = Pattern.compile("serial=([0-9]{1,18})?,task=([0-9]{1,18})?");

    static Receipt of(JsonNode published) {
        return new Receipt(Envelope.number(published.path("serial")), Envelope.number(published.path("task_id")));
    }

    /**
     * Reads {@link #toString}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Receipt parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("receipt: \"" + text + "\" is none of a Dyn provider");
        }
        return new Receipt(number(matcher.group(1)), number(matcher.group(2)));
    }

    private static OptionalLong number(@Nullable String digits) {
        return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }

    /** Whether a zone of this serial holds what was published, by serial number arithmetic (RFC 1982 section 3.2). */
    boolean isReachedBy(long current) {
        return serial.isEmpty() || (int) (current - serial.getAsLong()) >= 0;
    }

    @Override
    public String toString() {
        return "serial=" + text(serial) + ",task=" + text(task);
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }
}
