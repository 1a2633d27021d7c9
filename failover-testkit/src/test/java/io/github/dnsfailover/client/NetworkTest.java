package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses become networks. */
class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 192.0.2.0/24",
        "0.0.0.0, 0.0.0.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "192.0.2.77:51234, 192.0.2.0/24",
        "::ffff:192.0.2.77, 192.0.2.0/24",
        "[::ffff:c000:24d]:443, 192.0.2.0/24",
        "2001:db8:12ff:3::1, 2001:db8:1200::/40",
        "[2001:db8:12ff:3::1], 2001:db8:1200::/40",
        "[2001:DB8::1]:65535, 2001:db8::/40",
        "2001:db8:1:2:3:4:5:6, 2001:db8::/40",
        "fe80::1%eth0, fe80::/40",
        "::1, ::/40",
        "::, ::/40",
        "2001::, 2001::/40",
        "1:2:3:4:5:6:192.0.2.1, 1:2::/40"
    })
    void anAddressIsKeptAsItsNetwork(String address, String network) {
        assertThat(Network.text(Network.of(address))).isEqualTo(network);
        assertThat(Network.parse(network)).isEqualTo(Network.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_hidden",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.1.1",
                "192.0.2.01",
                "192.0.2.1:",
                "192.0.2.1:80:80",
                "192.0.2.-1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":1",
                "1:",
                ":::",
                "12345::",
                "g::",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "[::1",
                "[::1]x",
                "[192.0.2.1]",
                "[]",
                "\u0661::1",
                "\u0661.2.3.4",
                "192.0.2.1\r\nX: y"
            })
    void whatIsNoAddressIsOfNoNetwork(String garbage) {
        assertThat(Network.of(garbage)).isEqualTo(Network.NONE);
        assertThat(Network.of("1".repeat(100_000))).isEqualTo(Network.NONE);
    }

    @Test
    void everyAddressThatTheJdkPrintsIsRead() throws UnknownHostException {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int zero = random.nextInt(16); zero > 0; zero--) {
                bytes[random.nextInt(16)] = 0;
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            InetAddress network = InetAddress.getByName(
                    Network.text(Network.of(address.getHostAddress())).replace("/40", ""));

            for (int b = 0; b < 5; b++) {
                assertThat(network.getAddress()[b])
                        .as("seed %d, %s", seed, address)
                        .isEqualTo(bytes[b]);
            }
        }
    }

    @Test
    void noTextMakesItThrow() {
        long seed = 20_260_102;
        Random random = new Random(seed);
        String letters = "0123456789abcdef::..[]%x";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            long network = Network.of(text.toString());

            assertThat(network == Network.NONE || Network.parse(Network.text(network)) == network)
                    .as("seed %d, %s", seed, text)
                    .isTrue();
        }
    }
}
