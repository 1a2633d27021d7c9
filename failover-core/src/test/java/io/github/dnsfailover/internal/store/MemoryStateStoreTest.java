package io.github.dnsfailover.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import org.junit.jupiter.api.Test;

/** What a store in memory is besides a store; that it is one, the contract in failover-testkit shows. */
class MemoryStateStoreTest {

    private final StateStore store = StateStore.memory();

    @Test
    void storesShareNothing() throws Exception {
        store.save("www", 0, "text");

        assertThat(StateStore.memory().load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void itReachesThisProcessOnly() {
        assertThat(store.reach()).isEqualTo(StateStore.Reach.LOCAL);
        assertThat(store.site()).isEmpty();
        assertThat(store).hasToString("memory");
    }
}
