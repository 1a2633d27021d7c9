package io.github.dnsfailover.examples.boot;

import io.github.dnsfailover.FailoverEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The application, started on loopback with a quick pool. */
final class Shop implements AutoCloseable {

    static final String SECRET =
            Base64.getEncoder().encodeToString("a secret of a test".getBytes(StandardCharsets.UTF_8));

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private Shop(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Alice acts, Vera looks, Carl buys, and a Prometheus scrapes. No component: the shop would find it. */
    static final class Users {

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    user("alice", "OPERATOR"),
                    user("vera", "VIEWER"),
                    user("carl", "CUSTOMER"),
                    user("prometheus", "SCRAPER"));
        }

        private static UserDetails user(String name, String role) {
            return User.withUsername(name).password("{noop}" + name).roles(role).build();
        }
    }

    /** What a shop is told beside its application.yml. */
    static Map<String, String> settings(Path folder, int dns, int sites) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("server.port", "0");
        settings.put("server.address", "127.0.0.1");
        settings.put("spring.main.banner-mode", "off");
        settings.put("management.endpoint.health.show-details", "always");
        settings.put("dns.server", "127.0.0.1");
        settings.put("dns.port", Integer.toString(dns));
        settings.put("dns.secret", SECRET);
        settings.put(
                "failover.engine.state-store.file",
                folder.resolve("failover.state").toString());
        settings.put("failover.pools.www.endpoints[0].addresses", Places.PRIMARY);
        settings.put("failover.pools.www.endpoints[1].addresses", Places.BACKUP);
        settings.put("failover.pools.www.check.port", Integer.toString(sites));
        settings.put("failover.pools.www.ttl", "1s");
        settings.put("failover.pools.www.interval", "500ms");
        settings.put("failover.pools.www.recheck", "100ms");
        settings.put("failover.pools.www.fall", "2");
        settings.put("failover.pools.www.minimum-unhealthy-span", "100ms");
        settings.put("failover.pools.www.escape-floor", "500ms");
        return settings;
    }

    static Shop start(Map<String, String> settings, Class<?>... further) {
        List<Class<?>> sources = new ArrayList<>(List.of(further));
        sources.add(ShopApplication.class);
        sources.add(Users.class);
        SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
        return new Shop(application.run(arguments(settings)));
    }

    static String[] arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    FailoverEngine engine() {
        return context.getBean(FailoverEngine.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    URI uri(String path) {
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + path);
    }

    /** Status and body. */
    record Answer(int status, String body) {}

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    /** The same, asked by somebody whose password is his name. */
    HttpRequest.Builder request(String user, String path) {
        byte[] both = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
        return request(path)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /** Moves the record to the backup, as the console's page does it. */
    Answer pin(String user) throws IOException, InterruptedException {
        HttpResponse<String> seen =
                client.send(request(user, "/failover/api/v1/pools/www").build(), BodyHandlers.ofString());
        String body = "{\"kind\":\"PIN\",\"endpoint\":\"ec2\",\"because\":\"a test\",\"version\":\""
                + field("version", seen.body()) + "\"}";
        return send(request(user, "/failover/api/v1/pools/www/intents")
                .header(
                        "Cookie",
                        seen.headers().firstValue("Set-Cookie").orElse("none").replaceAll(";.*", ""))
                .header("X-Failover-Token", field("token", seen.body()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Any text where there is none of that name. */
    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        return found.find() ? found.group(1) : "none";
    }

    /** A body that comes by and by. */
    BufferedReader read(HttpRequest request) throws IOException, InterruptedException {
        InputStream body = client.send(request, BodyHandlers.ofInputStream()).body();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    CompletableFuture<Answer> sendLater(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> new Answer(response.statusCode(), response.body()));
    }

    /** Looks again and again, for the world outside of the engine has no latch. */
    static void await(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + ": not within " + PATIENCE);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** As the tests of an application do between two classes. */
    void pauseAndRestart() {
        context.pause();
        context.restart();
    }

    /** Ends it as SIGTERM does, and returns how long that took. */
    Duration stop() {
        long begin = System.nanoTime();
        context.close();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        context.close();
    }
}
