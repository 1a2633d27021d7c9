package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.leader.KubernetesStateStore;
import io.github.dnsfailover.stores.KubernetesServer.Verb;
import io.github.dnsfailover.testkit.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store in a ConfigMap, at a fake that is as strict as the real API server. */
@Timeout(300)
class KubernetesStateStoreContractTest extends StateStoreContract {

    private final List<UnreliableProxy> proxies = new ArrayList<>();
    private KubernetesServer server;

    @TempDir
    Path folder;

    private Path tokenFile;

    @BeforeEach
    void startServer() throws Exception {
        server = new KubernetesServer();
        tokenFile = folder.resolve("token");
        Files.writeString(tokenFile, "first\n");
    }

    @AfterEach
    void stop() throws Exception {
        for (UnreliableProxy proxy : proxies) {
            proxy.close();
        }
        server.close();
    }

    private KubernetesStateStore at(String url) {
        HandshakeCertificates trust = KubernetesServer.trust();
        return KubernetesStateStore.at(url, "dnsfailover")
                .namespace("shop")
                .tokenFile(tokenFile)
                .trust(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    @Override
    protected StateStore store() {
        return at(server.url());
    }

    @Override
    protected StateStore silent() {
        try {
            UnreliableProxy proxy = new UnreliableProxy(server.port());
            proxies.add(proxy);
            StateStore store = at("https://127.0.0.1:" + proxy.port());
            store.load("www"); // the connection stands while all is well
            proxy.fallSilent();
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The words of {@code kubectl patch}, which changes a ConfigMap that is there. */
    @Override
    protected void type(String command) throws Exception {
        store().save("www", 0, "text");
        Matcher patch = Pattern.compile("kubectl -n shop patch configmap dnsfailover --type merge -p '([^']*)'")
                .matcher(command);
        assertThat(patch.matches()).as(command).isTrue();
        ObjectNode change = (ObjectNode) new ObjectMapper().readTree(patch.group(1));
        server.edit(
                "shop",
                "dnsfailover",
                object -> ((ObjectNode) object.get("data")).setAll((ObjectNode) change.get("data")));
    }

    @Override
    protected void restart() throws IOException {
        server.restart();
    }

    @Override
    protected int savesEach() {
        return 50; // two requests each, under TLS
    }

    @Test
    void allEntriesAreReadInOneRequest() throws Exception {
        StateStore store = store();
        store.save("www", 0, "text");
        int before = server.asked().size();

        store.load(List.of("www", "ftp", "lead:shop/a", "words:me/prod"));

        assertThat(server.asked().subList(before, server.asked().size()))
                .containsExactly("GET /api/v1/namespaces/shop/configmaps/dnsfailover");
    }

    @Test
    void savesUnderOtherKeysAreNoReasonToFail() throws Exception {
        StateStore shared = store();
        for (int version = 0; version < 10; version++) {
            List<FutureTask<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "lead:shop/" + i;
                int expected = version;
                StateStore own = i < 4 ? shared : store();
                tasks.add(new FutureTask<>(() -> own.save(key, expected, "text")));
            }

            tasks.forEach(task -> new Thread(task, "writer").start());

            for (FutureTask<Boolean> task : tasks) {
                assertThat(task.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void whoeverIsQuickerUnderTheSameKeyWins() throws Exception {
        StateStore store = store();
        StateStore other = store();
        store.save("www", 0, "first");
        AtomicInteger puts = new AtomicInteger();
        server.before(verb -> {
            if (verb == Verb.UPDATE && puts.getAndIncrement() == 0) {
                saves(other, "www", 1, "of the other");
            }
        });

        assertThat(store.save("www", 1, "ours")).isFalse();

        assertThat(store.load("www")).isEqualTo(new Entry(2, "of the other"));
    }

    @Test
    void whereOthersWriteAllTheTimeASaveEndsAndWasNotDone() throws Exception {
        StateStore store = store();
        store.save("www", 0, "first");
        server.before(verb -> {
            if (verb == Verb.UPDATE) {
                server.edit("shop", "dnsfailover", object -> object.put("touched", true));
            }
        });

        assertThatThrownBy(() -> store.save("www", 1, "ours"))
                .isInstanceOf(IOException.class); // after 50 tries, or at the end of the 3 s
        server.before(verb -> {});
        assertThat(store.load("www")).isEqualTo(new Entry(1, "first"));
    }

    private static void saves(StateStore store, String key, long expected, String text) {
        try {
            assertThat(store.save(key, expected, text)).isTrue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ofTwoThatMakeTheConfigMapBothAreKept() throws Exception {
        StateStore other = store();
        AtomicInteger posts = new AtomicInteger();
        server.before(verb -> {
            if (verb == Verb.CREATE && posts.getAndIncrement() == 0) {
                saves(other, "ftp", 0, "of the other");
            }
        });

        assertThat(store().save("www", 0, "ours")).isTrue();

        assertThat(store().load("ftp")).isEqualTo(new Entry(1, "of the other"));
        assertThat(store().load("www")).isEqualTo(new Entry(1, "ours"));
    }

    @Test
    void whatElseStandsInTheConfigMapIsKept() throws Exception {
        StateStore store = store();
        store.save("www", 0, "text");
        server.edit("shop", "dnsfailover", object -> {
            ((ObjectNode) object.get("metadata")).putObject("labels").put("team", "shop");
            ((ObjectNode) object.get("data")).put("colour", "blue");
            object.putObject("binaryData").put("x", "AAEC");
        });

        assertThat(store.save("www", 1, "other")).isTrue();

        ObjectNode stored = server.stored("shop", "dnsfailover");
        assertThat(stored.at("/metadata/labels/team").asText()).isEqualTo("shop");
        assertThat(stored.at("/data/colour").asText()).isEqualTo("blue");
        assertThat(stored.at("/data/www").asText()).isEqualTo("2 =other");
        assertThat(stored.at("/binaryData/x").asText()).isEqualTo("AAEC");
    }

    @Test
    void anEntryThatSomebodyBrokeIsNoEntryOfNothing() throws Exception {
        StateStore store = store();
        store.save("www", 0, "text");
        for (String broken : List.of("", "text", "-1 =text", "0 =text", "1", "99999999999999999999 =x", "01 =x")) {
            server.edit("shop", "dnsfailover", object -> ((ObjectNode) object.get("data")).put("www", broken));

            assertThatThrownBy(() -> store.load("www")).as("\"%s\"", broken).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.save("www", 0, "ours"))
                    .as("\"%s\"", broken)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void theTokenIsReadAnew() throws Exception {
        StateStore store = store();
        store.save("www", 0, "text");

        server.token("second");

        assertThatThrownBy(() -> store.load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("ConfigMap shop/dnsfailover at " + server.url()
                        + " could not be read: answered 401 Unauthorized: ")
                .hasMessageNotContaining("first");
        Files.writeString(tokenFile, "second");
        assertThat(store.load("www")).isEqualTo(new Entry(1, "text"));
        Files.writeString(tokenFile, "two\nlines");
        assertThatThrownBy(() -> store.load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("holds no token");
        Files.delete(tokenFile);
        assertThatThrownBy(() -> store.load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the token cannot be read");
    }

    @Test
    void rightsThatAreMissingAreToldByTheServersWord() throws Exception {
        server.forbid(Verb.CREATE);
        assertThatThrownBy(() -> store().save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be written: answered 403 Forbidden: ");

        server.forbid(Verb.GET);
        assertThatThrownBy(() -> store().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be read: answered 403 Forbidden: ");
    }

    @Test
    void aConfigMapThatIsThereNeedsNoRightToMakeOne() throws Exception {
        StateStore store = store();
        store.save("ftp", 0, "text");
        server.edit("shop", "dnsfailover", object -> object.remove("data"));
        server.forbid(Verb.CREATE);

        assertThat(store.save("www", 0, "text")).isTrue();
        assertThat(store.load("www")).isEqualTo(new Entry(1, "text"));
    }

    @Test
    void anAuthorityThatIsNotTheClustersIsNotTrusted() throws Exception {
        StateStore store = KubernetesStateStore.at(server.url(), "dnsfailover")
                .namespace("shop")
                .tokenFile(tokenFile)
                .build();

        assertThatThrownBy(() -> store.load("www")).isInstanceOf(IOException.class);
        assertThat(server.asked()).isEmpty();
    }
}
