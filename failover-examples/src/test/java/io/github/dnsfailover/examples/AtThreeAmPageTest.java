package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dyn.DynCredentials;
import io.github.dnsfailover.dyn.DynProvider;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.route53.Route53Provider;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.KnotServer;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NamedServer;
import io.github.dnsfailover.testkit.PowerDnsServer;
import io.github.dnsfailover.testkit.RealServer;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The commands of docs/at-3-am.md are run as they stand there, but for the names of servers, beside an engine that
 * manages the record: the nsupdate ones at a real BIND, Knot and PowerDNS, those for Dyn and Route 53 at the fakes of
 * the testkit.
 */
@Timeout(120)
class AtThreeAmPageTest {

    private static final Path PAGE = Path.of("..", "docs", "at-3-am.md");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- run: ([a-z0-9-]+) -->\\n```[a-z]*\\n(.*?)```\\n", Pattern.DOTALL);
    private static final String SECRET = "dGhlIHNlY3JldCBvZiBrMSwgZm9yIHRlc3RzIG9ubHk=";
    private static final String BY_HAND = "by hand: alice, ticket 4711";
    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet AT_DC1 = RecordSet.of(WWW, Duration.ofSeconds(30), Lab.PRIMARY);

    /** The servers that take updates. */
    private enum Kind {
        BIND,
        KNOT,
        POWERDNS;

        RealServer start() throws IOException {
            return switch (this) {
                case BIND ->
                    NamedServer.of("example.com").key("failover", SECRET).start();
                case KNOT ->
                    KnotServer.of("example.com").key("failover", SECRET).start();
                case POWERDNS ->
                    PowerDnsServer.of("example.com").key("failover", SECRET).start();
            };
        }
    }

    @TempDir
    Path folder;

    private final ScriptedCheck check = new ScriptedCheck();
    private final Heard heard = new Heard();

    /** What was told, and a way to wait for it. */
    private static final class Heard {

        private final List<FailoverEvent> events = new ArrayList<>();

        synchronized void hear(FailoverEvent event) {
            events.add(event);
            notifyAll();
        }

        synchronized void await(Predicate<FailoverEvent> wanted) throws InterruptedException {
            while (events.stream().noneMatch(wanted)) {
                wait();
            }
        }

        synchronized void forget() {
            events.clear();
        }

        synchronized List<RecordsChanged> changes() {
            return events.stream()
                    .filter(RecordsChanged.class::isInstance)
                    .map(RecordsChanged.class::cast)
                    .toList();
        }
    }

    @Test
    void everyBlockThatChangesSomethingIsRunHere() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));

        assertThat(blocks.results().map(block -> block.group(1)))
                .containsExactly("look", "move", "route53", "dyn", "give-back", "route53-give-back", "dyn-give-back");
    }

    @ParameterizedTest
    @EnumSource
    void aMoveByNsupdateStandsUntilItIsGivenBack(Kind kind) throws Exception {
        try (RealServer server = kind.start()) {
            server.put(AT_DC1);
            try (FailoverEngine engine = startedAtDc1(updates(server))) {
                String before = run("look", this::ofNamed, server);

                run("move", this::ofNamed, server);
                heard.await(AtThreeAmPageTest::isForeignOwner);

                assertThat(before).contains(Lab.PRIMARY, "owner=dnsfailover", "at=cloudhelix");
                assertThat(server.look(WWW).values()).containsExactly(Lab.BACKUP);
                assertThat(server.look(MARK).values()).containsExactly(BY_HAND);
                assertThat(run("look", this::ofNamed, server)).contains(Lab.BACKUP, BY_HAND);
                assertMovesNothing(engine);
            }
            assertThat(server.look(WWW).values()).containsExactly(Lab.BACKUP);
            check.passes("ec2");
            heard.forget();

            try (FailoverEngine next = engine(updates(server))) { // a restart changes nothing
                next.start();
                heard.await(AtThreeAmPageTest::isForeignOwner);
                assertMovesNothing(next);
            }
            assertThat(server.look(MARK).values()).containsExactly(BY_HAND);
            check.passes("ec2");
            heard.forget();

            try (FailoverEngine last = engine(updates(server))) {
                last.start();
                heard.await(AtThreeAmPageTest::isForeignOwner);
                run("give-back", this::ofNamed, server);
                assertGoesOnFromEc2();
            }
        }
    }

    @Test
    void aMoveWithoutTheTextIsUndone() throws Exception {
        try (RealServer server = Kind.BIND.start()) {
            server.put(AT_DC1);
            try (FailoverEngine engine = startedAtDc1(updates(server))) {
                String half = block("move").replaceAll("(?m)^update .*_failover.*\n", "");

                heard.forget();
                runText(ofNamed(half, server));
                heard.await(ForeignEdit.class::isInstance);
                heard.await(event -> isProvedAt(event, "cloudhelix"));

                assertThat(server.look(WWW).values()).containsExactly(Lab.PRIMARY);
                assertThat(engine.pools()).hasSize(1);
            }
        }
    }

    @Test
    void aMoveByTheAwsCommandStandsUntilItIsGivenBack() throws Exception {
        Installed.require("aws", "docs/at-3-am.md");
        try (Route53Server aws = Route53Server.of("example.com").start();
                NameServer dns = NameServer.of(aws.published()).start()) {
            aws.put(AT_DC1);
            DnsProvider provider = Route53Provider.zone("example.com", aws.zoneId())
                    .endpoint(aws.uri())
                    .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), "any")))
                    .authorities(Authorities.at(List.of(dns.address())))
                    .build();
            try (FailoverEngine engine = startedAtDc1(provider)) {
                runText(ofAws(block("route53"), aws));
                heard.await(AtThreeAmPageTest::isForeignOwner);
                assertThat(aws.look(WWW).values()).containsExactly(Lab.BACKUP);
                assertMovesNothing(engine);

                check.passes("ec2");
                heard.await(event -> isHealth(event, "ec2", Health.HEALTHY));
                heard.forget();
                runText(ofAws(block("route53-give-back"), aws));
                assertGoesOnFromEc2();
            }
        }
    }

    @Test
    void aMoveByDynsOwnInterfaceStandsUntilItIsGivenBack() throws Exception {
        Installed.require("curl", "docs/at-3-am.md");
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(AT_DC1);
        try (DynServer dyn =
                        DynServer.of(zone).account("acme", "alice", "secret").start();
                NameServer dns = NameServer.of(zone).start()) {
            DnsProvider provider = DynProvider.zone("example.com")
                    .url(dyn.url())
                    .credentials(DynCredentials.managed("acme", "alice", "secret"))
                    .requestsPerSecond(2) // the rest of the account's five is the hand's
                    .authorities(Authorities.at(List.of(dns.address())))
                    .build();
            try (FailoverEngine engine = startedAtDc1(provider)) {
                runText(ofDyn(block("dyn"), dyn));
                heard.await(AtThreeAmPageTest::isForeignOwner);
                assertThat(zone.get(WWW).values()).containsExactly(Lab.BACKUP);
                assertMovesNothing(engine);

                check.passes("ec2");
                heard.await(event -> isHealth(event, "ec2", Health.HEALTHY));
                heard.forget();
                runText(ofDyn(block("dyn-give-back"), dyn));
                assertGoesOnFromEc2();
            }
            provider.close();
        }
    }

    /** The place that clients were led to dies as well, and the engine knows it, and leaves the record alone. */
    private void assertMovesNothing(FailoverEngine engine) throws InterruptedException {
        heard.await(event -> isHealth(event, "cloudhelix", Health.HEALTHY));
        int changes = heard.changes().size();
        check.fails("ec2", "connection refused");
        heard.await(event -> isHealth(event, "ec2", Health.UNHEALTHY));
        heard.await(event -> event instanceof TroubleBegan began
                && began.trouble().kind() == Trouble.Kind.ENDPOINT_DOWN
                && began.trouble().subject().equals("ec2"));

        assertThat(heard.changes()).hasSize(changes);
        assertThat(engine.snapshot().troubles()).extracting(Trouble::kind).contains(Trouble.Kind.FOREIGN_OWNER);
    }

    /** It takes over what stands, writes its mark, and moves when it must. */
    private void assertGoesOnFromEc2() throws InterruptedException {
        heard.await(
                event -> event instanceof TakenOver taken && taken.published().equals(List.of("ec2")));
        heard.await(event -> isProvedAt(event, "ec2")); // the mark stands again
        check.fails("ec2", "connection refused");
        heard.await(event -> isProvedAt(event, "cloudhelix"));
    }

    private static boolean isForeignOwner(FailoverEvent event) {
        return event instanceof TroubleBegan began && began.trouble().kind() == Trouble.Kind.FOREIGN_OWNER;
    }

    private static boolean isHealth(FailoverEvent event, String endpoint, Health health) {
        return event instanceof HealthChanged changed && changed.endpoint().equals(endpoint) && changed.to() == health;
    }

    private static boolean isProvedAt(FailoverEvent event, String endpoint) {
        return event instanceof ChangeProved proved && proved.to().equals(List.of(endpoint));
    }

    private FailoverEngine startedAtDc1(DnsProvider provider) throws InterruptedException {
        FailoverEngine engine = engine(provider);
        engine.start();
        heard.await(event -> isProvedAt(event, "cloudhelix"));
        return engine;
    }

    private FailoverEngine engine(DnsProvider provider) {
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", Lab.PRIMARY))
                .endpoint(Endpoint.backup("ec2", Lab.BACKUP))
                .check(check)
                .provider(provider)
                .failback(Failback.manual())
                .interval(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(200))
                .minimumUnhealthySpan(Duration.ZERO)
                .holdDown(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .readEvery(Duration.ofSeconds(2))
                .build();
        return FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(heard::hear)
                .build();
    }

    private static DnsProvider updates(RealServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of("failover", SECRET))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
    }

    private interface Place<T> {
        String at(String block, T server) throws IOException;
    }

    private <T> String run(String name, Place<T> place, T server) throws Exception {
        return runText(place.at(block(name), server));
    }

    private String ofNamed(String block, RealServer server) throws IOException {
        Installed.require("nsupdate", "docs/at-3-am.md");
        Installed.require("dig", "docs/at-3-am.md");
        Files.writeString(
                folder.resolve("failover.key"),
                "key \"failover\" {\n  algorithm hmac-sha256;\n  secret \"" + SECRET + "\";\n};\n");
        return block.replace("@ns1.example.com", "@127.0.0.1 -p " + server.port())
                .replace("server ns1.example.com", "server 127.0.0.1 " + server.port());
    }

    private static String ofAws(String block, Route53Server aws) {
        return "export AWS_ACCESS_KEY_ID=" + aws.accessKey()
                + " AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=\n"
                + block.replace("aws route53", "aws --endpoint-url " + aws.uri() + " route53")
                        .replace("Z0123456789ABCDEFGHIJ", aws.zoneId());
    }

    private static String ofDyn(String block, DynServer dyn) {
        return "DYN_PASSWORD=secret\n" + block.replace("https://api.dynect.net/REST/", dyn.url());
    }

    private static String block(String name) throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).equals(name))
                .findFirst()
                .orElseThrow()
                .group(2);
    }

    /** What a shell says to it, which must end well. */
    private String runText(String text) throws IOException, InterruptedException {
        Program.Ended shell = Program.run(folder, List.of("sh", "-e", "-c", text));
        assertThat(shell.code()).as("%s said %s", text, shell.said()).isZero();
        return shell.said();
    }
}
