package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tells an engine of the calls of an application's own {@link okhttp3.OkHttpClient} that fail at an address of a
 * pool, so that its next probes come at once.
 *
 * <pre>{@code
 * OkHttpClient client = new OkHttpClient.Builder()
 *         .eventListenerFactory(FailureReporter.to(engine, www))
 *         .build();
 * }</pre>
 *
 * <p>Counted are connections that could not be made, and calls that failed on a connection that was; not statuses,
 * which the pool's check judges, nor calls that the application cancelled. Calls through a proxy say nothing about an
 * endpoint and are left out. Everything happens on the thread of the call, without blocking.
 */
public final class FailureReporter extends EventListener {

    private final Map<InetAddress, String> endpoints;
    private final BiConsumer<String, String> report;

    /** The endpoint on whose connection the call runs; null while there is none. */
    private @Nullable String connected;

    private FailureReporter(Map<InetAddress, String> endpoints, BiConsumer<String, String> report) {
        this.endpoints = endpoints;
        this.report = report;
    }

    /**
     * One for each call. Endpoints published as a CNAME or alias are not known by address.
     *
     * @throws IllegalArgumentException if the pool is none of the engine's, which would else be found out within a call
     */
    public static EventListener.Factory to(FailoverEngine engine, EndpointPool pool) {
        List<String> ids = pool.endpoints().stream().map(Endpoint::id).toList();
        boolean known = engine.snapshot().pools().stream()
                .anyMatch(each -> each.pool().equals(pool.pool()) && ids(each).containsAll(ids));
        if (!known) {
            throw new IllegalArgumentException(
                    "pool: " + pool.pool() + " with the endpoints " + ids + " is none of the engine's");
        }
        return to(pool, (endpoint, cause) -> engine.reportFailure(pool.pool(), endpoint, cause));
    }

    private static List<String> ids(PoolSnapshot pool) {
        return pool.endpoints().stream().map(status -> status.endpoint().id()).toList();
    }

    static EventListener.Factory to(EndpointPool pool, BiConsumer<String, String> report) {
        Map<InetAddress, String> endpoints = endpointsByAddress(pool);
        return call -> new FailureReporter(endpoints, report);
    }

    private static Map<InetAddress, String> endpointsByAddress(EndpointPool pool) {
        Map<InetAddress, String> endpoints = new HashMap<>();
        for (Endpoint endpoint : pool.endpoints()) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                for (String value : endpoint.values(type)) {
                    endpoints.put(literal(value), endpoint.id());
                }
            }
        }
        return Map.copyOf(endpoints);
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " was checked to be an address", e);
        }
    }

    @Override
    public void connectFailed(
            Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol, IOException failure) {
        String endpoint = proxy.type() == Proxy.Type.DIRECT ? endpoints.get(address.getAddress()) : null;
        if (endpoint != null && !call.isCanceled()) {
            report.accept(endpoint, "cannot connect: " + failure.getClass().getSimpleName());
        }
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        boolean direct = connection.route().proxy().type() == Proxy.Type.DIRECT;
        connected = direct ? endpoints.get(connection.route().socketAddress().getAddress()) : null;
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
        connected = null;
    }

    @Override
    public void requestFailed(Call call, IOException failure) {
        failed(call, failure);
    }

    @Override
    public void responseFailed(Call call, IOException failure) {
        failed(call, failure);
    }

    /** The message may hold a URL; the class alone says enough. */
    private void failed(Call call, IOException failure) {
        if (connected != null && !call.isCanceled()) {
            report.accept(connected, "call failed: " + failure.getClass().getSimpleName());
        }
    }
}
