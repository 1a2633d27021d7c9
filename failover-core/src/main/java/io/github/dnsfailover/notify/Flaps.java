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
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Troubles of one pool that come and go. The first rounds are told one by one; then people are told once that it
 * flaps, and again when it has stayed one way for a while. A trouble that becomes an alarm, or is one for the first
 * time, is never kept back. A change of words is no round: another cause is told once, up to a limit, and the
 * same cause in more or fewer words is not. Confined to the engine thread of the alerts' runtime.
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
        KEEP_BACK,
        /** It is one cause too many, and told if it lasts. */
        WAVERS
    }

    private static final class Rounds {

        private final Deque<Long> told = new ArrayDeque<>();

        /** When other causes were told, the oldest first. */
        private final Deque<Long> causes = new ArrayDeque<>();

        /** What people know of the present round. */
        private final List<String> texts = new ArrayList<>();

        /** Whether a round was an alarm. */
        private boolean alarm;

        private boolean flapping;

        /** Whether causes have changed so often that the next is told only when it lasts. */
        private boolean wavering;

        private boolean down;
        private int count;
        private long turned;
        private Instant since = Instant.EPOCH;

        /** The newest word, to be told in the end; null before it flaps. */
        private @Nullable FailoverEvent last;

        int within(long now) {
            return within(told, now);
        }

        private static int within(Deque<Long> instants, long now) {
            while (!instants.isEmpty() && now - instants.getFirst() >= WINDOW.toNanos()) {
                instants.removeFirst();
            }
            return instants.size();
        }

        /** Whether people know of this cause, even in other words. */
        private boolean isKnown(String text) {
            return texts.stream().anyMatch(known -> known.contains(text) || text.contains(known));
        }

        private Fate becauseOf(TroubleChanged event, long now) {
            String text = event.trouble().text();
            if (wavering || (!isKnown(text) && within(causes, now) >= ROUNDS)) {
                wavering = true;
                last = event;
                turned = now;
                return Fate.WAVERS;
            }
            if (isKnown(text)) {
                return Fate.KEEP_BACK;
            }
            causes.addLast(now);
            texts.add(text);
            return Fate.TELL;
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
            if (began.trouble().severity() == Severity.ALARM && !rounds(began.trouble()).alarm) {
                becameAlarm(began.trouble());
            }
            return round(began, began.trouble(), now);
        }
        if (event instanceof TroubleChanged changed) {
            boolean graver = changed.trouble().severity() == Severity.ALARM
                    && changed.reason() == TroubleChanged.Reason.SEVERITY;
            if (graver) {
                becameAlarm(changed.trouble());
                return Fate.TELL;
            }
            Rounds rounds = rounds(changed.trouble());
            if (rounds.flapping) {
                rounds.last = event;
                return Fate.KEEP_BACK;
            }
            return changed.reason() == TroubleChanged.Reason.CAUSE ? rounds.becauseOf(changed, now) : Fate.TELL;
        }
        return event instanceof TroubleEnded ended ? end(ended, now, counts) : Fate.TELL;
    }

    /** What was counted of the warnings before it is over. */
    private void becameAlarm(Trouble trouble) {
        byKey.remove(PoolStory.key(trouble));
        Rounds rounds = rounds(trouble);
        rounds.alarm = true;
        rounds.down = true;
        rounds.texts.add(trouble.text());
    }

    private Rounds rounds(Trouble trouble) {
        if (byKey.size() > MOST) {
            byKey.values().removeIf(rounds -> !rounds.flapping);
        }
        return byKey.computeIfAbsent(PoolStory.key(trouble), key -> new Rounds());
    }

    private Fate round(TroubleBegan event, Trouble trouble, long now) {
        Rounds rounds = rounds(trouble);
        if (rounds.within(now) == 0 && !rounds.flapping) {
            rounds.count = 0;
            rounds.since = event.at();
        }
        rounds.count++;
        rounds.texts.clear();
        rounds.texts.add(trouble.text());
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
        rounds.wavering = false;
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

    /** Whether it flaps and is well at this moment. */
    boolean isUp(String key) {
        Rounds rounds = byKey.get(key);
        return rounds != null && rounds.flapping && !rounds.down;
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
        Rounds rounds = byKey.get(key);
        if (rounds == null || !(rounds.flapping || rounds.wavering)) {
            return Optional.empty();
        }
        byKey.remove(key);
        return Optional.ofNullable(rounds.last);
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
