package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.PoolSpec;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For how long resolvers keep what servers answered where a change has put a set in place of none: "no data", or what a
 * wildcard made up there. Neither is in the change; the zone is asked for it. Immutable; the questions block.
 */
final class OldAnswers {

    /** A name that nobody has, beside one of the pool: a wildcard that stood in for that one stands in for this. */
    static final String NOBODY = "_failover-none";

    /** Of a name, in characters, without its final dot (RFC 1035 section 2.3.4). */
    private static final int LONGEST_NAME = 253;

    private OldAnswers() {}

    /** What must be asked about a change; empty if all that it replaces is in it. */
    static List<RecordKey> questions(PoolSpec spec, List<Transition> transitions) {
        List<Transition> serving = transitions.stream()
                .filter(transition -> transition.key().type() != RecordType.TXT)
                .toList();
        Set<RecordKey> questions = new LinkedHashSet<>();
        Set<DnsName> existing = serving.stream()
                .filter(transition -> !transition.expected().isEmpty())
                .map(transition -> transition.key().name())
                .collect(Collectors.toSet());
        for (Transition transition : serving) {
            if (transition.expected().isEmpty()) {
                // No zone has a CNAME at its top, so the answer is empty and carries the negative TTL.
                questions.add(RecordKey.of(spec.traits.zone(), RecordType.CNAME));
                if (!existing.contains(transition.key().name())) {
                    questions.addAll(besides(spec.traits.zone(), transition.key()));
                }
            }
        }
        return List.copyOf(questions);
    }

    /** What shows the wildcard that answers in the place of a set; empty if none can. */
    static List<RecordKey> besides(DnsName zone, RecordKey key) {
        String name = key.name().toString();
        int dot = name.indexOf('.');
        if (key.name().equals(zone) || name.length() - dot + NOBODY.length() > LONGEST_NAME) {
            return List.of();
        }
        DnsName beside = DnsName.of(NOBODY + name.substring(dot));
        List<RecordType> types =
                key.type() == RecordType.ALIAS ? List.of(RecordType.A, RecordType.AAAA) : List.of(key.type());
        return types.stream().map(type -> RecordKey.of(beside, type)).toList();
    }

    /**
     * The longest time for which resolvers keep these answers; empty if too many questions were lost. Blocks.
     *
     * @param servers whom to ask, one after the other
     */
    static Optional<Duration> longest(List<RecordKey> questions, List<Server> servers) {
        Duration longest = Duration.ZERO;
        int server = 0;
        int lost = 0;
        for (RecordKey question : questions) {
            boolean open = true;
            while (open) {
                Answer answer = servers.get(server % servers.size()).ask(question, EngineLimits.SERVER_ANSWER);
                if (answer instanceof Answer.Authoritative said) {
                    Duration kept = said.set().isEmpty()
                            ? said.negativeTtl()
                            : said.set().ttl();
                    longest = kept.compareTo(longest) > 0 ? kept : longest;
                    open = false;
                } else if (++lost == EngineLimits.LOST_TTL_QUESTIONS) {
                    return Optional.empty();
                } else {
                    server++;
                }
            }
        }
        return Optional.of(longest);
    }
}
