package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StateStore} does. Extend it and say how to come by one; entries must be empty when a test begins.
 *
 * <pre>{@code
 * class AcmeStoreTest extends StateStoreContract {
 *     private final StateStore acme = StateStore.memory(); // yours in its place
 *
 *     @Override
 *     protected StateStore store() {
 *         return acme;
 *     }
 * }
 * }</pre>
 *
 * <p>A store that passes can carry an election and the words of operators. What no test can see: a store must not
 * forget a save that it has confirmed, as a store does whose standby is copied later.
 */
public abstract class StateStoreContract {

    /** A silent server must not hold a call for longer: leads are lost meanwhile. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(6);

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_ELECTION = Duration.ofSeconds(10); // a lease, and what a busy machine takes

    /** For the subclass. */
    protected StateStoreContract() {}

    /** A store; the second and later calls of a test give other clients of the same entries. */
    protected abstract StateStore store();

    /** A client of the same entries whose server says nothing from now on, or skips the test. */
    protected StateStore silent() {
        return Assumptions.abort("no server can be made silent here");
    }

    /** Stops the server the hard way and starts it again, or skips the test. */
    protected void restart() throws IOException {
        Assumptions.abort("no server can be restarted here");
    }

    /** Does what a person would who types this ({@link StateStore#byHand}), or skips the test. */
    protected void type(String command) throws Exception {
        Assumptions.abort("nobody types here");
    }

    /** How often each of six clients saves in the test of a race. */
    protected int savesEach() {
        return 150;
    }

    @Test
    void nothingIsStoredAtFirst() throws Exception {
        assertThat(store().load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void whatIsSavedIsLoadedByAnotherClient() throws Exception {
        assertThat(store().save("www", 0, "freeze")).isTrue();

        assertThat(store().load("www")).isEqualTo(new Entry(1, "freeze"));
    }

    @Test
    void whatAPersonTypesIsRead() throws Exception {
        String command = store().byHand("stop:acme/prod", "alice: the storage is moved");
        Assumptions.assumeFalse(command.isEmpty(), "nothing can be typed");

        type(command);

        assertThat(store().load(List.of("words:acme/prod", "stop:acme/prod")))
                .containsEntry("stop:acme/prod", new Entry(1, "alice: the storage is moved"))
                .containsEntry("words:acme/prod", Entry.NONE);
    }

    @Test
    void eachSaveIsSeenAtOnce() throws Exception {
        StateStore one = store();
        StateStore other = store();
        for (int version = 0; version < 50; version++) {
            assertThat(one.save("www", version, "text " + version)).isTrue();
            assertThat(other.load("www")).isEqualTo(new Entry(version + 1, "text " + version));
        }
    }

    @Test
    void anotherVersionThanTheStoredOneIsNotReplaced() throws Exception {
        StateStore store = store();
        store.save("www", 0, "first");
        store.save("www", 1, "second");

        for (long expected : new long[] {-1, 0, 1, 3, Long.MAX_VALUE - 1}) {
            assertThat(store.save("www", expected, "third"))
                    .as("saved over " + expected)
                    .isFalse();
        }

        assertThat(store.load("www")).isEqualTo(new Entry(2, "second"));
    }

    @Test
    void aVersionOfNothingIsNotReplaced() throws Exception {
        assertThat(store().save("www", 1, "text")).isFalse();

        assertThat(store().load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void anImpossibleVersionIsRefused() {
        for (long expected : new long[] {-2, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store().save("www", expected, "text"))
                    .withMessageStartingWith("version: ");
        }
    }

    @Test
    void namesAreApart() throws Exception {
        StateStore store = store();
        String end = "/shop-prod".repeat(30);
        List<String> names = List.of(
                "www", "WWW", "wwW", "www ", " www", "www/", "w%ww", "w_ww", "'", "\"", "Grüße", "Grusse", end,
                end + "2", "");
        for (String name : names) {
            assertThat(store.save(name, 0, "of " + name)).as("\"" + name + "\"").isTrue();
        }

        for (String name : names) {
            assertThat(store().load(name)).isEqualTo(new Entry(1, "of " + name));
        }
        assertThat(store.load("ftp")).isEqualTo(Entry.NONE);
    }

    @Test
    void severalAreLoadedAtOnce() throws Exception {
        StateStore store = store();
        Map<String, Entry> all = new HashMap<>();
        for (int i = 0; i < 250; i++) {
            String name = "lead:shop-prod/" + i + ".example.";
            boolean stands = i % 3 != 0;
            if (stands) {
                store.save(name, 0, "text " + i);
            }
            all.put(name, stands ? new Entry(1, "text " + i) : Entry.NONE);
        }

        assertThat(store.load(all.keySet())).isEqualTo(all);
        assertThat(store.load(List.of())).isEmpty();
    }

    @Test
    void textsHoldAnyCharacters() throws Exception {
        StateStore store = store();
        List<String> texts = List.of(
                "",
                " ",
                "two\nlines\r\n",
                "a\ttab",
                "\\",
                "\\u0041",
                "=",
                "'; DROP TABLE dnsfailover_state; --",
                "Grüße aus Köln \u2603 \ud83d\ude00",
                "\ud83d",
                "\u0000\u007f\u0080\uffff");
        for (int i = 0; i < texts.size(); i++) {
            store.save("www", i, texts.get(i));
            assertThat(store.load("www")).isEqualTo(new Entry(i + 1, texts.get(i)));
        }
    }

    @Test
    void aTextOf64KibibytesIsKept() throws Exception {
        String text = "0123456789abcdeé".repeat(4096);
        store().save("www", 0, text);
        store().save("www", 1, text + "!");

        Entry loaded = store().load("www");
        assertThat(loaded.version()).isEqualTo(2);
        assertThat(loaded.text().equals(text + "!"))
                .as("the text is the one that was saved")
                .isTrue();
    }

    @Test
    void ofManyThatMakeAnEntryOneWins() throws Exception {
        List<StateStore> clients = clients();
        for (int round = 0; round < 20; round++) {
            String name = "www" + round;
            List<FutureTask<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                StateStore own = clients.get(i);
                String text = "of " + i;
                tasks.add(new FutureTask<>(() -> own.save(name, 0, text)));
            }

            tasks.forEach(task -> new Thread(task, "creator").start());

            int winners = 0;
            for (FutureTask<Boolean> task : tasks) {
                winners += task.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(winners).as("winners").isEqualTo(1);
            assertThat(clients.get(0).load(name).version()).isEqualTo(1);
        }
    }

    @Test
    void noSaveOfSixClientsIsLost() throws Exception {
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (StateStore own : clients()) {
            tasks.add(new FutureTask<>(() -> saveUntilDone(own)));
        }

        tasks.forEach(task -> new Thread(task, "writer").start());

        try {
            for (FutureTask<Integer> task : tasks) {
                assertThat(task.get(100, TimeUnit.SECONDS)).isEqualTo(savesEach());
            }
        } finally {
            tasks.forEach(task -> task.cancel(true)); // the entries are the next test's
        }
        Entry end = store().load("www");
        assertThat(end.version()).isEqualTo(6L * savesEach());
        assertThat(end.text()).hasSize(6 * savesEach());
    }

    private List<StateStore> clients() {
        List<StateStore> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(store());
        }
        return clients;
    }

    private int saveUntilDone(StateStore store) throws IOException {
        int saved = 0;
        while (saved < savesEach() && !Thread.currentThread().isInterrupted()) {
            Entry now = store.load("www");
            if (store.save("www", now.version(), now.text() + ".")) {
                saved++;
            }
        }
        return saved;
    }

    @Test
    void aServerThatSaysNothingHoldsNobodyForLong() throws Exception {
        store().save("www", 0, "text");
        StateStore silent = silent();
        long began = System.nanoTime();

        assertThatThrownBy(() -> silent.load("www")).isInstanceOf(IOException.class);
        Duration load = Duration.ofNanos(System.nanoTime() - began);
        began = System.nanoTime();
        assertThatThrownBy(() -> silent.save("www", 1, "other")).isInstanceOf(IOException.class);
        Duration save = Duration.ofNanos(System.nanoTime() - began);

        assertThat(load).isLessThan(LONGEST_SILENCE);
        assertThat(save).isLessThan(LONGEST_SILENCE);
    }

    @Test
    void whatIsSavedOutlivesTheServer() throws Exception {
        StateStore store = store();
        store.save("www", 0, "first");
        store.save("www", 1, "second");

        restart();

        assertThat(store().load("www")).isEqualTo(new Entry(2, "second"));
        assertThat(store().save("www", 2, "third")).isTrue();
    }

    @Test
    void ofThreeInstancesOneLeadsAndAnotherWhenItIsClosed() throws Exception {
        Assumptions.assumeTrue(store().reach() == StateStore.Reach.SHARED, "instances share no such store");
        List<LeaseLeadership> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(LeaseLeadership.in(store(), "shop-prod")
                    .lease(SHORTEST_LEASE)
                    .build());
        }
        try {
            LeaseLeadership leader = leaderWithin(LONGEST_ELECTION, all);
            assertThat(leader.holds("example.com.", 1)).isTrue();
            all.remove(leader);
            leader.close();

            LeaseLeadership next = leaderWithin(SHORTEST_LEASE, all); // it was handed over

            assertThat(next.holds("example.com.", 2)).isTrue();
        } finally {
            all.forEach(LeaseLeadership::close);
        }
    }

    private static LeaseLeadership leaderWithin(Duration limit, List<LeaseLeadership> all) throws Exception {
        Semaphore changed = new Semaphore(0);
        all.forEach(one -> one.onChange(changed::release));
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - end < 0) {
            List<LeaseLeadership> leaders = all.stream()
                    .filter(one -> one.term("example.com.").isPresent())
                    .toList();
            assertThat(leaders).as("leaders").hasSizeLessThan(2);
            if (!leaders.isEmpty()) {
                return leaders.get(0);
            }
            if (changed.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                changed.drainPermits();
            }
        }
        throw new AssertionError("nobody leads after " + limit);
    }
}
