package io.github.dnsfailover.event;

import io.github.dnsfailover.Health;
import java.util.List;

/** The settled opinion on an endpoint changed. */
public interface HealthChanged extends PoolEvent {

    /** Id of the endpoint. */
    String endpoint();

    /** The opinion until now. */
    Health from();

    /** The opinion from now on. */
    Health to();

    /** What the last probe said, each address told apart. */
    String detail();

    /** The probes that caused it, the oldest first. */
    List<ProbeEvidence> evidence();
}
