package io.github.dnsfailover.testkit;

import io.github.dnsfailover.StateStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The stores that need no server. */
class StateStoresContractTest {

    @Nested
    class InAFile extends StateStoreContract {

        @TempDir
        Path folder;

        @Override
        protected StateStore store() {
            return StateStore.file(folder.resolve("state"));
        }

        @Override
        protected int savesEach() {
            return 25; // each forces the disk
        }
    }

    @Nested
    class InThisProcess extends StateStoreContract {

        private final StateStore store = StateStore.memory();

        @Override
        protected StateStore store() {
            return store;
        }
    }

    @Nested
    class InSharedMemory extends StateStoreContract {

        private final SharedStateStore store = new SharedStateStore();

        @Override
        protected StateStore store() {
            return store.again();
        }
    }
}
