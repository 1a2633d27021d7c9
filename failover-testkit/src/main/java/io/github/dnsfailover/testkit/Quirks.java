package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.time.Duration;
import java.util.Set;

/**
 * How a name server differs from BIND.
 *
 * @param of its ways
 * @param signingLag how long after a change it is answered
 * @param skipped types whose additions and deletions it skips in silence
 * @param otherTexts sets whose values are kept in another form than they are answered in, and compared as text
 */
record Quirks(Set<Quirk> of, Duration signingLag, Set<RecordType> skipped, Set<RecordKey> otherTexts) {
    Quirks {
        of = Set.copyOf(of);
        skipped = Set.copyOf(skipped);
        otherTexts = Set.copyOf(otherTexts);
    }

    boolean has(Quirk quirk) {
        return of.contains(quirk);
    }
}
