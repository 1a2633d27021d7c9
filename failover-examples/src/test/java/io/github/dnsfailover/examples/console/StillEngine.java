package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An engine to which several things have happened, and at which the time stands now, so that pages of it look the same
 * each time: one pool has moved, one is dead, one is frozen, one endpoint is said to be down, and two are well.
 */
final class StillEngine {

    private final VirtualRuntime runtime = new VirtualRuntime(7);
    private final Map<String, ScriptedCheck> checks = new LinkedHashMap<>();
    private final FailoverEngine engine;

    private StillEngine() {
        MemoryDnsProvider dns =
                MemoryDnsProvider.of(MemoryZone.of("example.com")).servers("ns1.example.com", "ns2.example.com");
        FailoverEngine.Builder builder = FailoverEngine.builder();
        for (String name : new String[] {"www", "shop", "api", "mail", "files", "status"}) {
            ScriptedCheck check = new ScriptedCheck();
            checks.put(name, check);
            builder.pool(EndpointPool.named(name)
                    .name(name + ".example.com")
                    .endpoint(Endpoint.primary("cloudhelix", Pools.PRIMARY).site("dc1"))
                    .endpoint(Endpoint.backup("ec2", Pools.BACKUP).site("aws"))
                    .check(check)
                    .failback(Failback.automatic())
                    .provider(dns)
                    .build());
        }
        engine = builder.environment("production")
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .build();
    }

    /** Its console, made before anything happened. */
    static MountedConsole mounted() throws Exception {
        StillEngine still = new StillEngine();
        MountedConsole console = new MountedConsole(still.engine);
        still.play();
        return console;
    }

    private void play() {
        engine.start();
        runtime.advance(Duration.ofMinutes(5));
        check("www").fails("cloudhelix", "192.0.2.22: connection refused");
        check("api").fails("cloudhelix", "HTTP 503").fails("ec2", "no answer within 3 s");
        say(OperatorIntent.freeze("mail")
                .by("bob")
                .because("the mail server is being moved")
                .lasting(Duration.ofHours(2)));
        say(OperatorIntent.down("files", "ec2").by("alice").because("its disk is being replaced"));
        runtime.advance(Duration.ofMinutes(2));
        check("www").passes("cloudhelix");
        runtime.advance(Duration.ofSeconds(63));
    }

    private ScriptedCheck check(String pool) {
        ScriptedCheck check = checks.get(pool);
        if (check == null) {
            throw new IllegalArgumentException("pool: " + pool);
        }
        return check;
    }

    private void say(OperatorIntent intent) {
        var unused = engine.say(intent);
        runtime.advance(Duration.ofSeconds(3));
    }
}
