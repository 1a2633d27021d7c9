package io.github.dnsfailover.instances;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.examples.ZooKeeperStateStore;
import io.github.dnsfailover.stores.ZooKeeperServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;

/** A real ZooKeeper of one server. */
final class ZooKeeperStore implements RunningStore {

    private static final String FOLDER = "/dnsfailover";

    /** As several-instances.md says: after two thirds of it a client leaves a server that says nothing. */
    private static final Duration SESSION = Duration.ofSeconds(9);

    private static final Duration CONNECTING = Duration.ofSeconds(3);

    private final ZooKeeperServer server = ZooKeeperServer.start();

    ZooKeeperStore() throws IOException {}

    static StateStore at(int port) {
        return ZooKeeperStateStore.over(client(port), FOLDER);
    }

    private static CuratorFramework client(int port) {
        CuratorFramework client = CuratorFrameworkFactory.newClient(
                "127.0.0.1:" + port, (int) SESSION.toMillis(), (int) CONNECTING.toMillis(), new RetryOneTime(100));
        client.start();
        return client;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public long version(String key) throws IOException {
        try (CuratorFramework client = client(server.port())) {
            return ZooKeeperStateStore.over(client, FOLDER).load(key).version();
        }
    }

    @Override
    public void empty() throws Exception {
        try (CuratorFramework client = client(server.port())) {
            client.delete().deletingChildrenIfNeeded().forPath(FOLDER);
        } catch (KeeperException.NoNodeException e) {
            // Nobody has saved anything yet.
        }
    }

    /** As whoever restores a backup does: ZooKeeper is away meanwhile. */
    @Override
    public Copy copy() throws IOException {
        Path copy = server.copyOfData();
        return () -> server.killAndRestartOver(copy);
    }

    /** A server does not take a client that has seen later changes, until it begins another session. */
    @Override
    public Duration estrangement() {
        return SESSION;
    }

    @Override
    public void killAndRestart() throws IOException {
        server.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
