package io.github.dnsfailover.instances;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.stores.EtcdServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** A real etcd of one member. */
final class EtcdStore implements RunningStore {

    private static final String FIRST = "dnsfailover/";
    private static final String AFTER_LAST = "dnsfailover0"; // '0' comes after '/'

    private final EtcdServer server;

    EtcdStore() throws IOException {
        server = EtcdServer.start(EtcdServer.Door.PLAIN);
    }

    static StateStore at(int port) {
        return EtcdStateStore.at("http://127.0.0.1:" + port).build();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public long version(String key) throws IOException {
        return at(port()).load(key).version();
    }

    @Override
    public void empty() throws IOException {
        server.post(
                "/v3/kv/deleterange",
                "{\"key\":\"" + base64(FIRST) + "\",\"range_end\":\"" + base64(AFTER_LAST) + "\"}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As whoever restores a backup does: etcd is away meanwhile. */
    @Override
    public Copy copy() throws IOException {
        Path copy = server.copyOfData();
        return () -> server.killAndRestartOver(copy);
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
