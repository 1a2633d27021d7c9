package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.stores.UnreliableProxy;
import io.github.dnsfailover.stores.ZooKeeperServer;
import io.github.dnsfailover.testkit.StateStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The example of a store over ZooKeeper, at a real one. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZooKeeperStateStoreContractTest extends StateStoreContract {

    private static final Duration SOON = Duration.ofSeconds(20); // a client connects anew within seconds

    /** Clients that stay connected from test to test; those of a test are the first ones. */
    private final List<CuratorFramework> clients = new ArrayList<>();

    private final List<CuratorFramework> others = new ArrayList<>();
    private final List<UnreliableProxy> proxies = new ArrayList<>();
    private ZooKeeperServer server;
    private String folder = "";
    private int tests;
    private int used;

    @BeforeAll
    void startServer() throws IOException {
        server = ZooKeeperServer.start();
    }

    @BeforeEach
    void takeNodesOfItsOwn() {
        folder = "/shop/dnsfailover/test-" + tests++;
        used = 0;
    }

    @AfterEach
    void endProxies() throws IOException {
        for (UnreliableProxy proxy : proxies) {
            proxy.close();
        }
        proxies.clear();
        others.forEach(CuratorFramework::close);
        others.clear();
    }

    @AfterAll
    void stopServer() throws IOException {
        clients.forEach(CuratorFramework::close);
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected StateStore store() {
        return over(client());
    }

    private ZooKeeperStateStore over(CuratorFramework curator) {
        return ZooKeeperStateStore.over(curator, folder);
    }

    private CuratorFramework client() {
        if (used == clients.size()) {
            clients.add(connected(server.port()));
        }
        return clients.get(used++);
    }

    private static CuratorFramework connected(int port) {
        CuratorFramework curator = unconnected(port);
        try {
            if (!curator.blockUntilConnected((int) SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("no connection to ZooKeeper");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return curator;
    }

    private static CuratorFramework unconnected(int port) {
        CuratorFramework curator =
                CuratorFrameworkFactory.newClient("127.0.0.1:" + port, 30_000, 10_000, new RetryNTimes(20, 500));
        curator.start();
        return curator;
    }

    private CuratorFramework through(UnreliableProxy proxy) {
        CuratorFramework curator = connected(proxy.port());
        others.add(curator);
        return curator;
    }

    private UnreliableProxy proxy() throws IOException {
        UnreliableProxy proxy = new UnreliableProxy(server.port());
        proxies.add(proxy);
        return proxy;
    }

    @Override
    protected StateStore silent() {
        try {
            UnreliableProxy proxy = proxy();
            CuratorFramework curator = through(proxy);
            proxy.fallSilent();
            return over(curator);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void restart() throws IOException {
        server.killAndRestart();
        clients.forEach(CuratorFramework::close);
        clients.clear();
        used = 0;
    }

    @Test
    void aSaveWhoseAnswerIsLostIsNoConflictThoughItWasMade() throws Exception {
        UnreliableProxy proxy = proxy();
        StateStore store = over(through(proxy));
        store.save("www", 0, "first");
        proxy.loseAnswerTo("the second");

        assertThatThrownBy(() -> store.save("www", 1, "the second"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("could not be written: CONNECTIONLOSS");

        assertThat(store().load("www")).isEqualTo(new Entry(2, "the second"));
    }

    @Test
    void aNewEntryWhoseAnswerIsLostIsNoConflictThoughItWasMade() throws Exception {
        UnreliableProxy proxy = proxy();
        StateStore store = over(through(proxy));
        store.save("other", 0, "makes the folders");
        proxy.loseAnswerTo("the first");

        assertThatThrownBy(() -> store.save("www", 0, "the first"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("could not be written: CONNECTIONLOSS");

        assertThat(store().load("www")).isEqualTo(new Entry(1, "the first"));
    }

    /** Why the store does not call Curator itself. */
    @Test
    void curatorsOwnRetryTakesItsOwnWorkForAConflict() throws Exception {
        UnreliableProxy proxy = proxy();
        CuratorFramework curator = through(proxy);
        over(curator).save("www", 0, "first");
        proxy.loseAnswerTo("the second");

        assertThatThrownBy(() -> curator.setData()
                        .withVersion(0)
                        .forPath(folder + "/www", "the second".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(KeeperException.BadVersionException.class);

        assertThat(store().load("www")).isEqualTo(new Entry(2, "the second"));
    }

    @Test
    void afterALostConnectionTheSameStoreGoesOn() throws Exception {
        UnreliableProxy proxy = proxy();
        CuratorFramework curator = through(proxy);
        StateStore store = over(curator);
        store.save("www", 0, "first");
        proxy.loseAnswerTo("the second");
        assertThatThrownBy(() -> store.save("www", 1, "the second")).isInstanceOf(IOException.class);

        assertThat(curator.blockUntilConnected((int) SOON.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        assertThat(loadedSoon(store)).isEqualTo(new Entry(2, "the second"));
        assertThat(store.save("www", 2, "third")).isTrue();
    }

    /** The server turns it away until then, for it has seen more than there is. */
    @Test
    void aClientOfAServerThatWasRestoredIsBackAfterItsSession() throws Exception {
        int session = 4_000; // the shortest that the server grants
        try (ZooKeeperServer restored = ZooKeeperServer.start();
                CuratorFramework curator = CuratorFrameworkFactory.newClient(
                        "127.0.0.1:" + restored.port(), session, session / 2, new RetryNTimes(20, 500))) {
            curator.start();
            curator.blockUntilConnected((int) SOON.toSeconds(), TimeUnit.SECONDS);
            StateStore store = over(curator);
            store.save("www", 0, "first");
            Path copy = restored.copyOfData();
            assertThat(loadedSoon(store)).isEqualTo(new Entry(1, "first"));
            store.save("www", 1, "second");

            long began = System.nanoTime();
            restored.killAndRestartOver(copy);

            assertThat(loadedSoon(store)).isEqualTo(new Entry(1, "first"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(session / 2));
            assertThat(store.save("www", 1, "other")).isTrue();
        }
    }

    /** Curator may still say that it is connected when it is not yet any more. */
    private static Entry loadedSoon(StateStore store) throws IOException {
        long end = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                return store.load("www");
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    @Test
    void whoeverWaitsCanBeInterrupted() throws Exception {
        StateStore silent = silent();
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            assertThatThrownBy(() -> silent.save("www", 0, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("could not be written: interrupted");
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(task, "waiting");

        thread.start();
        thread.interrupt();

        assertThat(task.get(2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callsThatHangDoNotPileUp() throws Exception {
        StateStore silent = silent();
        List<FutureTask<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            FutureTask<String> task = new FutureTask<>(() -> failure(silent));
            tasks.add(task);
            new Thread(task, "waiting").start();
        }

        List<String> failures = new ArrayList<>();
        for (FutureTask<String> task : tasks) {
            failures.add(task.get(10, TimeUnit.SECONDS));
        }

        assertThat(failures)
                .allMatch(text ->
                        text.endsWith("no answer within 3 s") || text.endsWith("16 calls are under way already"));
        assertThat(failures).filteredOn(text -> text.endsWith("already")).hasSizeBetween(1, 24);
        assertThat(failure(silent)).endsWith("no answer within 3 s");
    }

    private static String failure(StateStore store) {
        try {
            return String.valueOf(store.load("www"));
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Test
    void aServerThatIsNotThereHoldsNobodyForLong() throws Exception {
        UnreliableProxy proxy = proxy();
        proxy.close();
        CuratorFramework curator = unconnected(proxy.port());
        others.add(curator);
        long began = System.nanoTime();

        assertThatThrownBy(() -> over(curator).load("www")).isInstanceOf(IOException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aClientThatIsClosedFailsEachCall() throws Exception {
        CuratorFramework curator = connected(server.port());
        StateStore store = over(curator);
        curator.close();

        assertThatThrownBy(() -> store.load("www")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.save("www", 0, "text")).isInstanceOf(IOException.class);
    }

    @Test
    void anEntryThatIsDeletedBeginsAnew() throws Exception {
        StateStore store = store();
        store.save("www", 0, "first");
        store.save("www", 1, "second");
        client().delete().forPath(folder + "/www");

        assertThat(store.load("www")).isEqualTo(Entry.NONE);
        assertThat(store.save("www", 2, "third")).isFalse();
        assertThat(store.save("www", 0, "anew")).isTrue();
        assertThat(store.load("www")).isEqualTo(new Entry(1, "anew"));
    }

    @Test
    void aNodeThatSomebodyWroteByHandIsRead() throws Exception {
        StateStore store = store();
        CuratorFramework hand = client();
        hand.create().creatingParentsIfNeeded().forPath(folder + "/www", "Grüße".getBytes(StandardCharsets.UTF_8));

        assertThat(store.load("www")).isEqualTo(new Entry(1, "Grüße"));
        assertThat(store.save("www", 1, "by us")).isTrue();
        assertThat(new String(hand.getData().forPath(folder + "/www"), StandardCharsets.UTF_8))
                .isEqualTo("by us");
    }

    @Test
    void aNodeOfAnotherProgramIsNeitherReadNorTakenForNothing() throws Exception {
        client().create().creatingParentsIfNeeded().forPath(folder + "/www", new byte[] {1, (byte) 0xff, 2});

        assertThatThrownBy(() -> store().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the node holds no text");
    }

    @Test
    void aFolderThatTakesNoChildrenIsNoConflict() throws Exception {
        CuratorFramework other = client();
        other.create().creatingParentsIfNeeded().withMode(CreateMode.EPHEMERAL).forPath(folder);

        assertThatThrownBy(() -> store().save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NOCHILDRENFOREPHEMERALS");
        other.delete().forPath(folder);
    }

    @Test
    void whoMayNotWriteIsToldSo() throws Exception {
        store().save("other", 0, "makes the folders");
        over(client()).acl(ZooDefs.Ids.READ_ACL_UNSAFE).save("www", 0, "text");

        assertThat(store().load("www")).isEqualTo(new Entry(1, "text"));
        assertThatThrownBy(() -> store().save("www", 1, "other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NOAUTH");
    }

    @Test
    void theNamespaceOfTheCallersCuratorIsKept() throws Exception {
        CuratorFramework plain = client();
        StateStore store = ZooKeeperStateStore.over(plain.usingNamespace("team"), folder);

        store.save("lead:shop/example.com.", 0, "text");

        Stat stat = plain.checkExists().forPath("/team" + folder + "/lead:shop%002fexample.com.");
        assertThat(stat.getVersion()).isZero();
        assertThat(store.load("lead:shop/example.com.")).isEqualTo(new Entry(1, "text"));
        assertThat(store().load("lead:shop/example.com.")).isEqualTo(Entry.NONE);
    }

    @Test
    void aRootOfTheConnectionThatIsMissingIsNoConflict() throws Exception {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(
                "127.0.0.1:" + server.port() + "/nowhere" + tests, new RetryNTimes(20, 500));
        others.add(curator);
        curator.start();

        assertThatThrownBy(() -> over(curator).save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NONODE");
    }

    @Test
    void aTextThatWouldEndTheConnectionIsRefusedBefore() throws Exception {
        StateStore store = store();

        assertThatThrownBy(() -> store.save("www", 0, "a".repeat(2_000_000)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not saved: a text of 2000000 bytes");

        assertThat(store.save("www", 0, "short")).isTrue();
    }

    @Test
    void aVersionEndsWhereZooKeepersWrapsAround() throws Exception {
        assertThat(ZooKeeperStateStore.entry("www", Integer.MAX_VALUE, new byte[0]))
                .isEqualTo(new Entry(2_147_483_648L, ""));
        assertThatThrownBy(() -> ZooKeeperStateStore.entry("www", Integer.MIN_VALUE, new byte[0]))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ZooKeeperStateStore.entry("www", -1, new byte[0]))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store().save("www", 2_147_483_648L, "one too many"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not saved: ");
    }

    @Test
    void keysThatAreNoNamesOfNodesAreKeys() throws Exception {
        StateStore store = store();
        List<String> keys = List.of(".", "..", "%", "%002e", "/", "//", "\u0000", "\ud83d", "\uffff", "zookeeper");
        for (String key : keys) {
            assertThat(store.save(key, 0, "of " + key)).isTrue();
        }

        Map<String, Entry> loaded = store.load(keys);

        assertThat(loaded).hasSize(keys.size());
        keys.forEach(key -> assertThat(loaded).containsEntry(key, new Entry(1, "of " + key)));
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        for (String path : List.of("", "/", "dnsfailover", "/dnsfailover/", "/a//b", "/../x")) {
            assertThatIllegalArgumentException()
                    .as(path)
                    .isThrownBy(() -> ZooKeeperStateStore.over(clients.get(0), path));
        }
    }

    @Test
    void itIsSharedAndSaysWhereItIs() {
        ZooKeeperStateStore store = over(client()).at("third");

        assertThat(store.reach()).isEqualTo(StateStore.Reach.SHARED);
        assertThat(store.site()).isEqualTo("third");
        assertThat(store).hasToString("ZooKeeper's nodes under " + folder);
    }
}
