package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.internal.wire.NoSocketException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;

/** The exceptions are those that were seen in a network namespace without routes; see {@link ConnectFailure}. */
class ConnectFailureTest {

    private static final InetSocketAddress TARGET = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    @Test
    void aRefusedConnectionIsTheTargets() {
        assertThat(ConnectFailure.judge(TARGET, new ConnectException("Connection refused"), to -> false))
                .isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    @Test
    void aTimeoutIsTheTargets() {
        assertThat(verdict(new SocketTimeoutException("Connect timed out"), false))
                .isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void noPortToConnectFromIsOurs() {
        assertThat(ConnectFailure.judge(TARGET, new BindException("Cannot assign requested address"), to -> true))
                .isEqualTo(HealthResult.inconclusive(
                        "this host has no port to connect from, or forbids it: cannot assign requested address"));
    }

    @Test
    void noSocketIsOurs() {
        IOException tooMany = catchThrowableOfType(
                IOException.class,
                () -> NoSocketException.open(() -> {
                    throw new SocketException("Too many open files");
                }));

        assertThat(ConnectFailure.judge(TARGET, tooMany, to -> true))
                .isEqualTo(HealthResult.inconclusive("no socket could be opened here: too many open files"));
    }

    @Test
    void anUnreachableNetworkIsOursIfThisHostHasNoRoute() {
        assertThat(ConnectFailure.judge(TARGET, new SocketException("Network is unreachable"), to -> false))
                .isEqualTo(HealthResult.inconclusive("this host has no route to 127.0.0.1: network is unreachable"));
    }

    @Test
    void anUnreachableNetworkIsTheTargetsIfARouterFarAwaySaysSo() {
        assertThat(ConnectFailure.judge(TARGET, new SocketException("Network is unreachable"), to -> true))
                .isEqualTo(HealthResult.unhealthy("network is unreachable"));
    }

    @Test
    void anUnreachableHostIsTheTargetsIfThereIsARoute() {
        assertThat(ConnectFailure.judge(TARGET, new NoRouteToHostException("No route to host"), to -> true))
                .isEqualTo(HealthResult.unhealthy("no route to host"));
    }

    @Test
    void anUnreachableHostIsOursIfThisHostHasNoRoute() {
        assertThat(verdict(new NoRouteToHostException("No route to host"), false))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void anAddressOfAFamilyThatThisHostLacksIsOurs() {
        IOException failure = new IOException("cannot be used", new UnsupportedAddressTypeException());

        assertThat(ConnectFailure.judge(TARGET, failure, to -> false))
                .isEqualTo(HealthResult.inconclusive(
                        "this host has no route to 127.0.0.1: addresses of its family are not supported"));
    }

    @Test
    void theMessageDoesNotMatter() {
        assertThat(verdict(new SocketException("Das Netzwerk ist nicht erreichbar"), false))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void whatIsNoSocketsFailureIsTheTargets() {
        assertThat(verdict(new IOException("canceled"), false)).isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void ofSeveralAddressesTheOneThatSaysSomethingCounts() {
        HealthResult ours = HealthResult.inconclusive("no IPv6 here");
        HealthResult theirs = HealthResult.unhealthy("connection refused");

        assertThat(ConnectFailure.worse(ours, theirs)).isEqualTo(theirs);
        assertThat(ConnectFailure.worse(theirs, ours)).isEqualTo(theirs);
    }

    @Test
    void loopbackHasARoute() {
        assertThat(ConnectFailure.hasRoute(TARGET)).isTrue();
    }

    private static Verdict verdict(IOException failure, boolean route) {
        return ConnectFailure.judge(TARGET, failure, to -> route).verdict();
    }
}
