package io.github.dnsfailover.examples.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program: what an EC2 instance can ask of itself, by the second version of that service, which wants a token. Its
 * argument is the address.
 */
public final class MetadataServer {

    /** Made up, and always the same: nobody but the lab ever sees it. */
    private static final String TOKEN = "AQAEALabTokenOfTheLab==";

    private static final String BASE = "/latest/meta-data/";
    private static final Map<String, String> VALUES = Map.of(
            "instance-id", "i-0a1b2c3d4e5f60718",
            "instance-type", "t3.small",
            "placement/availability-zone", "eu-central-1a",
            "local-ipv4", Topology.WEB_B,
            "public-ipv4", Topology.PUBLIC_B);

    private MetadataServer() {}

    /** Serves until it is killed. */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(args[0], 80), 16);
        server.createContext("/latest/api/token", MetadataServer::token);
        server.createContext(BASE, MetadataServer::value);
        server.start();
    }

    private static void token(HttpExchange exchange) throws IOException {
        String seconds = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
        if (!exchange.getRequestMethod().equals("PUT")) {
            answer(exchange, 405, "");
        } else if (seconds == null || !seconds.matches("[1-9][0-9]{0,4}")) {
            answer(exchange, 400, "");
        } else {
            answer(exchange, 200, TOKEN);
        }
    }

    private static void value(HttpExchange exchange) throws IOException {
        List<String> given = Optional.ofNullable(exchange.getRequestHeaders().get("X-aws-ec2-metadata-token"))
                .orElse(List.of());
        Optional<String> found = Optional.ofNullable(
                VALUES.get(exchange.getRequestURI().getPath().substring(BASE.length())));
        if (!given.contains(TOKEN)) {
            answer(exchange, 401, "");
        } else {
            answer(exchange, found.isPresent() ? 200 : 404, found.orElse(""));
        }
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
