package io.github.dnsfailover.check;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import okhttp3.tls.HeldCertificate;

/**
 * The JDK's HTTPS server on loopback, which answers {@code ok} to everything under the certificate that it is given.
 */
final class JdkHttpsServer implements AutoCloseable {

    private final HttpsServer server;

    private JdkHttpsServer(HttpsConfigurator tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(tls);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
    }

    static JdkHttpsServer showing(HeldCertificate certificate) throws IOException {
        return with(Certificates.context(certificate));
    }

    static JdkHttpsServer with(SSLContext context) throws IOException {
        return new JdkHttpsServer(new HttpsConfigurator(context));
    }

    /** Speaks TLS 1.2 with these cipher suites only. */
    static JdkHttpsServer speaking(SSLContext context, String... suites) throws IOException {
        return new JdkHttpsServer(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setProtocols(new String[] {"TLSv1.2"});
                tls.setCipherSuites(suites);
                parameters.setSSLParameters(tls);
            }
        });
    }

    /** Demands a certificate of the client, too. */
    static JdkHttpsServer demandingCertificate(HeldCertificate own) throws IOException {
        return new JdkHttpsServer(new HttpsConfigurator(Certificates.context(own)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
