import org.jspecify.annotations.NullMarked;

/**
 * What it takes to test a provider, a check, a store or an application that fails over, without a network and without
 * waiting.
 *
 * <p>An application starts with {@link io.github.dnsfailover.testkit.VirtualRuntime}, {@link
 * io.github.dnsfailover.testkit.MemoryDnsProvider} and {@link io.github.dnsfailover.testkit.ScriptedCheck}: the same
 * engine as in production runs in virtual time, and five minutes take milliseconds.
 *
 * <pre>{@code
 * VirtualRuntime runtime = new VirtualRuntime(42);
 * MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
 * ScriptedCheck check = new ScriptedCheck();
 * EndpointPool tested = shop.toBuilder().provider(dns).check(check).build();
 * FailoverEngine engine = FailoverEngine.builder()
 *         .pool(tested)
 *         .leadership(Leadership.singleInstance())
 *         .runtime(runtime)
 *         .build();
 * engine.start();
 * check.fails("dc1", "HTTP 503");
 * runtime.advance(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>A provider extends {@link io.github.dnsfailover.testkit.DnsProviderContract}, a leadership {@link
 * io.github.dnsfailover.testkit.LeadershipContract}, and a store {@link
 * io.github.dnsfailover.testkit.StateStoreContract}. {@link io.github.dnsfailover.testkit.Simulation} puts an
 * application's own pools into a hostile world.
 */
@NullMarked
module io.github.dnsfailover.testkit {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dnsfailover.core;
    requires java.xml;
    requires jdk.httpserver;
    requires org.assertj.core;
    requires org.dnsjava;
    requires static org.jspecify;
    requires static org.junit.jupiter.api; // for the contract suite; whoever runs it brings it

    exports io.github.dnsfailover.testkit;

    // JUnit calls the contract's tests, which are not public.
    opens io.github.dnsfailover.testkit to
            org.junit.platform.commons;
}
