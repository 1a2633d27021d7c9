package io.github.dnsfailover.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does. */
@Timeout(60)
abstract class StateStoreContract {

    /** A store; the second and later calls of a test give one of the same entries. */
    abstract StateStore store();

    @Test
    void nothingIsStoredAtFirst() throws Exception {
        assertThat(store().load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void whatIsSavedIsLoaded() throws Exception {
        assertThat(store().save("www", 0, "freeze")).isTrue();

        assertThat(store().load("www")).isEqualTo(new Entry(1, "freeze"));
    }

    @Test
    void versionsGrowByOne() throws Exception {
        for (int version = 0; version < 5; version++) {
            assertThat(store().save("www", version, "text " + version)).isTrue();
        }

        assertThat(store().load("www")).isEqualTo(new Entry(5, "text 4"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 3, Long.MAX_VALUE - 1})
    void anotherVersionThanTheStoredOneIsNotReplaced(long expected) throws Exception {
        store().save("www", 0, "first");
        store().save("www", 1, "second");

        assertThat(store().save("www", expected, "third")).isFalse();

        assertThat(store().load("www")).isEqualTo(new Entry(2, "second"));
    }

    @Test
    void aVersionOfNothingIsNotReplaced() throws Exception {
        assertThat(store().save("www", 1, "text")).isFalse();

        assertThat(store().load("www")).isEqualTo(Entry.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, Long.MIN_VALUE, Long.MAX_VALUE})
    void anImpossibleVersionIsRefused(long expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().save("www", expected, "text"))
                .withMessageStartingWith("version: ");
    }

    @Test
    void poolsAreApart() throws Exception {
        store().save("www", 0, "of www");
        store().save("mail", 0, "of mail");
        store().save("mail", 1, "of mail again");

        assertThat(store().load("www")).isEqualTo(new Entry(1, "of www"));
        assertThat(store().load("mail")).isEqualTo(new Entry(2, "of mail again"));
        assertThat(store().load("ftp")).isEqualTo(Entry.NONE);
    }

    @Test
    void severalAreLoadedAtOnce() throws Exception {
        store().save("www", 0, "of www");
        store().save("mail", 0, "of mail");
        store().save("mail", 1, "of mail again");

        assertThat(store().load(List.of("mail", "ftp", "www")))
                .containsOnly(
                        Map.entry("www", new Entry(1, "of www")),
                        Map.entry("mail", new Entry(2, "of mail again")),
                        Map.entry("ftp", Entry.NONE));
        assertThat(store().load(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "two\nlines\r\n",
                "a\ttab",
                "\\",
                "\\u0041",
                "end 00000000\n",
                "Grüße aus Köln \u2603 \ud83d\ude00",
                "\ud83d",
                "\u0000\u007f\u0080\uffff"
            })
    void textsAndNamesHoldAnyCharacters(String text) throws Exception {
        store().save("pool " + text, 0, text);

        assertThat(store().load("pool " + text)).isEqualTo(new Entry(1, text));
    }

    @Test
    void ofTwoSavesOfOneVersionOneWins() throws Exception {
        int writers = 4;
        int savesEach = 25;
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            StateStore own = store();
            tasks.add(new FutureTask<>(() -> saveUntilDone(own, savesEach)));
        }

        tasks.forEach(task -> new Thread(task).start());

        for (FutureTask<Integer> task : tasks) {
            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(savesEach);
        }
        assertThat(store().load("www").version()).isEqualTo((long) writers * savesEach);
    }

    /** Saves so many times, each time until nobody was quicker. */
    static int saveUntilDone(StateStore store, int saves) throws IOException {
        int saved = 0;
        while (saved < saves) {
            Entry now = store.load("www");
            if (store.save("www", now.version(), now.text() + ".")) {
                saved++;
            }
        }
        return saved;
    }
}
