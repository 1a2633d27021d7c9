package io.github.dnsfailover.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishedSocketsTest {

    private static final int LIMIT_MILLIS = 2_000;

    private final TwoPlaces places = new TwoPlaces();
    private final TwoSites sites;
    private final PublishedSockets sockets = new PublishedSockets(places.dns);

    PublishedSocketsTest() throws Exception {
        sites = new TwoSites();
    }

    @AfterEach
    void close() {
        sites.close();
        places.close();
    }

    @Test
    void aSocketGoesToThePublishedPlaceWhateverAddressTheClientRemembers() throws Exception {
        byte[] old = InetAddress.getByName("192.0.2.1").getAddress();
        InetAddress remembered = InetAddress.getByAddress(TwoPlaces.HOST, old);

        try (Socket socket = sockets.createSocket()) {
            socket.connect(new InetSocketAddress(remembered, sites.port), LIMIT_MILLIS);

            assertThat(socket.getInetAddress().getHostAddress()).isEqualTo(TwoPlaces.ONE);
        }
    }

    @Test
    void socketsOfAPlaceThatWasLeftAreClosedAndOthersAreNot() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket left = sockets.createSocket(TwoPlaces.HOST, sites.port);
                Socket other = sockets.createSocket("127.0.0.1", elsewhere.getLocalPort())) {
            places.failOver();
            try (Socket fresh = sockets.createSocket(TwoPlaces.HOST, sites.port)) {
                sockets.closeLeft();

                assertThat(left.isClosed()).isTrue();
                assertThat(other.isClosed()).isFalse();
                assertThat(fresh.isClosed()).isFalse();
                assertThat(fresh.getInetAddress().getHostAddress()).isEqualTo(TwoPlaces.TWO);
            }
        }
    }

    @Test
    void aPostgresDriverIsToldWhichSocketsAreKnown() {
        PostgresSockets.register("known", sockets);

        assertThatThrownBy(() -> new PostgresSockets("unknown"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("socketFactoryArg: \"unknown\"; known are")
                .hasMessageContaining("known");
    }
}
