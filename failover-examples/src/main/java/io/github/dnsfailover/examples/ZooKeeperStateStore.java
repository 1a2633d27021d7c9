package io.github.dnsfailover.examples;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.common.PathUtils;
import org.apache.zookeeper.data.ACL;

/**
 * Keeps entries in ZooKeeper, a node for each key, through the application's own Curator. A test runs
 * StateStoreContract against it.
 *
 * <pre>{@code
 * StateStore store = ZooKeeperStateStore.over(curator, "/dnsfailover");
 * }</pre>
 *
 * <p>An entry's version is the node's data version plus one. <b>Never delete a node</b>: it begins anew then, and
 * whoever has read the old one may overwrite the new one. A data version has 32 bits; the save number 2,147,483,648 of
 * a node is refused, which is 68 years at one a second.
 *
 * <p>Reads catch up with the leader of the ensemble first. Saves never go through Curator's retries: one that is sent
 * again after a lost connection would meet its own work, and call it a conflict. Whatever is not known to be saved is
 * an IOException; such a save may still arrive.
 *
 * <p>A call has 3 s, whatever Curator does meanwhile; it is made on a daemon thread of its own, a few at a time. A
 * listener that blocks Curator's event thread holds up reads. The connection, its session and the namespace are the
 * caller's; Curator's ACL provider is not asked, so {@link #acl} says who may do what. Thread-safe.
 *
 * <p>A silent server is left after two thirds of the session timeout, and a server that was restored from a backup is
 * reached again after a whole one: 9 s suit a lease of 15 s.
 */
public final class ZooKeeperStateStore implements StateStore {

    /** A call of the engine or the lease is given up after three to five seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** Those that hang included; the engine and a lease together make fewer. */
    private static final int CALLS_AT_ONCE = 16;

    /** The server ends the connection at a request of 1 MiB, and the application's other calls with it. */
    private static final int LONGEST_BODY = 512 * 1024;

    private final CuratorFramework curator;
    private final String folder;
    private final List<ACL> acl;
    private final String site;
    private final Semaphore calls = new Semaphore(CALLS_AT_ONCE);

    private ZooKeeperStateStore(CuratorFramework curator, String folder, List<ACL> acl, String site) {
        this.curator = Objects.requireNonNull(curator, "curator");
        this.folder = folder;
        this.acl = new ArrayList<>(acl); // ZooKeeper asks whether it contains null, which List.of does not bear
        this.site = Objects.requireNonNull(site, "site");
    }

    /**
     * A store in the nodes under a path, which are made as needed; nothing is asked yet.
     *
     * @param curator started, and not closed before whoever uses the store
     * @throws IllegalArgumentException if it is no path, or the root
     */
    public static ZooKeeperStateStore over(CuratorFramework curator, String path) {
        PathUtils.validatePath(path);
        if (path.equals("/")) {
            throw new IllegalArgumentException("path: \"/\" is where everybody's nodes are; name one for these");
        }
        return new ZooKeeperStateStore(curator, path, ZooDefs.Ids.OPEN_ACL_UNSAFE, "");
    }

    /** The same, with the rights that nodes are made with; default: everybody may do everything. */
    public ZooKeeperStateStore acl(List<ACL> rights) {
        return new ZooKeeperStateStore(curator, folder, rights, site);
    }

    /** The same, with the site where most of the ensemble lives, for preflight. */
    public ZooKeeperStateStore at(String where) {
        return new ZooKeeperStateStore(curator, folder, acl, where);
    }

    @Override
    public Entry load(String key) throws IOException {
        return load(List.of(key)).getOrDefault(key, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return call("read", zooKeeper -> {
            // One after the other on one connection: whoever has seen the answer to sync reads nothing older.
            CompletableFuture<Boolean> synced = new CompletableFuture<>();
            zooKeeper.sync(folder(), (code, path, context) -> complete(synced, code, path, true), null);
            Map<String, CompletableFuture<Entry>> answers = new LinkedHashMap<>();
            for (String key : keys) {
                answers.computeIfAbsent(key, asked -> read(zooKeeper, node(asked)));
            }
            synced.get();
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (Map.Entry<String, CompletableFuture<Entry>> answer : answers.entrySet()) {
                entries.put(answer.getKey(), answer.getValue().get());
            }
            return entries;
        });
    }

    private static CompletableFuture<Entry> read(ZooKeeper zooKeeper, String node) {
        CompletableFuture<Entry> answer = new CompletableFuture<>();
        zooKeeper.getData(
                node,
                false,
                (code, path, context, data, stat) -> {
                    if (code == Code.NONODE.intValue()) {
                        answer.complete(Entry.NONE);
                    } else if (code != Code.OK.intValue()) {
                        complete(answer, code, path, Entry.NONE);
                    } else {
                        try {
                            answer.complete(entry(node, stat.getVersion(), data == null ? new byte[0] : data));
                        } catch (IOException e) {
                            answer.completeExceptionally(e);
                        }
                    }
                },
                null);
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, int code, String path, T value) {
        Code known = Code.get(code);
        if (known == Code.OK) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(
                    known == null
                            ? new IOException("unknown code " + code + " for " + path)
                            : KeeperException.create(known, path));
        }
    }

    /** What a node says; its data version wraps around, and what follows is no version any more. */
    static Entry entry(String node, int dataVersion, byte[] data) throws IOException {
        if (dataVersion < 0) {
            throw new IOException("node " + node + " was saved more often than its version can count");
        }
        return new Entry(dataVersion + 1L, ZooKeeperText.text(data));
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        Entry next = new Entry(expectedVersion + 1, text);
        if (next.version() == 0 || expectedVersion - 1 > Integer.MAX_VALUE) {
            return false; // nobody has such a version, and ZooKeeper takes -1 for any
        }
        if (expectedVersion - 1 == Integer.MAX_VALUE) {
            throw new IOException(
                    "not saved: the node's version can count no further; take another folder in all instances at once");
        }
        byte[] data = ZooKeeperText.data(text);
        if (data.length > LONGEST_BODY) {
            throw new IOException("not saved: a text of " + data.length + " bytes; " + LONGEST_BODY + " are allowed");
        }
        return call(
                "written",
                zooKeeper -> next.version() == 1
                        ? create(zooKeeper, node(key), data)
                        : replace(zooKeeper, node(key), data, (int) (expectedVersion - 1)));
    }

    private static boolean replace(ZooKeeper zooKeeper, String node, byte[] data, int version)
            throws KeeperException, InterruptedException {
        try {
            zooKeeper.setData(node, data, version);
            return true;
        } catch (KeeperException.BadVersionException | KeeperException.NoNodeException e) {
            return false;
        }
    }

    private boolean create(ZooKeeper zooKeeper, String node, byte[] data) throws KeeperException, InterruptedException {
        try {
            return makes(zooKeeper, node, data);
        } catch (KeeperException.NoNodeException e) {
            makeFolders(zooKeeper, folder());
            return makes(zooKeeper, node, data);
        }
    }

    /** Makes a node; false if it stands already. */
    private boolean makes(ZooKeeper zooKeeper, String node, byte[] data) throws KeeperException, InterruptedException {
        try {
            zooKeeper.create(node, data, acl, CreateMode.PERSISTENT);
            return true;
        } catch (KeeperException.NodeExistsException e) {
            return false;
        }
    }

    private void makeFolders(ZooKeeper zooKeeper, String path) throws KeeperException, InterruptedException {
        for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
            String one = end < 0 ? path : path.substring(0, end);
            if (zooKeeper.exists(one, false) == null) { // who may not make it may still use it
                makes(zooKeeper, one, new byte[0]); // or another instance was quicker
            }
            if (end < 0) {
                return;
            }
        }
    }

    /** Curator's own handle knows nothing of its namespace. */
    private String folder() {
        return ZKPaths.fixForNamespace(curator.getNamespace(), folder);
    }

    private String node(String key) {
        return folder() + "/" + ZooKeeperText.name(key);
    }

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T with(ZooKeeper zooKeeper) throws Exception;
    }

    private <T> T call(String what, Work<T> work) throws IOException {
        String failure = "nodes under " + folder + " could not be " + what + ": ";
        if (!calls.tryAcquire()) {
            throw new IOException(failure + CALLS_AT_ONCE + " calls are under way already");
        }
        // Curator may close an old session first, and wait for a server that says nothing.
        FutureTask<T> task =
                new FutureTask<>(() -> work.with(curator.getZookeeperClient().getZooKeeper()));
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        calls.release();
                    }
                },
                "zookeeper-store");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException(failure + "no answer within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(failure + "interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            Throwable reason =
                    cause instanceof ExecutionException ? Objects.requireNonNullElse(cause.getCause(), cause) : cause;
            throw new IOException(failure + words(reason), reason);
        } finally {
            task.cancel(true);
        }
    }

    private static String words(Throwable cause) {
        return cause instanceof KeeperException refused ? refused.code().toString() : String.valueOf(cause);
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public String toString() {
        return "ZooKeeper's nodes under " + folder;
    }
}
