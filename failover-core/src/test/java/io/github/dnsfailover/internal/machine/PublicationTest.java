package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sets mean that no story shows. */
class PublicationTest {

    private static RecordSet set(String name, RecordType type, int ttl, String value) {
        return RecordSet.of(RecordKey.of(name, type), Duration.ofSeconds(ttl), value);
    }

    private static Transition to(RecordSet desired) {
        return new Transition(RecordSet.absent(desired.key()), desired);
    }

    private static Transition from(RecordSet expected) {
        return new Transition(expected, RecordSet.absent(expected.key()));
    }

    @Test
    void onlyNamesThatHaveAnAliasAfterTheChangeAreAnsweredWithAddressesOfOthers() {
        List<Transition> transitions = List.of(
                to(set("a.example.com", RecordType.ALIAS, 0, "lb.example.net A zone=Z1")),
                from(set("b.example.com", RecordType.ALIAS, 0, "lb.example.net A zone=Z1")),
                to(set("c.example.com", RecordType.A, 30, "192.0.2.1")));

        assertThat(Publication.aliased(transitions)).containsExactly(DnsName.of("a.example.com"));
    }

    @Test
    void resolversMayHoldTheLongestOfTheOldTtlsAndTheMarkIsNotAmongThem() {
        List<Transition> transitions = List.of(
                from(set("a.example.com", RecordType.A, 30, "192.0.2.1")),
                from(set("b.example.com", RecordType.A, 300, "192.0.2.1")),
                from(set("c.example.com", RecordType.A, 60, "192.0.2.1")),
                from(set("_failover.a.example.com", RecordType.TXT, 3600, "v=1")));

        assertThat(Publication.oldTtl(transitions, Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void ofANameThatHadNothingTheyMayHoldThatForTheNegativeTtl() {
        List<Transition> transitions = List.of(to(set("a.example.com", RecordType.A, 30, "192.0.2.1")));

        assertThat(Publication.oldTtl(transitions, Duration.ofMinutes(15))).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void anAnswerMustHaveEachSetOfTheQuestionInItsOrder() {
        World world = Pools.atPrimary();
        List<RecordSet> sets = world.current();

        assertThat(Publication.answers(world.spec(), sets)).isTrue();
        assertThat(Publication.answers(world.spec(), null)).isFalse();
        assertThat(Publication.answers(world.spec(), List.of())).isFalse();
        assertThat(Publication.answers(world.spec(), Collections.nCopies(sets.size(), sets.get(0))))
                .isFalse();
        assertThat(Publication.answers(world.spec(), Collections.nCopies(sets.size(), null)))
                .isFalse();
    }
}
