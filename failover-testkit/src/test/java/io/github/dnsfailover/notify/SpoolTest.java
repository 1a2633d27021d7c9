package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A disk that fails at times, and what is on it in the end. */
class SpoolTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualRuntime runtime = new VirtualRuntime(6);
    private final List<FailoverEvent> events = new ArrayList<>();
    private final List<Map<String, String>> read = new ArrayList<>();
    private final Disk disk = new Disk();
    private final Spool spool = new Spool(runtime, disk, events::add);

    private void load() {
        spool.load(List.of("mail", "desk"), read::add);
        runtime.advance(MINUTE);
    }

    @Test
    void whatCouldNotBeReadAtFirstIsHandedOnLaterAndNotReplacedBefore() throws Exception {
        disk.save("mail", 0, "kept");
        disk.failsToLoad = true;
        load();
        spool.save("mail", () -> "new");
        runtime.advance(MINUTE);
        assertThat(disk.content.load("mail").text()).isEqualTo("kept");

        disk.failsToLoad = false;
        runtime.advance(MINUTE);

        assertThat(read).containsExactly(Map.of(), Map.of("mail", "kept", "desk", ""));
        assertThat(disk.load("mail").text()).isEqualTo("new");
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(TroubleBegan.class);
        assertThat(events.get(1)).isInstanceOf(TroubleEnded.class);
    }

    @Test
    void aDiskThatDoesNotAnswerAtFirstIsReadWhenItDoes() throws Exception {
        disk.save("mail", 0, "kept");
        disk.takes = Duration.ofHours(1);
        load();
        assertThat(read).containsExactly(Map.of());

        disk.takes = Duration.ZERO;
        spool.save("mail", () -> "new");
        runtime.advance(Duration.ofHours(2));

        assertThat(read).last().isEqualTo(Map.of("mail", "kept", "desk", ""));
        assertThat(disk.load("mail").text()).isEqualTo("new");
    }

    @Test
    void aSaveOfWhichTheWordWasLostIsNotTakenForSomebodyElses() throws Exception {
        load();
        disk.losesTheWord = true;
        spool.save("mail", () -> "first");
        runtime.advance(Duration.ofSeconds(1));

        disk.losesTheWord = false;
        spool.save("mail", () -> "second");
        runtime.advance(MINUTE);

        assertThat(disk.load("mail").text()).isEqualTo("second");
        assertThat(events).last().isInstanceOf(TroubleEnded.class);
    }

    @Test
    void whatSomebodyElseWroteIsNotReplaced() throws Exception {
        load();
        disk.save("mail", 0, "of another process");

        spool.save("mail", () -> "ours");
        runtime.advance(MINUTE);

        assertThat(disk.load("mail").text()).isEqualTo("of another process");
        assertThat(events).singleElement().asString().contains("changed by somebody else");
    }

    @Test
    void whatChangedLastIsSavedLast() {
        load();
        spool.save("other", () -> "is being saved while the others change");
        spool.save("desk", () -> "has a report");
        spool.save("mail", () -> "has it now");
        spool.save("desk", () -> "has it no longer");
        runtime.advance(MINUTE);

        assertThat(disk.saved)
                .containsExactly(
                        "other is being saved while the others change", "mail has it now", "desk has it no longer");
    }

    @Test
    void whatCouldNotBeSavedIsStillSavedBeforeWhatChangedAfterIt() {
        load();
        disk.losesTheWord = true;
        spool.save("mail", () -> "has it now");
        spool.save("desk", () -> "has it no longer");
        runtime.advance(Duration.ofSeconds(1));

        disk.losesTheWord = false;
        runtime.advance(MINUTE);

        assertThat(disk.saved).containsExactly("mail has it now", "desk has it no longer");
    }

    private final class Disk implements StateStore {

        private final StateStore content = StateStore.memory();
        private final List<String> saved = new ArrayList<>();
        private boolean failsToLoad;
        private boolean losesTheWord;
        private Duration takes = Duration.ZERO;

        @Override
        public Entry load(String pool) throws IOException {
            if (failsToLoad) {
                throw new IOException("cannot be read");
            }
            if (!takes.isZero()) {
                runtime.elapse(takes);
            }
            return content.load(pool);
        }

        @Override
        public boolean save(String pool, long expectedVersion, String text) throws IOException {
            boolean done = content.save(pool, expectedVersion, text);
            if (losesTheWord) {
                throw new IOException("the folder could not be forced to the disk");
            }
            saved.add(pool + " " + text);
            return done;
        }

        @Override
        public Reach reach() {
            return Reach.LOCAL;
        }
    }
}
