package io.github.dnsfailover.client;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the instances of one place counted, in the store that they share. A store has no list of its keys, so one entry
 * lists who counts, and each has an entry under its number there; a number is taken again once it is old, so that the
 * store does not fill with the entries of processes that are gone. Blocks; one call at a time, on whatever thread.
 */
final class SharedCounts {

    /** How many instances of one place are added up. */
    static final int MOST = 64;

    /** Longer than a place is watched. */
    private static final Duration OLD = Duration.ofHours(2);

    /** Instances that begin at the same moment meet at the list; those that lose come back in the next round. */
    private static final int ATTEMPTS = 3;

    private final StateStore store;
    private final String key;
    private final Self self;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** The number under which this instance saves; negative until it has one. */
    private int number = -1;

    private long version;

    /**
     * Who counts.
     *
     * @param run of this process and move alone, without spaces
     * @param name for people who look into the store, without spaces
     */
    record Self(String run, String name) {}

    private record Row(Instant since, String run, String name) {

        @Override
        public String toString() {
            return since.getEpochSecond() + " " + run + " " + name;
        }
    }

    SharedCounts(StateStore store, String place, Self self) {
        this.store = store;
        this.key = "residual:" + place;
        this.self = self;
    }

    /**
     * Saves what this instance counted, and loads what the others did.
     *
     * @param own empty if it does not serve there
     * @throws IOException if the store does not answer, or an earlier call has not returned
     */
    List<Counted> exchange(Optional<Counted> own, Instant now) throws IOException {
        if (!busy.compareAndSet(false, true)) {
            throw new IOException("an earlier call hangs");
        }
        try {
            if (own.isPresent()) {
                save(own.get().text(self.run()), now);
            }
            return others(now);
        } finally {
            busy.set(false);
        }
    }

    private void save(String text, Instant now) throws IOException {
        if (number < 0) {
            number = enter(now);
            version = number < 0 ? 0 : store.load(key + "/" + number).version();
        }
        if (number >= 0 && store.save(key + "/" + number, version, text)) {
            version++;
        } else {
            number = -1; // somebody else has it, or a save that seemed to fail was made
        }
    }

    /** Its number in the list; negative if there is no room, or others were faster. */
    private int enter(Instant now) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StateStore.Entry list = store.load(key);
            List<Row> rows = rows(list.text());
            int free = 0;
            while (free < rows.size() && !rows.get(free).run().equals(self.run()) && !isOld(rows.get(free), now)) {
                free++;
            }
            if (free == MOST) {
                return -1;
            }
            Row row = new Row(now, self.run(), self.name());
            if (free == rows.size()) {
                rows.add(row);
            } else {
                rows.set(free, row);
            }
            if (store.save(key, list.version(), text(rows))) {
                return free;
            }
        }
        return -1;
    }

    private static boolean isOld(Row row, Instant now) {
        return Duration.between(row.since(), now).abs().compareTo(OLD) > 0;
    }

    private List<Counted> others(Instant now) throws IOException {
        List<Row> rows = rows(store.load(key).text());
        Map<String, String> runs = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!isOld(rows.get(i), now) && !rows.get(i).run().equals(self.run())) {
                runs.put(key + "/" + i, rows.get(i).run());
            }
        }
        List<Counted> counted = new ArrayList<>();
        if (!runs.isEmpty()) {
            store.load(runs.keySet()).forEach((entry, found) -> {
                String run = runs.get(entry);
                if (run != null) {
                    counted.add(Counted.parse(found.text(), run));
                }
            });
        }
        return counted;
    }

    private static String text(List<Row> rows) {
        StringBuilder out = new StringBuilder();
        rows.forEach(row -> out.append(row).append('\n'));
        return out.toString();
    }

    /** A line that somebody else wrote keeps its number, and is old. */
    private static List<Row> rows(String text) {
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || rows.size() == MOST) {
                continue;
            }
            String[] words = line.split(" ", -1);
            boolean good = words.length == 3 && words[0].matches("[0-9]{1,12}") && words[1].matches("[0-9a-f]{1,16}");
            rows.add(
                    good
                            ? new Row(Instant.ofEpochSecond(Long.parseLong(words[0])), words[1], words[2])
                            : new Row(Instant.EPOCH, "-", "-"));
        }
        return rows;
    }
}
