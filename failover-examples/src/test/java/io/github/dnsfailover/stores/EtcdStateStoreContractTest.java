package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.testkit.FreePort;
import io.github.dnsfailover.testkit.StateStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The store in etcd, at a real one. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdStateStoreContractTest extends StateStoreContract {

    private static final char[] PASSWORD = "correct horse".toCharArray();

    private final List<UnreliableProxy> proxies = new ArrayList<>();
    private EtcdServer server;
    private int test;

    @BeforeAll
    void startServer() throws Exception {
        server = EtcdServer.start(EtcdServer.Door.PLAIN);
    }

    @BeforeEach
    void empty() {
        test++; // each has a prefix of its own, for nothing is deleted
    }

    @AfterEach
    void closeProxies() throws Exception {
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

    private EtcdStateStore.Builder at(String... urls) {
        return EtcdStateStore.at(urls).prefix("test-" + test + "/");
    }

    @Override
    protected StateStore store() {
        return at(server.url()).build();
    }

    /** The words of {@code etcdctl put}, whose package need not be here. */
    @Override
    protected void type(String command) throws Exception {
        Matcher put = Pattern.compile("etcdctl put '([^']*)' '([^']*)'").matcher(command);
        assertThat(put.matches()).as(command).isTrue();
        server.post(
                "/v3/kv/put", "{\"key\":\"" + base64(put.group(1)) + "\",\"value\":\"" + base64(put.group(2)) + "\"}");
    }

    @Override
    protected StateStore silent() {
        try {
            UnreliableProxy proxy = new UnreliableProxy(server.port());
            proxies.add(proxy);
            StateStore store = at("http://127.0.0.1:" + proxy.port()).build();
            store.load("www"); // the connection stands while all is well
            proxy.fallSilent();
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void restart() throws IOException {
        server.killAndRestart();
    }

    @Test
    void whoeverHasAnotherPrefixSeesNothing() throws Exception {
        StateStore other = EtcdStateStore.at(server.url())
                .prefix("test-" + test + "/other/")
                .build();
        store().save("www", 0, "text");

        assertThat(other.load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void aReaderOfTheKeysSeesPlainText() throws Exception {
        store().save("lead:shop-prod/example.com.", 0, "Grüße");

        String key = base64("test-" + test + "/lead:shop-prod/example.com.");
        assertThat(server.post("/v3/kv/range", "{\"key\":\"" + key + "\"}"))
                .contains("\"value\":\"" + base64("=Grüße") + "\"");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDeadMemberIsPassedOver() throws Exception {
        String dead = "http://127.0.0.1:" + FreePort.find();

        for (int i = 0; i < 3; i++) {
            StateStore store = at(dead, server.url()).build();
            assertThat(store.save("www", i, "text " + i)).isTrue();
            assertThat(store.load("www")).isEqualTo(new Entry(i + 1, "text " + i));
            assertThat(store.save("www", i, "text")).isFalse();
        }
    }

    @Test
    void aSilentMemberIsPassedOverByReadsOnly() throws Exception {
        StateStore first = store();
        first.save("www", 0, "text");
        UnreliableProxy proxy = new UnreliableProxy(server.port());
        proxies.add(proxy);
        proxy.fallSilent();
        StateStore store = at("http://127.0.0.1:" + proxy.port(), server.url()).build();

        assertThatThrownBy(() -> store.save("www", 1, "not known")).isInstanceOf(IOException.class);
        assertThat(store.load("www")).isEqualTo(new Entry(1, "text"));
        assertThat(store.save("www", 1, "known")).isTrue();
    }

    @Test
    void aConnectionThatDiedWithTheServerCostsAReadNothing() throws Exception {
        StateStore store = store();
        store.save("www", 0, "text");

        restart();

        assertThat(store.load("www")).isEqualTo(new Entry(1, "text"));
        assertThat(store.save("www", 1, "other")).isTrue();
    }

    @Test
    void aMemberOfAnotherClusterIsNotAsked() throws Exception {
        UnreliableProxy proxy = new UnreliableProxy(server.port());
        proxies.add(proxy);
        String own = "http://127.0.0.1:" + proxy.port();
        try (EtcdServer stranger = EtcdServer.start(EtcdServer.Door.PLAIN)) {
            StateStore store = at(own, stranger.url()).build();
            assertThat(store.save("www", 0, "text")).isTrue();
            proxy.fallSilent();

            assertThatThrownBy(() -> store.load("www"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(stranger.url() + ": it is of another cluster than " + own);
        }
    }

    @Test
    void aDeletedKeyBeginsAnew() throws Exception {
        store().save("www", 0, "text");

        server.post("/v3/kv/deleterange", "{\"key\":\"" + base64("test-" + test + "/www") + "\"}");

        assertThat(store().load("www")).isEqualTo(Entry.NONE);
        assertThat(store().save("www", 1, "other")).isFalse();
    }

    @Test
    void certificatesAreShownAndVerified() throws Exception {
        try (EtcdServer guarded = EtcdServer.start(EtcdServer.Door.CERTIFICATES)) {
            HandshakeCertificates client = EtcdServer.client();
            StateStore store = EtcdStateStore.at(guarded.url())
                    .trust(client.sslSocketFactory(), client.trustManager())
                    .build();

            assertThat(store.save("www", 0, "text")).isTrue();
            assertThat(store.load("www")).isEqualTo(new Entry(1, "text"));
            assertThatThrownBy(() -> EtcdStateStore.at(guarded.url()).build().load("www"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("etcd could not be read: " + guarded.url() + ": ");
        }
    }

    @Test
    void aTokenThatIsNotTakenAnyLongerIsRenewed() throws Exception {
        try (EtcdServer guarded = guarded()) {
            AtomicInteger logins = new AtomicInteger();
            StateStore store = EtcdStateStore.at(guarded.url())
                    .user("app", () -> {
                        logins.incrementAndGet();
                        return PASSWORD.clone();
                    })
                    .build();
            assertThat(store.save("www", 0, "first")).isTrue();
            assertThat(store.load("www")).isEqualTo(new Entry(1, "first"));
            assertThat(logins).hasValue(1);

            String root = guarded.post("/v3/auth/authenticate", "{\"name\":\"root\",\"password\":\"of root\"}")
                    .replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
            guarded.post("/v3/auth/user/changepw", user("app"), root); // the same, but the token is over

            assertThat(store.save("www", 1, "second")).isTrue();
            assertThat(store.load("www")).isEqualTo(new Entry(2, "second"));
            assertThat(logins).hasValue(2);
        }
    }

    @Test
    void whoMayNotIsToldSoWithoutThePassword() throws Exception {
        try (EtcdServer guarded = guarded()) {
            StateStore nobody = EtcdStateStore.at(guarded.url()).build();
            StateStore wrong = EtcdStateStore.at(guarded.url())
                    .user("app", () -> "hunter2".toCharArray())
                    .build();
            StateStore elsewhere = EtcdStateStore.at(guarded.url())
                    .prefix("elsewhere/")
                    .user("app", PASSWORD::clone)
                    .build();

            assertThatThrownBy(() -> nobody.load("www"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered 400: etcdserver: user name is empty");
            assertThatThrownBy(() -> wrong.save("www", 0, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("authentication failed")
                    .hasMessageNotContaining("hunter2");
            assertThatThrownBy(() -> elsewhere.load("www"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered 403: etcdserver: permission denied");
        }
        assertThatThrownBy(() ->
                        at(server.url()).user("app", PASSWORD::clone).build().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("authentication is not enabled");
    }

    /** With a user who may read and write what begins with our prefix, and nothing else. */
    private static EtcdServer guarded() throws IOException {
        EtcdServer guarded = EtcdServer.start(EtcdServer.Door.PLAIN);
        guarded.post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"of root\"}");
        guarded.post("/v3/auth/role/add", "{\"name\":\"root\"}");
        guarded.post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        guarded.post("/v3/auth/user/add", user("app"));
        guarded.post("/v3/auth/role/add", "{\"name\":\"app\"}");
        String end = base64("dnsfailover0"); // the character after the slash
        guarded.post(
                "/v3/auth/role/grant",
                "{\"name\":\"app\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"" + base64("dnsfailover/")
                        + "\",\"range_end\":\"" + end + "\"}}");
        guarded.post("/v3/auth/user/grant", "{\"user\":\"app\",\"role\":\"app\"}");
        guarded.post("/v3/auth/enable", "{}");
        return guarded;
    }

    private static String user(String name) {
        return "{\"name\":\"" + name + "\",\"password\":\"" + String.valueOf(PASSWORD) + "\"}";
    }
}
