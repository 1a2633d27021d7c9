package io.github.dnsfailover.event;

/** What operators said has changed. */
public interface IntentChanged extends PoolEvent {

    /** What happened to an intent. */
    enum Change {
        /** It was said, and stands. */
        SAID,
        /** Its time is over. */
        EXPIRED,
        /** It was lifted. */
        CLEARED,
        /** It was found in the state store. */
        LOADED
    }

    /** What happened to the intent. */
    Change change();

    /** The intent. */
    String intent();

    /** Why, where that is known. */
    String detail();
}
