package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.internal.wire.NoSocketException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.Predicate;

/**
 * Says whose fault it is that a TCP connection could not be made, by the exception's class and one question to the
 * kernel, never by its message, which is the C library's text in the language of the process.
 *
 * <p>Evidence, seen on Linux 6 with JDK 17.0.15 and 25.0.3, the same for {@code Socket} and {@code SocketChannel}:
 *
 * <table> <caption>What connect(2) says, and what the JDK throws</caption>
 * <tr><th>errno</th><th>when</th><th>exception</th><th>verdict</th></tr> <tr><td>ECONNREFUSED, ETIMEDOUT</td><td>the
 * target or its network</td><td>ConnectException</td><td>unhealthy</td></tr> <tr><td>EADDRNOTAVAIL</td><td>no local
 * port left</td><td>BindException</td><td>inconclusive</td></tr> <tr><td>EACCES, EPERM</td><td>forbidden here, such
 * as a prohibit route</td><td>BindException</td><td>inconclusive</td></tr> <tr><td>EMFILE</td><td>too many open
 * files, at socket(2)</td><td>SocketException</td><td>inconclusive</td></tr> <tr><td>ENETUNREACH</td><td>no route
 * here</td><td>SocketException</td><td>inconclusive</td></tr> <tr><td>ENETUNREACH</td><td>ICMP "net unreachable" from
 * a router far away</td><td>SocketException</td><td>unhealthy</td></tr> <tr><td>EHOSTUNREACH</td><td>unreachable
 * route here</td><td>NoRouteToHostException</td><td>inconclusive</td></tr> <tr><td>EHOSTUNREACH</td><td>no ARP
 * answer, or ICMP from a router</td><td>NoRouteToHostException</td><td>unhealthy</td></tr>
 * <tr><td>EINVAL</td><td>blackhole route here</td><td>SocketException</td><td>inconclusive</td></tr>
 * <tr><td>EAFNOSUPPORT</td><td>no IPv6 here</td><td>SocketException,
 * UnsupportedAddressTypeException</td><td>inconclusive</td></tr> </table>
 *
 * <p>The rows that share an exception matter: a site whose prefix has gone from the internet answers ENETUNREACH just
 * as an unplugged cable here does. They are told apart by connecting a UDP socket to the same address: that sends
 * nothing, and fails exactly if this host itself has no way to it. A dead neighbour in the prober's own network
 * (EHOSTUNREACH) is as dead as one that is silent; that the prober's own gateway may be the dead neighbour is for the
 * engine to see, which has the other targets to compare with.
 */
final class ConnectFailure {

    private ConnectFailure() {}

    /** What a failed connection says of the target. May block for as long as a route look-up in the kernel takes. */
    static HealthResult judge(InetSocketAddress to, IOException failure) {
        return judge(to, failure, ConnectFailure::hasRoute);
    }

    static HealthResult judge(InetSocketAddress to, IOException failure, Predicate<InetSocketAddress> hasRoute) {
        boolean family = failure.getCause() instanceof UnsupportedAddressTypeException;
        String said = family ? "addresses of its family are not supported" : DetailText.said(failure);
        if (failure instanceof NoSocketException) {
            return HealthResult.inconclusive("no socket could be opened here: " + said);
        }
        if (failure instanceof BindException) {
            return HealthResult.inconclusive("this host has no port to connect from, or forbids it: " + said);
        }
        boolean told = failure instanceof ConnectException || failure instanceof SocketTimeoutException;
        if (!told && (family || failure instanceof SocketException) && !hasRoute.test(to)) {
            return HealthResult.inconclusive(
                    "this host has no route to " + to.getAddress().getHostAddress() + ": " + said);
        }
        return HealthResult.unhealthy(said);
    }

    /** Of the failures at several addresses, the one that says something about the target. */
    static HealthResult worse(HealthResult before, HealthResult now) {
        return before.verdict() == HealthResult.Verdict.UNHEALTHY ? before : now;
    }

    /** Whether this host has a way to the address, by its own tables; sends nothing. */
    static boolean hasRoute(InetSocketAddress to) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(to);
            return true;
        } catch (IOException | UnsupportedAddressTypeException e) {
            return false;
        }
    }
}
