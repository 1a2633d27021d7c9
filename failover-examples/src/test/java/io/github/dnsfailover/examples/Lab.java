package io.github.dnsfailover.examples;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The pool of the examples on a zone in memory, in virtual time. */
final class Lab {

    static final String PRIMARY = "192.0.2.22";
    static final String BACKUP = "198.51.100.109";

    final VirtualRuntime runtime = new VirtualRuntime(1);
    final MemoryZone zone;
    final ScriptedCheck check = new ScriptedCheck();
    final EndpointPool www;

    Lab() {
        this(MemoryZone.of("example.com"));
    }

    Lab(MemoryZone zone) {
        this.zone = zone;
        this.www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", PRIMARY).site("dc1"))
                .endpoint(Endpoint.backup("ec2", BACKUP).site("aws"))
                .check(check)
                .failback(Failback.manual())
                .provider(MemoryDnsProvider.of(zone))
                .build();
    }

    FailoverEngine engine() {
        return FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .build();
    }

    /** An engine that has started and published the primary. */
    FailoverEngine started() {
        FailoverEngine engine = engine();
        engine.start();
        runtime.advance(Duration.ofMinutes(5));
        return engine;
    }

    List<String> published() {
        return zone.get(RecordKey.of("www.example.com", RecordType.A)).values();
    }

    /** What a future holds within a virtual minute. */
    <T> T soon(CompletableFuture<T> future) {
        runtime.advance(Duration.ofMinutes(1));
        return future.getNow(null);
    }
}
