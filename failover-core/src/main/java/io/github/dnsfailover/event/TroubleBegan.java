package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;

/** Something is wrong from now on; {@link TroubleEnded} says when it no longer is. As severe as the trouble. */
public interface TroubleBegan extends FailoverEvent {

    /** What is wrong. */
    Trouble trouble();
}
