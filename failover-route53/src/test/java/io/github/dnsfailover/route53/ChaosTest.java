package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Fault;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two programs and a person change one name at a Route 53 on its worst days, in virtual time. Afterwards it is known
 * of each change whether it was made, and what the provider said of it must be true: none lost, none doubled, none
 * that comes later.
 */
class ChaosTest {

    private static final int SEEDS = Integer.getInteger("chaos.seeds", 25);
    private static final int CHANGES = 5;
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey AAAA = RecordKey.of("www.example.com", RecordType.AAAA);
    private static final RecordKey ALIAS = RecordKey.of("www.example.com", RecordType.ALIAS);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final List<RecordKey> KEYS = List.of(A, AAAA, ALIAS, MARK);

    private static final List<List<RecordSet>> PLACES = List.of(
            place(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.absent(AAAA), RecordSet.absent(ALIAS)),
            place(RecordSet.of(A, TTL, "192.0.2.2"), RecordSet.of(AAAA, TTL, "2001:db8::2"), RecordSet.absent(ALIAS)),
            place(RecordSet.absent(A), RecordSet.absent(AAAA), alias("lb.dublin.example.net")),
            place(RecordSet.absent(A), RecordSet.absent(AAAA), alias("lb.ohio.example.org")));

    private static List<RecordSet> place(RecordSet... sets) {
        return List.of(sets);
    }

    private static RecordSet alias(String target) {
        return RecordSet.of(
                ALIAS, Duration.ZERO, Route53Alias.of(target, "Z1").dualStack().text());
    }

    /** What the provider said of a change. */
    private enum Said {
        APPLIED,
        CONFLICT,
        NOT_APPLIED,
        UNKNOWN
    }

    @Test
    void whatIsSaidOfAChangeIsTrueWhateverGoesWrong() throws Exception {
        Map<Said, Integer> all = new EnumMap<>(Said.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            try (Day day = new Day(seed)) {
                day.pass();
                day.said.values().forEach(said -> all.merge(said, 1, Integer::sum));
            }
        }

        assertThat(all.keySet()).as("each outcome was seen").containsExactlyInAnyOrder(Said.values());
    }

    /** The life of one zone, which follows from its seed. */
    private static final class Day implements AutoCloseable {

        private final long seed;
        private final Random random;
        private final Agenda agenda;
        private final Route53Server aws;
        private final List<Route53Provider> programs = new ArrayList<>();
        private final Map<String, Said> said = new HashMap<>();
        private final double trouble;
        private int strangers;

        Day(long seed) throws Exception {
            this.seed = seed;
            this.random = new Random(seed);
            this.agenda = new Agenda(random);
            this.trouble = List.of(0.1, 0.3, 0.6).get(random.nextInt(3));
            aws = Route53Server.of("example.com")
                    .time(agenda::nanoTime, agenda::after)
                    .propagation(Duration.ofSeconds(random.nextInt(60)))
                    .changeTakes(Duration.ofMillis(random.nextInt(1_500)))
                    .lateBy(Duration.ofMillis(random.nextInt(20_000)))
                    .throttle(5 + random.nextInt(45), 1 + random.nextInt(9))
                    .start();
            for (String target : List.of("lb.dublin.example.net", "lb.ohio.example.org")) {
                aws.target(target, "198.51.100.1", "2001:db8:1::1");
            }
            PLACES.get(0).forEach(aws::put);
            for (int i = 0; i < 2; i++) {
                programs.add(Providers.of(aws, agenda)
                        .timeout(TIMEOUT)
                        .requestsPerSecond(1 + random.nextInt(5))
                        .build());
            }
            aws.faults(this::fault);
        }

        private Fault fault(Operation operation) {
            boolean calm = random.nextDouble() >= trouble;
            List<Fault> faults = operation == Operation.CHANGE
                    ? List.of(Fault.values())
                    : List.of(Fault.THROTTLED, Fault.ERROR_BEFORE, Fault.LOST_BEFORE, Fault.GARBLED, Fault.DENIED);
            return calm ? Fault.NONE : faults.get(random.nextInt(faults.size()));
        }

        void pass() {
            for (int i = 0; i < CHANGES; i++) {
                change("op " + i, random.nextInt(programs.size()));
                agenda.pass(Duration.ofMillis(random.nextInt(20_000)));
            }
            agenda.pass(Duration.ofMinutes(10));
            look();
        }

        /** As the engine does it: read, then compare and set. */
        private void change(String op, int program) {
            List<RecordSet> found;
            try {
                found = programs.get(program).read(KEYS);
            } catch (DnsProviderException e) {
                return;
            }
            betweenReadAndWrite(op, program);
            List<RecordSet> desired = new ArrayList<>(PLACES.get(random.nextInt(PLACES.size())));
            desired.add(RecordSet.of(MARK, TTL, "v=1 " + op + " of seed " + seed));
            List<Transition> transitions = new ArrayList<>();
            for (int k = 0; k < KEYS.size(); k++) {
                if (!found.get(k).equals(desired.get(k))) {
                    transitions.add(new Transition(found.get(k), desired.get(k)));
                }
            }
            RecordChange.Urgency urgency =
                    random.nextBoolean() ? RecordChange.Urgency.FAILOVER : RecordChange.Urgency.REPAIR;
            RecordChange change = RecordChange.of(transitions).because(op + ".").urgency(urgency);
            long began = agenda.nanoTime();
            said.put(op, say(programs.get(program), change));
            Duration took = Duration.ofNanos(agenda.nanoTime() - began);
            assertThat(took).as("seed %d, %s", seed, op).isLessThanOrEqualTo(TIMEOUT);
        }

        private void betweenReadAndWrite(String op, int program) {
            switch (random.nextInt(8)) {
                case 0 -> agenda.pass(Duration.ofMillis(random.nextInt(20_000)));
                case 1 -> {
                    strangers++;
                    aws.put(RecordSet.of(MARK, TTL, "a stranger's " + strangers));
                }
                case 2 -> change(op + " overtaken", 1 - program);
                default -> {}
            }
        }

        private static Said say(Route53Provider program, RecordChange change) {
            try {
                WriteResult result = program.apply(change);
                return result instanceof WriteResult.Applied ? Said.APPLIED : Said.CONFLICT;
            } catch (DnsProviderException e) {
                return e.outcome() == Outcome.UNKNOWN ? Said.UNKNOWN : Said.NOT_APPLIED;
            }
        }

        private void look() {
            List<String> made = aws.comments().stream()
                    .map(comment -> comment.substring("dnsfailover: ".length(), comment.length() - 1))
                    .toList();
            assertThat(made).as("seed %d: none doubled", seed).doesNotHaveDuplicates();
            said.forEach((op, word) -> {
                String what = "seed " + seed + ", " + op + " was said to be " + word + "; made were " + made;
                switch (word) {
                    case APPLIED -> assertThat(made).as(what).contains(op);
                    case CONFLICT, NOT_APPLIED -> assertThat(made).as(what).doesNotContain(op);
                    case UNKNOWN -> {}
                }
            });
            assertThat(new HashSet<>(said.keySet())).as("seed %d", seed).containsAll(made);
            for (MemoryZone.Version version : aws.published().history()) {
                boolean begun = version.serial() > 1;
                assertThat(!begun || version.leadsSomewhere(A.name()))
                        .as("seed %d: %s", seed, version)
                        .isTrue();
            }
        }

        @Override
        public void close() {
            programs.forEach(Route53Provider::close);
            aws.close();
        }
    }
}
