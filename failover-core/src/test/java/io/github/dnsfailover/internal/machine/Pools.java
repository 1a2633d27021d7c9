package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The pools and worlds that most tests begin with. */
final class Pools {

    static final String PRIMARY = "192.0.2.22";
    static final String BACKUP = "198.51.100.109";
    static final String STRANGER = "203.0.113.9";
    static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    static final HealthResult PASS = HealthResult.healthy();
    static final HealthResult FAIL = HealthResult.unhealthy("connection refused");
    static final HealthResult UNSURE = HealthResult.inconclusive("too many open files");

    private Pools() {}

    /** One name, a primary and a backup. */
    static EndpointPool.Builder two(EndpointPool.Builder pool) {
        return pool.name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", PRIMARY))
                .endpoint(Endpoint.backup("ec2", BACKUP));
    }

    static UnaryOperator<EndpointPool.Builder> two(UnaryOperator<EndpointPool.Builder> more) {
        return pool -> more.apply(two(pool));
    }

    /** A world whose records are ours already and publish the primary; nothing has begun. */
    static World atPrimary(UnaryOperator<EndpointPool.Builder> more) {
        return marked(new World(two(more)), "cloudhelix", PRIMARY);
    }

    static World atPrimary() {
        return atPrimary(pool -> pool);
    }

    static World atPrimary(Leadership.Instances instances) {
        return marked(new World(Pools::two, instances, false), "cloudhelix", PRIMARY);
    }

    /** A world whose records are ours already and publish the backup; the primary is dead; nothing has begun. */
    static World failedOver(UnaryOperator<EndpointPool.Builder> more) {
        return marked(new World(two(more)), "ec2", BACKUP).fails("cloudhelix");
    }

    static World failedOver() {
        return failedOver(pool -> pool);
    }

    /** Puts an address there, with a mark of ours that fits. */
    static World marked(World world, String endpoint, String address) {
        world.records(RecordType.A, 30, address);
        return mark(world, "acme", "prod", 1, 1, endpoint);
    }

    /** Puts a mark there that fits the values beside it. */
    static World mark(World world, String owner, String environment, long generation, long term, String at) {
        List<RecordSet> values = world.current().subList(0, world.spec().servingKeys());
        Mark mark = new Mark(
                owner,
                environment,
                world.spec().fingerprint,
                generation,
                term,
                Mark.fingerprintOf(values),
                List.of(at.split(",")));
        return markText(world, mark.text());
    }

    static World markText(World world, String text) {
        world.zone.put(MARK, RecordSet.of(MARK, Duration.ofSeconds(30), text));
        return world;
    }

    static World markGone(World world) {
        world.zone.put(MARK, RecordSet.absent(MARK));
        return world;
    }
}
