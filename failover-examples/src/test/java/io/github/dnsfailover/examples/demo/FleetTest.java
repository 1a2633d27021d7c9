package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The story with several instances, in processes of their own. */
@Timeout(300)
class FleetTest {

    private static final String CLASS_PATH = "java.class.path";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final String classPath = System.getProperty(CLASS_PATH);

    @BeforeEach
    void addresses() {
        Loopback.require();
    }

    @AfterEach
    void nobodyIsLeft() {
        System.setProperty(CLASS_PATH, classPath);
        assertThat(ProcessHandle.current().children().filter(FleetTest::isInstance))
                .as("instances that outlive the story")
                .isEmpty();
    }

    private static boolean isInstance(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(PlayingInstance.class.getName());
    }

    @Test
    void anotherInstanceMovesTheRecordWhenTheLeaderIsKilled() throws Exception {
        play(3, Duration.ofSeconds(60));

        List<String> lines = lines();
        assertThat(lines.get(lines.size() - 1))
                .matches("demo ok: failover \\d+\\.\\d s, failback \\d+\\.\\d s, empty answers 0");
        assertThat(lines.get(lines.size() - 2)).matches("leaders [23], changes 2"); // a starved leader loses the lead
        String story = String.join("\n", lines);
        assertThat(story)
                .containsSubsequence(
                        "leads example.com. with term",
                        "demo    STOPS cloudhelix",
                        "demo    KILLS node-",
                        "leads example.com. with term",
                        "FAILOVER from [cloudhelix] to [ec2]",
                        "demo    STARTS cloudhelix again",
                        "FAILBACK from [ec2] to [cloudhelix]");
        String killed = story.replaceAll("(?s).*KILLS (node-\\d).*", "$1");
        assertThat(story).doesNotContainPattern("(?s)KILLS .*\\d s  " + killed + " +(leads|FAILOVER|FAILBACK)");
    }

    @Test
    void instancesThatDoNotStartAreToldWithWhatTheySaid() {
        System.setProperty(CLASS_PATH, "/nowhere");

        assertThatThrownBy(() -> play(2, Duration.ofSeconds(4)))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageContaining("within 4.0 s it did not come to this: ")
                .hasMessageContaining("node-1 (ended with 1) said last:")
                .hasMessageContaining("node-2 (ended with 1) said last:")
                .hasMessageContaining("ClassNotFoundException: " + PlayingInstance.class.getName());
        assertThat(lines()).noneMatch(line -> line.contains("demo ok"));
    }

    @Test
    void theStoreIsOpenToThisMachineAndThosePeopleOnlyWhoKnowThePassword() throws Exception {
        try (H2Store store = H2Store.open()) {
            assertThatThrownBy(() -> DriverManager.getConnection(store.url(), H2Store.USER, "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Wrong user name or password");
            DriverManager.getConnection(store.url(), H2Store.USER, store.password())
                    .close();

            int port = URI.create(store.url().substring("jdbc:h2:".length())).getPort();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : each.inetAddresses().toList()) {
                    boolean own = address.equals(InetAddress.getLoopbackAddress());
                    assertThat(listens(address, port)).as(address.toString()).isEqualTo(own);
                }
            }
        }
    }

    private static boolean listens(InetAddress address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void ordersArriveAsTheyWereGiven() {
        PlayingInstance.Orders orders = new PlayingInstance.Orders(
                "node-1",
                DemoSettings.ofDemo(),
                new DemoPool.Places("127.0.0.2", "127.0.0.3", 8080),
                53,
                "jdbc:h2:tcp://127.0.0.1:1/mem:x");

        assertThat(PlayingInstance.Orders.of(orders.arguments().toArray(String[]::new)))
                .isEqualTo(orders);
    }

    private void play(int instances, Duration patience) throws Exception {
        new Story(StoryTest.quick(patience), EmbeddedDns::open, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .withInstances(instances)
                .play();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
