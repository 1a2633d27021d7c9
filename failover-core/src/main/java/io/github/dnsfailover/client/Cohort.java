package io.github.dnsfailover.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;

/**
 * Calls that may use each other's connections, and the DNS that they ask.
 *
 * <p>OkHttp gives a connection to another call only if both have the same {@code Dns} object, besides other things
 * ({@code Address.equalsNonHost} of OkHttp 5.5.1). So a new cohort uses none of the old connections, idle or busy,
 * HTTP/1.1 or HTTP/2, with one client and one connection pool, the application's own. Thread-safe.
 */
final class Cohort implements Dns {

    private final CallGroups groups;

    /** What each host of a pool had when it was last looked up here. */
    private final Map<String, List<InetAddress>> given = new ConcurrentHashMap<>();

    /** What is published while its calls begin; none if that is not known. */
    private volatile List<String> values;

    private volatile boolean retired;
    private volatile boolean failing;

    Cohort(CallGroups groups, List<String> values) {
        this.groups = groups;
        this.values = values;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        return groups.lookup(hostname, this);
    }

    /** One that may know more than addresses, where the application's DNS does. */
    @Override
    public Dns.Call newCall(Dns.Request request) {
        return groups.isOfPool(request.hostname())
                ? Dns.super.newCall(request)
                : groups.dns().newCall(request);
    }

    List<InetAddress> given(String host) {
        return given.getOrDefault(host, List.of());
    }

    void gave(String host, List<InetAddress> addresses) {
        given.put(host, List.copyOf(addresses));
    }

    List<String> values() {
        return values;
    }

    /** It became known what is published. */
    void learn(List<String> published) {
        values = published;
    }

    /** No new call joins any more: its idle connections are of no use. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** A call failed here. */
    void fail() {
        failing = true;
    }

    boolean isFailing() {
        return failing;
    }
}
