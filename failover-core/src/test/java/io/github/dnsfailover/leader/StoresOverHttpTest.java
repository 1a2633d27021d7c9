package io.github.dnsfailover.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the stores in etcd and Kubernetes are made; what they do is in failover-testkit. */
class StoresOverHttpTest {

    @TempDir
    Path account;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e1:2379",
                "ftp://e1",
                "https://",
                "https://e1/v3",
                "https://e1?x=y",
                "https://e1#x",
                "https://e1:99999"
            })
    void whatIsNoPlainUrlIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EtcdStateStore.at("https://e2", url))
                .withMessageStartingWith("url: \"" + url + "\"; http or https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubernetesStateStore.at(url, "dnsfailover"))
                .withMessageStartingWith("url: \"" + url + "\"; http or https");
    }

    @Test
    void aPasswordInAUrlIsRefusedAndNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EtcdStateStore.at("https://app:hunter2@e1:2379"))
                .withMessageStartingWith("url: ")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void oneToSixteenMembersAreAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EtcdStateStore.at())
                .withMessage("urls: 0; 1 to 16 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EtcdStateStore.at(new String[17]))
                .withMessage("urls: 17; 1 to 16 are allowed");
    }

    @Test
    void aPrefixIsPrintable() {
        for (String prefix : new String[] {"", " ", "a b", "é", "x".repeat(101)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EtcdStateStore.at("https://e1").prefix(prefix))
                    .withMessageStartingWith("prefix: \"");
        }
    }

    @Test
    void secretsGoToOthersUnderTlsOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EtcdStateStore.at("https://e1", "http://e2")
                        .user("app", () -> new char[] {'x'})
                        .build())
                .withMessage("user: the password would go to http://e2 without TLS; use https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubernetesStateStore.at("http://10.0.0.1", "dnsfailover")
                        .namespace("shop")
                        .tokenFile(account.resolve("token"))
                        .build())
                .withMessage("tokenFile: the token would go to http://10.0.0.1 without TLS; use https");
        assertThat(EtcdStateStore.at("http://e2:2379").build()).hasToString("etcd at http://e2:2379");
    }

    @Test
    void everyInstanceSeesTheSame() {
        StateStore etcd = EtcdStateStore.at("https://e1").site("fra").build();
        StateStore kubernetes = KubernetesStateStore.at("https://k1", "dnsfailover")
                .namespace("shop")
                .site("fra")
                .build();

        assertThat(etcd.reach()).isEqualTo(StateStore.Reach.SHARED);
        assertThat(etcd.site()).isEqualTo("fra");
        assertThat(kubernetes.reach()).isEqualTo(StateStore.Reach.SHARED);
        assertThat(kubernetes.site()).isEqualTo("fra");
        assertThat(kubernetes).hasToString("ConfigMap shop/dnsfailover at https://k1");
    }

    @Test
    void namesThatKubernetesWouldRefuseAreRefused() {
        for (String name : new String[] {"", "A", "a_b", "-a", "a-", "a..b", "a/b", "../x", "x".repeat(254)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KubernetesStateStore.at("https://k1", name))
                    .withMessageStartingWith("name: \"");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KubernetesStateStore.at("https://k1", "a").namespace(name))
                    .withMessageStartingWith("namespace: \"");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubernetesStateStore.at("https://k1", "a").namespace("a.b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> KubernetesStateStore.at("https://k1", "a.b").build())
                .withMessage("namespace: not set");
    }

    @Test
    void outsideOfAClusterItSaysSo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KubernetesStateStore.inCluster("dnsfailover", key -> "", account))
                .withMessageStartingWith("KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set");
        Map<String, String> environment = Map.of("KUBERNETES_SERVICE_HOST", "::1", "KUBERNETES_SERVICE_PORT", "443");
        assertThatIllegalStateException()
                .isThrownBy(() -> KubernetesStateStore.inCluster(
                        "dnsfailover", key -> environment.getOrDefault(key, ""), account))
                .withMessageEndingWith("cannot be read: the pod has no service account");
    }

    @Test
    void inAClusterEverythingIsTakenFromThePod() throws Exception {
        HeldCertificate authority = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .duration(9, TimeUnit.DAYS)
                .build();
        HeldCertificate held = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .signedBy(authority)
                .duration(9, TimeUnit.DAYS)
                .build();
        Files.writeString(account.resolve("ca.crt"), authority.certificatePem());
        Files.writeString(account.resolve("namespace"), "shop\n");
        Files.writeString(account.resolve("token"), "abc\n");
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(held)
                    .build()
                    .sslSocketFactory());
            server.start(InetAddress.getLoopbackAddress(), 0);
            server.enqueue(new MockResponse.Builder()
                    .body("{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"dnsfailover\",\"namespace\":\"shop\","
                            + "\"resourceVersion\":\"7\"},\"data\":{\"www\":\"3 by hand\"}}")
                    .build());
            Map<String, String> environment = Map.of(
                    "KUBERNETES_SERVICE_HOST",
                    "127.0.0.1",
                    "KUBERNETES_SERVICE_PORT",
                    String.valueOf(server.getPort()));

            StateStore store = KubernetesStateStore.inCluster(
                            "dnsfailover", key -> environment.getOrDefault(key, ""), account)
                    .build();

            assertThat(store.load("www")).isEqualTo(new Entry(3, "by hand"));
            assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer abc");
        }
    }

    @Test
    void anAddressOfIpv6StandsInBrackets() throws Exception {
        HeldCertificate authority = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .duration(9, TimeUnit.DAYS)
                .build();
        Files.writeString(account.resolve("ca.crt"), authority.certificatePem());
        Files.writeString(account.resolve("namespace"), "shop");
        Map<String, String> environment =
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");

        assertThat(KubernetesStateStore.inCluster("dnsfailover", key -> environment.getOrDefault(key, ""), account)
                        .build())
                .hasToString("ConfigMap shop/dnsfailover at https://[fd00::1]:6443");
    }
}
