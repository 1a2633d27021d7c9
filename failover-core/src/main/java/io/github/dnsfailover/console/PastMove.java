package io.github.dnsfailover.console;

import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.RecordsChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of the records, and what was measured of it.
 *
 * @param proof null until every authoritative server gave the new answer
 */
record PastMove(RecordsChanged change, @Nullable ChangeProved proof) {

    JsonFields json() {
        Optional<ChangeProved> proved = Optional.ofNullable(proof);
        JsonFields fields = new JsonFields()
                .time("at", change.at())
                .text("cause", change.cause().name())
                .texts("from", change.from())
                .texts("to", change.to())
                .text("reason", change.reason())
                .time("detected", change.detected())
                .time("decided", change.decided())
                .time("accepted", change.accepted())
                .time("firstServer", proved.map(ChangeProved::firstServer))
                .time("lastServer", proved.map(ChangeProved::lastServer))
                .time("horizon", proved.map(ChangeProved::horizon))
                .number("detectedToAcceptedMillis", millis(change.detected(), change.accepted()));
        return proved.isPresent()
                ? fields.number(
                        "acceptedToServedMillis",
                        millis(change.accepted(), proved.get().lastServer()))
                : fields.nothing("acceptedToServedMillis");
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }
}
