package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.event.RecordsChanged;
import java.time.Instant;
import java.util.List;

/**
 * A change and why it is made.
 *
 * @param from ids of the endpoints published before
 * @param to ids of the endpoints published afterwards
 * @param detected when the need arose
 * @param lineup the endpoints published afterwards, as the pool numbers them
 * @param repair whether the records lead to the same endpoints before and after
 */
public record PlannedWrite(
        long id,
        RecordChange change,
        RecordsChanged.Cause cause,
        List<String> from,
        List<String> to,
        String reason,
        Instant detected,
        Instant decided,
        Lineup lineup,
        boolean repair) {}
