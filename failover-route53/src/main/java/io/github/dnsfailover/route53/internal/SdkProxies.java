package io.github.dnsfailover.route53.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.ProxyConfigProvider;

/**
 * The proxies that the SDK's own HTTP clients use: of the system's properties, or else of the environment. Stateless.
 */
final class SdkProxies extends ProxySelector {

    private static final int FALLBACK_PORT = 80; // of a proxy that is named without one

    @Override
    public List<Proxy> select(URI uri) {
        ProxyConfigProvider found = configured(uri.getScheme());
        String host = found.host();
        if (host == null || host.isEmpty() || isLeftOut(uri, found)) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = found.port() <= 0 ? FALLBACK_PORT : found.port();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    }

    private static ProxyConfigProvider configured(String scheme) {
        return ProxyConfigProvider.fromSystemEnvironmentSettings(true, true, scheme);
    }

    private static boolean isLeftOut(URI uri, ProxyConfigProvider found) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return found.nonProxyHosts().stream().anyMatch(host::matches);
    }

    /** What a proxy hears that asks who is there; null once it has refused that. */
    static @Nullable Request login(@Nullable Route route, Response response) {
        ProxyConfigProvider found = configured(response.request().url().isHttps() ? "https" : "http");
        boolean refused = response.request().header("Proxy-Authorization") != null;
        if (refused || found.userName().isEmpty()) {
            return null;
        }
        String login =
                Credentials.basic(found.userName().get(), found.password().orElse(""));
        return response.request()
                .newBuilder()
                .header("Proxy-Authorization", login)
                .build();
    }

    /** Nothing: there is no other. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
