package io.github.dnsfailover.internal.machine;

/** What keeps the record from following the engine's will. Immutable. */
public record Obstacle(Kind kind, String text) {

    /** The kinds of obstacle. */
    public enum Kind {
        /** Nothing: the record follows. */
        NONE(true),
        NOT_LEADING(true),
        CALL_UNDER_WAY(true),
        STRAY_CALL(true),
        READ_FIRST(true),
        /** Calls of the engine that led before may still land. */
        EARLIER_CALLS(true),
        /** The start, until the health of every endpoint is known. */
        SETTLING(true),
        /** A repair is never made in doubt. */
        DOUBT(true),
        HOLD_DOWN(true),
        RETRY(true),
        DRY_RUN(true),
        /** The provider has come back only a moment ago. */
        PROVIDER_SETTLING(true),
        /** Clients are at the right place, and its IPv6 addresses alone wait to be withdrawn, or to come back. */
        IPV6(true),
        /** The policy holds. */
        HELD(true),
        /** An operator's freeze. */
        FROZEN(false),
        FROZEN_AFTER_EDIT(false),
        YIELDING(false),
        NOT_OURS(false),
        WORDS_UNKNOWN(false),
        BLIND(false),
        UNPROVEN(false);

        private final boolean ordinary;

        Kind(boolean ordinary) {
            this.ordinary = ordinary;
        }

        /** Whether it goes away by itself, and is no trouble as long as that takes its usual time. */
        boolean isOrdinary() {
            return ordinary;
        }
    }

    /** The same, where it keeps nothing back but IPv6 addresses. */
    Obstacle ofIpv6() {
        return new Obstacle(Kind.IPV6, "IPv6 waits: " + text);
    }

    /** Whether it is a step on the way, and over in a moment: what keeps the record back then is what did before. */
    boolean isFleeting() {
        return kind == Kind.CALL_UNDER_WAY || kind == Kind.STRAY_CALL || kind == Kind.READ_FIRST;
    }

    static final Obstacle NONE = new Obstacle(Kind.NONE, "");

    boolean isNone() {
        return kind == Kind.NONE;
    }

    /** Whether it keeps clients from the place where they should be. */
    boolean isOfPlace() {
        return kind != Kind.NONE && kind != Kind.IPV6;
    }
}
