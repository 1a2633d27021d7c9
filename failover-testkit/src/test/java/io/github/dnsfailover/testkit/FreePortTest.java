package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FreePortTest {

    @Test
    void itLiesBelowWhatSystemsHandOutThemselvesAndIsGivenOnce() throws IOException {
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            int port = FreePort.find();

            assertThat(port).isBetween(1_024, 32_767);
            assertThat(found.add(port)).as("port " + port).isTrue();
        }
    }

    @Test
    void whereAnyAddressListensItIsNotFree() throws IOException {
        InetAddress another = InetAddress.getByName("127.0.0.3");
        try (ServerSocket tcp = new ServerSocket(0, 1, another);
                DatagramSocket udp = new DatagramSocket(0, another)) {
            assertThat(FreePort.isFree(tcp.getLocalPort())).isFalse();
            assertThat(FreePort.isFree(udp.getLocalPort())).isFalse();
        }
    }
}
