package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import java.time.Duration;

/** What was wrong no longer is. */
public interface TroubleEnded extends FailoverEvent {

    /** What was wrong. */
    Trouble trouble();

    /** For how long. */
    Duration lasted();
}
