package io.github.dnsfailover.bench;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** This library with a real BIND; a pool for each name. */
final class OursOnBind implements OnBind {

    private final String label;
    private final Setting setting;
    private final Task task;
    private final List<ControlTarget> controls;
    private final Bind bind;
    private final AtomicLong probedAt = new AtomicLong(System.nanoTime());

    /** Null before the start. */
    private FailoverEngine engine;

    /** What differs from the library's defaults, for people and for the pool. */
    private record Setting(String text, UnaryOperator<EndpointPool.Builder> pool) {}

    private OursOnBind(String label, Setting setting, Task task, List<ControlTarget> controls) throws IOException {
        this.label = label;
        this.setting = setting;
        this.task = task;
        this.controls = controls;
        this.bind = new Bind(task);
    }

    /** The checks of a pool that says nothing about them. */
    static OursOnBind defaults(String label, Task task) throws IOException {
        String text = "interval 10 s, timeout 3 s, fall 3, re-check 1 s, span 3 s";
        return new OursOnBind(label, new Setting(text, pool -> pool), task, List.of());
    }

    /** Nobody moves for a short blackout. */
    static OursOnBind safe(String label, Task task) throws IOException {
        return safe(label, task, List.of());
    }

    /** The same of an engine that knows when it is blind. */
    static OursOnBind safe(String label, Task task, List<ControlTarget> controls) throws IOException {
        return new OursOnBind(
                label,
                new Setting(
                        "interval 1 s, timeout 1 s, fall 3, re-check 1 s, span 3 s"
                                + (controls.isEmpty() ? "" : ", " + controls.size() + " control targets"),
                        pool -> pool.interval(Duration.ofSeconds(1))
                                .timeout(Duration.ofSeconds(1))
                                .fall(3)
                                .minimumUnhealthySpan(Duration.ofSeconds(3))),
                task,
                controls);
    }

    /** As fast as a rival that believes one failure, with three. */
    static OursOnBind fast(String label, Task task) throws IOException {
        return new OursOnBind(
                label,
                new Setting(
                        "interval 1 s, timeout 0.75 s, fall 3, re-check 50 ms, span 0",
                        pool -> pool.interval(Duration.ofSeconds(1))
                                .timeout(Duration.ofMillis(750))
                                .fall(3)
                                .recheck(Duration.ofMillis(50))
                                .minimumUnhealthySpan(Duration.ZERO)),
                task,
                List.of());
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String settings() {
        return "this library on BIND: " + setting.text() + "; rise 2, failback without a soak";
    }

    @Override
    public Bind bind() {
        return bind;
    }

    @Override
    public void start() throws IOException {
        bind.start();
        Rfc2136Provider dns = Rfc2136Provider.zone(task.zone())
                .server("127.0.0.1", task.dnsPort())
                .key(TsigKey.of(Bind.KEY, Bind.SECRET))
                .authorities(Authorities.at(List.of(task.address())))
                .build();
        HealthCheck check = HttpCheck.get("/index.html")
                .host(task.checkedHost())
                .port(task.checkPort())
                .build();
        FailoverEngine.Builder builder =
                FailoverEngine.builder().leadership(Leadership.singleInstance()).withoutLogging();
        task.names().forEach((name, ttl) -> {
            EndpointPool.Builder pool = EndpointPool.named(name)
                    .name(task.host(name))
                    .ttl(Duration.ofSeconds(ttl))
                    .endpoint(Endpoint.primary("primary", task.primary()))
                    .endpoint(Endpoint.backup("backup", task.backup()))
                    .check((target, timeout) -> {
                        if (target.endpoint().equals("primary")) {
                            probedAt.set(System.nanoTime());
                        }
                        return check.check(target, timeout);
                    })
                    .failback(Failback.after(Duration.ZERO))
                    .provider(dns);
            builder.pool(setting.pool().apply(pool).build());
        });
        controls.forEach(builder::control);
        engine = builder.build();
        engine.start();
    }

    /** When the last probe of the primary began, by {@link System#nanoTime}. */
    long probedAt() {
        return probedAt.get();
    }

    @Override
    public InetSocketAddress address() {
        return task.address();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        bind.close();
    }
}
