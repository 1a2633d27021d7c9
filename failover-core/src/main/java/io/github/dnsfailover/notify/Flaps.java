package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Troubles of one pool that come and go. The first rounds are told one by one; then people are told once that it
 * flaps, and again when it has stayed one way for a while. A trouble that becomes an alarm is never kept back.
 * Confined to the engine thread of the alerts' runtime.
 */
final class Flaps {

    /** Rounds that are told one by one: a restart, one that failed, and the one that mended it. */
    static final int ROUNDS = 3;

    /** In which so many rounds make it flapping. */
    static final Duration WINDOW = Duration.ofHours(1);

    /** What has stayed one way for so long has stopped flapping. */
    static final Duration CALM = Duration.ofMinutes(15);

    private static final int MOST = 1_000; // far more troubles than a pool has

    /** What becomes of an event. */
    enum Fate {
        /** People are told. */
        TELL,
        /** The same, and it is the round that makes it flapping. */
        BEGINS,
        /** It is one round more, and not told. */
        KEEP_BACK
    }

    private static final class Rounds {

        private final Deque<Long> told = new ArrayDeque<>();
        private boolean flapping;
        private boolean down;
        private int count;
        private long turned;
        private Instant since = Instant.EPOCH;

        /** The newest word, to be told in the end; null before it flaps. */
        private @Nullable FailoverEvent last;

        int within(long now) {
            while (!told.isEmpty() && now - told.getFirst() >= WINDOW.toNanos()) {
                told.removeFirst();
            }
            return told.size();
        }
    }

    private final Map<String, Rounds> byKey = new HashMap<>();

    /**
     * Takes in what happened.
     *
     * @param counts whether people know of the round that ends
     */
    Fate take(FailoverEvent event, long now, boolean counts) {
        if (event instanceof TroubleBegan began) {
            return round(event, began.trouble(), now);
        }
        if (event instanceof TroubleChanged changed) {
            boolean graver = changed.trouble().severity() == Severity.ALARM
                    && changed.reason() == TroubleChanged.Reason.SEVERITY;
            if (graver) {
                byKey.remove(PoolStory.key(changed.trouble()));
                return Fate.TELL;
            }
            Rounds rounds = rounds(changed.trouble());
            if (counts && !rounds.flapping) { // then it ends by its calm, and no number of rounds matters
                rounds.told.addLast(now);
            }
            return round(event, changed.trouble(), now);
        }
        return event instanceof TroubleEnded ended ? end(ended, now, counts) : Fate.TELL;
    }

    private Rounds rounds(Trouble trouble) {
        if (byKey.size() > MOST) {
            byKey.values().removeIf(rounds -> !rounds.flapping);
        }
        return byKey.computeIfAbsent(PoolStory.key(trouble), key -> new Rounds());
    }

    private Fate round(FailoverEvent event, Trouble trouble, long now) {
        Rounds rounds = rounds(trouble);
        boolean began = event instanceof TroubleBegan;
        if (began && rounds.within(now) == 0 && !rounds.flapping) {
            rounds.count = 0;
            rounds.since = event.at();
        }
        rounds.count += began ? 1 : 0;
        rounds.down = true;
        if (rounds.flapping) {
            rounds.last = event;
            rounds.turned = now;
            return Fate.KEEP_BACK;
        }
        if (rounds.within(now) < ROUNDS) {
            return Fate.TELL;
        }
        rounds.flapping = true;
        rounds.last = event;
        rounds.turned = now;
        return Fate.BEGINS;
    }

    private Fate end(TroubleEnded ended, long now, boolean counts) {
        Rounds rounds = rounds(ended.trouble());
        rounds.down = false;
        if (rounds.flapping) {
            rounds.last = ended;
            rounds.turned = now;
            return Fate.KEEP_BACK;
        }
        if (counts) {
            rounds.told.addLast(now);
        }
        return Fate.TELL;
    }

    boolean has(String key) {
        Rounds rounds = byKey.get(key);
        return rounds != null && rounds.flapping;
    }

    /** What flaps at present. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        byKey.forEach((key, rounds) -> {
            if (rounds.flapping) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** How long it has to stay as it is until it has stopped; zero if it has. */
    Duration untilCalm(String key, long now) {
        Rounds rounds = byKey.get(key);
        long left = rounds == null ? 0 : CALM.toNanos() - (now - rounds.turned);
        return Duration.ofNanos(Math.max(0, left));
    }

    /** It has stopped, or is to be told for another reason: how it stands. */
    Optional<FailoverEvent> stop(String key) {
        Rounds rounds = byKey.remove(key);
        return rounds == null ? Optional.empty() : Optional.ofNullable(rounds.last);
    }

    /** {@code 240 times down within 4 h, now up}. */
    String words(String key, Instant now, String bad, String good) {
        Rounds rounds = byKey.get(key);
        if (rounds == null) {
            return "";
        }
        String times = rounds.count > 1 ? rounds.count + " times " + bad : "another one each time";
        return times + " within " + Words.duration(Duration.between(rounds.since, now)) + ", now "
                + (rounds.down ? bad : good);
    }
}
