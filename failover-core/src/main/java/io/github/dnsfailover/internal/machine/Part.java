package io.github.dnsfailover.internal.machine;

/**
 * A part of a pool's state. It owns its fields and its rules, and is never changed once somebody else has seen it: a
 * change gives a new one. So another part may be handed it to look at, and cannot write through it.
 *
 * <p>A change begins with a copy of the whole part, made by the JVM: there is no list of fields that could miss one.
 */
abstract class Part<P extends Part<P>> implements Cloneable {

    /** All of it, for the part itself to change before anybody sees it. */
    @SuppressWarnings("unchecked") // each part names itself as P
    final P copy() {
        try {
            return (P) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("a part is cloneable", e);
        }
    }
}
