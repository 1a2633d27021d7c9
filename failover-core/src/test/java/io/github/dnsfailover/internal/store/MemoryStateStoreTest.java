package io.github.dnsfailover.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest extends StateStoreContract {

    private final StateStore store = StateStore.memory();

    @Override
    StateStore store() {
        return store;
    }

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
