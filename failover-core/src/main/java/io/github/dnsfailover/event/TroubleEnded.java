package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import java.time.Duration;

/** What was wrong no longer is, or is no longer watched. */
public interface TroubleEnded extends FailoverEvent {

    /** Why it ended. */
    enum Ending {
        /** It is over. */
        OVER,
        /** The engine was closed: nobody says whether it is over. */
        ENGINE_CLOSED
    }

    /** What was wrong. */
    Trouble trouble();

    /** For how long. */
    Duration lasted();

    /** Why it ended: only {@link Ending#OVER} says that all is well. */
    default Ending ending() {
        return Ending.OVER;
    }
}
