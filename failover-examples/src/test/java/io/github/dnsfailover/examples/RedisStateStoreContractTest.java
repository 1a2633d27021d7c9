package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.stores.RedisServer;
import io.github.dnsfailover.stores.UnreliableProxy;
import io.github.dnsfailover.testkit.StateStoreContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The example of a store of one's own, at a real Redis. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisStateStoreContractTest extends StateStoreContract {

    private final List<UnreliableProxy> proxies = new ArrayList<>();
    private RedisServer server;

    @BeforeAll
    void startServer() throws IOException {
        server = RedisServer.start();
    }

    @BeforeEach
    void empty() throws IOException {
        RedisServer.call(server.port(), "FLUSHALL");
    }

    @AfterEach
    void endProxies() throws IOException {
        for (UnreliableProxy proxy : proxies) {
            proxy.close();
        }
        proxies.clear();
    }

    @AfterAll
    void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** What a client does, with a connection for each call. */
    private static RedisStateStore.Eval at(int port) {
        return (script, key, arguments) -> {
            List<String> words = new ArrayList<>(List.of("EVAL", script, "1", key));
            words.addAll(List.of(arguments));
            return RedisServer.call(port, words.toArray(String[]::new));
        };
    }

    @Override
    protected StateStore store() {
        return new RedisStateStore(at(server.port()));
    }

    @Override
    protected StateStore silent() {
        try {
            UnreliableProxy proxy = new UnreliableProxy(server.port());
            proxies.add(proxy);
            proxy.fallSilent();
            return new RedisStateStore(at(proxy.port()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void restart() throws IOException {
        server.killAndRestart();
    }

    @Test
    void anAnswerThatIsNoneOfTheScriptsIsNoConflict() {
        for (List<String> answer : List.of(List.<String>of(), List.of("0"), List.of("saved", "saved"))) {
            StateStore store = new RedisStateStore((script, key, arguments) -> answer);

            assertThatThrownBy(() -> store.save("www", 0, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("not known to be saved");
        }
    }

    @Test
    void whatAnotherProgramWroteIsNeitherReadNorTakenForNothing() throws Exception {
        RedisServer.call(server.port(), "SET", "dnsfailover:www", "a cache");
        RedisServer.call(server.port(), "HSET", "dnsfailover:ftp", "version", "new");

        assertThatThrownBy(() -> store().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("WRONGTYPE");
        assertThatThrownBy(() -> store().save("www", 0, "text")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store().load("ftp"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no version: dnsfailover:ftp");
    }
}
