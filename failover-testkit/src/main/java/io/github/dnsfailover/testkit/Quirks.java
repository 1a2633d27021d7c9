package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.time.Duration;
import java.util.Set;

/**
 * How a name server differs from BIND.
 *
 * @param of its ways
 * @param signingLag how long after a change it is answered
 * @param otherTexts sets whose values are kept in another form than they are answered in, and compared as text
 */
record Quirks(Set<Quirk> of, Duration signingLag, Set<RecordKey> otherTexts) {
    Quirks {
        of = Set.copyOf(of);
        otherTexts = Set.copyOf(otherTexts);
    }

    boolean has(Quirk quirk) {
        return of.contains(quirk);
    }
}
