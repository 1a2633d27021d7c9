package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the engine relies on in every provider. Extend it in a provider's tests and give each test a fresh fixture:
 *
 * <pre>{@code
 * class AcmeProviderContractTest extends DnsProviderContract {
 *     @Override
 *     protected Fixture fixture() {
 *         return new AcmeFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>Whoever runs it brings a JUnit, 5.10 or newer: the testkit hands on none.
 *
 * <p>Tests of what a provider's traits exclude are skipped. A test that needs a hook which the fixture does not
 * implement is skipped too, and the run ends with a report of what was not covered and which hook to implement, on
 * standard output and as a report entry of JUnit; a hook that makes no sense for a vendor is named in {@link
 * Fixture#leftOut}. What each hook is for is told, with an example, in docs/writing-a-provider.md.
 */
public abstract class DnsProviderContract {

    @RegisterExtension
    static final ContractCoverage COVERAGE = new ContractCoverage();

    private static final int WRITERS = 8;

    /** More values than anybody publishes; the server's answer still fits into a message of DNS. */
    private static final int MANY_VALUES = 200;

    /**
     * No record that fails over is kept for longer, and what lies beyond differs from zone to zone: BIND cuts TTLs at
     * a day where it signs ({@code max-zone-ttl} of a {@code dnssec-policy}).
     */
    private static final Duration FAR_TTL = Duration.ofDays(1);

    /** A change that a vendor makes in more requests than this is not looked at request by request to its end. */
    private static final int MOST_REQUESTS = 20;

    /** How late a call may end on a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration SHORT_CALL = Duration.ofMillis(200);
    private static final Duration LONG_CALL = Duration.ofSeconds(60);

    /** How long a call gets to reach its vendor before it is interrupted; one that has not is interrupted sooner. */
    private static final Duration UNDER_WAY = Duration.ofMillis(100);

    private ContractCoverage.Gaps gaps;
    private Fixture fixture;
    private DnsProvider provider;
    private Duration ttl;

    /** Called by JUnit; {@link #open} does the rest. */
    @SuppressWarnings("NullAway.Init") // filled before each test
    protected DnsProviderContract() {}

    /** What may befall a vendor; {@link Fixture#befall} makes it happen. */
    public enum Mishap {
        /** It answers each request with an error of its own, such as 500 or SERVFAIL, and does nothing. */
        ERROR,
        /** It does what each request asks, and the connection ends before its answer. */
        LOST,
        /** It does what each request asks, and answers with an error of its own, such as 500 or SERVFAIL. */
        DONE_BUT_ERROR,
        /** It refuses each request because there were too many, such as with 429, and does nothing. */
        TOO_MANY,
        /** It takes the provider's credentials for wrong, and does nothing. */
        DENIED
    }

    /** What a {@link Fixture} need not implement, and what is not covered without it. */
    public enum Hook {
        /** {@link Fixture#putMail} and {@link Fixture#hasMail}. */
        MAIL("putMail and hasMail"),
        /** {@link Fixture#putShoutedAlias}. */
        SHOUTED_ALIAS("putShoutedAlias"),
        /** {@link Fixture#losingAnswers}. */
        LOSING_ANSWERS("losingAnswers"),
        /** {@link Fixture#hasWildcards}. */
        WILDCARDS("hasWildcards"),
        /** {@link Fixture#serial}. */
        SERIAL("serial"),
        /** {@link Fixture#secrets}. */
        SECRETS("secrets"),
        /** {@link Fixture#befall} with {@link Mishap#ERROR}. */
        ERROR("befall(ERROR, ..)"),
        /** {@link Fixture#befall} with {@link Mishap#LOST}. */
        LOST("befall(LOST, ..)"),
        /** {@link Fixture#befall} with {@link Mishap#DONE_BUT_ERROR}. */
        DONE_BUT_ERROR("befall(DONE_BUT_ERROR, ..)"),
        /** {@link Fixture#befall} with {@link Mishap#TOO_MANY}. */
        TOO_MANY("befall(TOO_MANY, ..)"),
        /** {@link Fixture#befall} with {@link Mishap#DENIED}. */
        DENIED("befall(DENIED, ..)"),
        /** {@link Fixture#meanwhile}. */
        MEANWHILE("meanwhile"),
        /** {@link Fixture#silent}. */
        SILENT("silent"),
        /** {@link Fixture#pageSize}. */
        PAGES("pageSize"),
        /** {@link Fixture#putSplitText}. */
        SPLIT_TEXT("putSplitText");

        private final String methods;

        Hook(String methods) {
            this.methods = methods;
        }

        /** What to implement. */
        @Override
        public String toString() {
            return methods;
        }

        private static Hook of(Mishap mishap) {
            return switch (mishap) {
                case ERROR -> ERROR;
                case LOST -> LOST;
                case DONE_BUT_ERROR -> DONE_BUT_ERROR;
                case TOO_MANY -> TOO_MANY;
                case DENIED -> DENIED;
            };
        }
    }

    /**
     * A provider, and a hand in its zone that does not go through it. The first three methods are needed; the others
     * are hooks, without which a part of the contract is not covered.
     */
    public interface Fixture extends AutoCloseable {

        /** The provider under test. */
        DnsProvider provider();

        /** A name in the zone at which nothing stands yet, the same for the same labels ("www", "_failover.www"). */
        default DnsName name(String labels) {
            return DnsName.of(labels + "." + provider().traits().zone());
        }

        /** Sets records from outside, as another program would, whatever stands there; an empty set removes. */
        void put(RecordSet set) throws Exception;

        /** What the zone really holds. */
        RecordSet look(RecordKey key) throws Exception;

        /** Lets a foreign MX record stand at the name; false if the fixture cannot. */
        default boolean putMail(DnsName name) throws Exception {
            return false;
        }

        /** Whether the MX record of {@link #putMail} still stands. */
        default boolean hasMail(DnsName name) throws Exception {
            return false;
        }

        /** Lets a CNAME stand whose target is written in capitals; false if the fixture cannot. */
        default boolean putShoutedAlias(DnsName name, String target) throws Exception {
            return false;
        }

        /**
         * A provider of the same zone whose changes are made and whose answers are lost; empty if the fixture has none.
         */
        default Optional<DnsProvider> losingAnswers() throws Exception {
            return Optional.empty();
        }

        /** Whether what answers for the zone knows wildcards (RFC 4592), and {@link #put} takes them. */
        default boolean hasWildcards() {
            return false;
        }

        /** A figure that grows with each change of the zone, such as its serial; empty if the fixture sees none. */
        default OptionalLong serial() throws Exception {
            return OptionalLong.empty();
        }

        /** Two values that {@link RecordType#ALIAS} takes for both families; needed if the provider names the type. */
        default List<String> aliases() {
            return List.of();
        }

        /** What must never be shown, such as the provider's password; empty if the fixture does not tell. */
        default List<String> secrets() {
            return List.of();
        }

        /**
         * Lets a number of the provider's requests go well, and every request after them end like this, until {@link
         * #recover}. A request is what goes over the wire, of which a read or a change may take several; a session,
         * once it has begun, need not be counted.
         *
         * @return false if the fixture cannot
         */
        default boolean befall(Mishap mishap, int afterRequests) throws Exception {
            return false;
        }

        /**
         * Lets a number of the provider's requests go well, and then this hand write once, before the vendor looks at
         * the next one.
         *
         * @param hand writes by {@link #put}; on whatever thread
         * @return false if the fixture cannot
         */
        default boolean meanwhile(int afterRequests, Runnable hand) throws Exception {
            return false;
        }

        /**
         * Ends what {@link #befall} or {@link #meanwhile} began, and whatever the provider does because of it, such as
         * a pause.
         */
        default void recover() throws Exception {}

        /**
         * A provider whose vendor takes each request and answers none, and whose calls may take about this long; what
         * its own traits say counts. Empty if the fixture has none.
         */
        default Optional<DnsProvider> silent(Duration slowestCall) throws Exception {
            return Optional.empty();
        }

        /**
         * How many records the vendor tells at once before the client must ask for more; 0 if it tells all that was
         * asked for, empty if the fixture does not know.
         */
        default OptionalInt pageSize() {
            return OptionalInt.empty();
        }

        /**
         * Lets one TXT record stand at the name, made of these character-strings (RFC 1035 section 3.3.14); false if
         * the fixture cannot.
         */
        default boolean putSplitText(DnsName name, List<String> strings) throws Exception {
            return false;
        }

        /** The hooks that make no sense for this vendor, each with the reason, which the report repeats. */
        default Map<Hook, String> leftOut() {
            return Map.of();
        }

        @Override
        default void close() throws IOException {}
    }

    /** A fresh fixture for one test. */
    protected abstract Fixture fixture() throws Exception;

    @BeforeEach
    final void open(ContractCoverage.Gaps gaps) throws Exception {
        this.gaps = gaps;
        fixture = fixture();
        provider = fixture.provider();
        ttl = within(provider.traits(), Duration.ofSeconds(60));
    }

    private static Duration within(ProviderTraits traits, Duration usual) {
        Duration longest = usual.compareTo(traits.maxTtl()) > 0 ? traits.maxTtl() : usual;
        return longest.compareTo(traits.minTtl()) < 0 ? traits.minTtl() : longest;
    }

    @AfterEach
    final void close() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void traitsMakeSense() {
        ProviderTraits traits = provider.traits();

        assertThat(provider.traits()).hasToString(traits.toString());
        assertThat(fixture.name("www").isWithin(traits.zone())).isTrue();
        assertThat(traits.types()).containsAnyOf(RecordType.A, RecordType.AAAA, RecordType.CNAME);
        assertThat(traits.slowestCall()).isPositive();
        assertThat(traits.label()).isNotBlank();
        assertThat(provider.authorities()).isNotNull();
    }

    @Test
    void anAbsentSetIsReadAsEmpty() throws Exception {
        RecordKey key = key("www", RecordType.A);

        assertThat(provider.read(List.of(key))).containsExactly(RecordSet.absent(key));
    }

    @Test
    void setsAreReadInTheOrderOfTheirKeys() throws Exception {
        RecordSet second = put(a("b", "192.0.2.2"));
        RecordSet first = put(a("a", "192.0.2.1"));
        RecordKey missing = key("c", RecordType.A);

        List<RecordSet> read = provider.read(List.of(second.key(), missing, first.key()));

        assertThat(read).containsExactly(second, RecordSet.absent(missing), first);
    }

    @Test
    void aSetIsReadWithItsTtl() throws Exception {
        assumeTrue(provider.traits().setsTtl());
        RecordSet set = put(RecordSet.of(key("www", RecordType.A), ttl.plusSeconds(7), "192.0.2.1"));

        assertThat(provider.read(List.of(set.key()))).containsExactly(set);
    }

    @Test
    void aSetIsCreated() throws Exception {
        RecordSet desired = a("www", "192.0.2.1");

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertStands(desired);
    }

    @Test
    void aSetOfSeveralValuesIsCreated() throws Exception {
        assumeTrue(provider.traits().valuesPerSet() >= 3);
        RecordSet desired = a("www", "192.0.2.1", "192.0.2.3", "192.0.2.2");

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertStands(desired);
    }

    @Test
    void aSetIsReplaced() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet desired = a("www", "198.51.100.1");

        applied(RecordChange.of(old, desired));

        assertStands(desired);
    }

    @Test
    void aSetIsDeleted() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));

        applied(RecordChange.of(old, RecordSet.absent(old.key())));

        assertStands(RecordSet.absent(old.key()));
    }

    @Test
    void aConditionThatHoldsLeavesItsSetAlone() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet other = put(a("other", "192.0.2.2"));
        RecordSet none = RecordSet.absent(key("missing", RecordType.A));
        RecordSet desired = a("www", "198.51.100.1");

        applied(RecordChange.of(
                List.of(new Transition(old, desired), new Transition(other, other), new Transition(none, none))));

        assertStands(desired);
        assertStands(other);
        assertStands(none);
    }

    @Test
    void aConditionThatDoesNotHoldIsAConflict() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet other = put(a("other", "192.0.2.2"));
        RecordSet otherBefore = a("other", "192.0.2.3");
        RecordSet desired = a("www", "198.51.100.1");

        WriteResult result = provider.apply(
                RecordChange.of(List.of(new Transition(old, desired), new Transition(otherBefore, otherBefore))));

        assertThat(result).isEqualTo(new WriteResult.Conflict(List.of(old, other)));
        assertStands(old);
        assertStands(other);
    }

    @Test
    void whatWasReadCanBeExpected() throws Exception {
        put(a("www", "192.0.2.1"));
        RecordSet read = provider.read(List.of(key("www", RecordType.A))).get(0);
        RecordSet desired = a("www", "198.51.100.1");

        applied(RecordChange.of(read, desired));

        assertStands(desired);
    }

    @Test
    void bothFamiliesMoveInOneChange() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA);
        RecordSet old4 = put(a("www", "192.0.2.1"));
        RecordSet old6 = put(aaaa("www", "2001:db8::1"));
        RecordSet new4 = a("www", "198.51.100.1");
        RecordSet new6 = aaaa("www", "2001:db8:1::1");

        applied(RecordChange.of(List.of(new Transition(old4, new4), new Transition(old6, new6))));

        assertStands(new4);
        assertStands(new6);
    }

    @Test
    void aFamilyThatTheNewPlaceLacksIsDeletedInTheSameChange() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA);
        RecordSet old4 = put(a("www", "192.0.2.1"));
        RecordSet old6 = put(aaaa("www", "2001:db8::1"));
        RecordSet new4 = a("www", "198.51.100.1");
        RecordSet no6 = RecordSet.absent(old6.key());

        applied(RecordChange.of(List.of(new Transition(old4, new4), new Transition(old6, no6))));

        assertStands(new4);
        assertStands(no6);
    }

    @Test
    void ipv6AddressesAreReadInTheirOneForm() throws Exception {
        assumeTypes(RecordType.AAAA);
        put(aaaa("www", "2001:DB8:0:0:0:0:0:1"));

        List<RecordSet> read = provider.read(List.of(key("www", RecordType.AAAA)));

        assertThat(read.get(0).values()).containsExactly("2001:db8::1");
    }

    @Test
    void addressesTurnIntoACname() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA, RecordType.CNAME);
        RecordSet old4 = put(a("www", "192.0.2.1"));
        RecordSet old6 = put(aaaa("www", "2001:db8::1"));
        RecordSet alias = cname("www", "lb.example.net");

        applied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(alias.key()), alias),
                new Transition(old4, RecordSet.absent(old4.key())),
                new Transition(old6, RecordSet.absent(old6.key())))));

        assertStands(alias);
        assertStands(RecordSet.absent(old4.key()));
        assertStands(RecordSet.absent(old6.key()));
    }

    @Test
    void aCnameTurnsIntoAddresses() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA, RecordType.CNAME);
        RecordSet alias = put(cname("www", "lb.example.net"));
        RecordSet new4 = a("www", "192.0.2.1");
        RecordSet new6 = aaaa("www", "2001:db8::1");

        applied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(new4.key()), new4),
                new Transition(RecordSet.absent(new6.key()), new6),
                new Transition(alias, RecordSet.absent(alias.key())))));

        assertStands(new4);
        assertStands(new6);
        assertStands(RecordSet.absent(alias.key()));
    }

    @Test
    void aCnameIsReplaced() throws Exception {
        assumeTypes(RecordType.CNAME);
        RecordSet old = put(cname("www", "a.example.net"));
        RecordSet desired = cname("www", "b.example.net");

        applied(RecordChange.of(old, desired));

        assertStands(desired);
    }

    @Test
    void theCaseOfACnameDoesNotMatter() throws Exception {
        assumeTypes(RecordType.CNAME);
        need(Hook.SHOUTED_ALIAS, fixture.putShoutedAlias(fixture.name("www"), "LB.Example.NET."));
        RecordSet desired = cname("www", "b.example.net");

        applied(RecordChange.of(cname("www", "lb.example.net"), desired));

        assertStands(desired);
    }

    @Test
    void addressesBesideACnameAreReadAsAbsent() throws Exception {
        assumeTypes(RecordType.A, RecordType.CNAME);
        RecordSet alias = put(cname("www", "lb.example.net"));
        RecordKey addresses = key("www", RecordType.A);

        List<RecordSet> read = provider.read(List.of(addresses, alias.key()));

        assertThat(read).containsExactly(RecordSet.absent(addresses), alias);
    }

    @Test
    void anAliasIsCreatedReplacedAndDeleted() throws Exception {
        assumeTypes(RecordType.ALIAS);
        RecordSet first = alias("www", 0);
        RecordSet second = alias("www", 1);
        RecordSet none = RecordSet.absent(first.key());

        applied(RecordChange.of(none, first));
        assertStands(first);
        applied(RecordChange.of(first, second));
        assertStands(second);
        applied(RecordChange.of(second, none));
        assertStands(none);
    }

    @Test
    void addressesBehindAnAliasAreReadAsAbsent() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA, RecordType.ALIAS);
        RecordSet alias = put(alias("www", 0));
        RecordKey v4 = key("www", RecordType.A);
        RecordKey v6 = key("www", RecordType.AAAA);

        List<RecordSet> read = provider.read(List.of(v4, v6, alias.key()));

        assertThat(read).containsExactly(RecordSet.absent(v4), RecordSet.absent(v6), alias);
    }

    @Test
    void addressesGiveWayToAnAliasInOneChange() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA, RecordType.ALIAS);
        RecordSet old4 = put(a("www", "192.0.2.1"));
        RecordSet old6 = put(aaaa("www", "2001:db8::1"));
        RecordSet alias = alias("www", 0);

        applied(RecordChange.of(List.of(
                new Transition(old4, RecordSet.absent(old4.key())),
                new Transition(old6, RecordSet.absent(old6.key())),
                new Transition(RecordSet.absent(alias.key()), alias))));

        assertStands(alias);
        assertStands(RecordSet.absent(old4.key()));
        assertStands(RecordSet.absent(old6.key()));
    }

    @Test
    void anAliasGivesWayToAddressesInOneChange() throws Exception {
        assumeTypes(RecordType.A, RecordType.ALIAS);
        RecordSet alias = put(alias("www", 0));
        RecordSet desired = a("www", "192.0.2.1");

        applied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(desired.key()), desired),
                new Transition(alias, RecordSet.absent(alias.key())))));

        assertStands(desired);
        assertStands(RecordSet.absent(alias.key()));
    }

    @Test
    void anAliasStandsAtTheTopOfTheZoneBesideTheMark() throws Exception {
        assumeTypes(RecordType.TXT, RecordType.ALIAS);
        DnsName apex = provider.traits().zone();
        RecordSet first = RecordSet.of(RecordKey.of(apex, RecordType.ALIAS), Duration.ZERO, aliasText(0));
        RecordSet second = RecordSet.of(first.key(), Duration.ZERO, aliasText(1));
        RecordSet oldMark = put(RecordSet.of(RecordKey.of(apex.child("_failover"), RecordType.TXT), ttl, "v=1 gen=1"));
        RecordSet mark = RecordSet.of(oldMark.key(), ttl, "v=1 gen=2");
        put(first);

        applied(RecordChange.of(List.of(new Transition(first, second), new Transition(oldMark, mark))));

        assertStands(second);
        assertStands(mark);
    }

    @Test
    void anotherAliasThanExpectedIsAConflict() throws Exception {
        assumeTypes(RecordType.ALIAS);
        RecordSet now = put(alias("www", 1));

        assertConflict(RecordChange.of(alias("www", 0), RecordSet.absent(now.key())), now);
    }

    @Test
    void anAliasIsNotCreatedOverAddressesThatNobodyMentioned() throws Exception {
        assumeTypes(RecordType.A, RecordType.ALIAS);
        RecordSet foreign = put(a("www", "203.0.113.9"));
        RecordSet alias = alias("www", 0);

        assertNotApplied(RecordChange.of(RecordSet.absent(alias.key()), alias));

        assertStands(foreign);
        assertStands(RecordSet.absent(alias.key()));
    }

    @Test
    void addressesAreNotCreatedOverAnAliasThatNobodyMentioned() throws Exception {
        assumeTypes(RecordType.A, RecordType.ALIAS);
        RecordSet foreign = put(alias("www", 0));
        RecordSet desired = a("www", "192.0.2.1");

        assertNotApplied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertStands(foreign);
        assertStands(RecordSet.absent(desired.key()));
    }

    @Test
    void aForeignMxIsLeftAlone() throws Exception {
        need(Hook.MAIL, fixture.putMail(fixture.name("www")));
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet desired = a("www", "198.51.100.1");

        applied(RecordChange.of(old, desired));

        assertStands(desired);
        assertThat(fixture.hasMail(fixture.name("www")))
                .as("hasMail: the foreign MX still stands at %s", fixture.name("www"))
                .isTrue();
    }

    @Test
    void aForeignTxtIsLeftAlone() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet foreign = put(txt("www", "v=spf1 -all"));
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet desired = a("www", "198.51.100.1");

        applied(RecordChange.of(old, desired));

        assertStands(desired);
        assertStands(foreign);
    }

    @Test
    void aCnameIsNotCreatedBesideForeignRecords() throws Exception {
        assumeTypes(RecordType.CNAME);
        need(Hook.MAIL, fixture.putMail(fixture.name("www")));
        RecordSet alias = cname("www", "lb.example.net");

        assertNotApplied(RecordChange.of(RecordSet.absent(alias.key()), alias));

        assertStands(RecordSet.absent(alias.key()));
        assertThat(fixture.hasMail(fixture.name("www")))
                .as("hasMail: the foreign MX still stands at %s", fixture.name("www"))
                .isTrue();
    }

    @Test
    void aCnameIsNotCreatedBesideAddressesThatNobodyMentioned() throws Exception {
        assumeTypes(RecordType.A, RecordType.CNAME);
        RecordSet foreign = put(a("www", "203.0.113.9"));
        RecordSet alias = cname("www", "lb.example.net");

        assertNotApplied(RecordChange.of(RecordSet.absent(alias.key()), alias));

        assertStands(foreign);
        assertStands(RecordSet.absent(alias.key()));
    }

    @Test
    void addressesAreNotCreatedBesideACnameThatNobodyMentioned() throws Exception {
        assumeTypes(RecordType.A, RecordType.CNAME, RecordType.TXT);
        RecordSet foreign = put(cname("www", "elsewhere.example.net"));
        RecordSet desired = a("www", "192.0.2.1");
        RecordSet mark = txt("_failover.www", "v=1 gen=1");

        assertNotApplied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(mark.key()), mark),
                new Transition(RecordSet.absent(desired.key()), desired))));

        assertStands(foreign);
        assertStands(RecordSet.absent(mark.key()));
    }

    @Test
    void aStaleValueIsAConflictThatShowsEverySet() throws Exception {
        assumeTypes(RecordType.A, RecordType.AAAA);
        RecordSet now4 = put(a("www", "203.0.113.9"));
        RecordSet now6 = put(aaaa("www", "2001:db8::1"));

        WriteResult result = provider.apply(RecordChange.of(List.of(
                new Transition(now6, aaaa("www", "2001:db8:1::1")),
                new Transition(a("www", "192.0.2.1"), a("www", "198.51.100.1")))));

        assertThat(result).isEqualTo(new WriteResult.Conflict(List.of(now6, now4)));
        assertStands(now4);
        assertStands(now6);
    }

    @Test
    void aValueTooManyIsAConflict() throws Exception {
        assumeTrue(provider.traits().valuesPerSet() >= 2);
        RecordSet now = put(a("www", "192.0.2.1", "203.0.113.9"));

        assertConflict(RecordChange.of(a("www", "192.0.2.1"), a("www", "198.51.100.1")), now);
    }

    @Test
    void aValueTooFewIsAConflict() throws Exception {
        assumeTrue(provider.traits().valuesPerSet() >= 2);
        RecordSet now = put(a("www", "192.0.2.1"));

        assertConflict(RecordChange.of(a("www", "192.0.2.1", "192.0.2.2"), a("www", "198.51.100.1")), now);
    }

    @Test
    void aSetThatShouldBeAbsentIsAConflict() throws Exception {
        RecordSet now = put(a("www", "203.0.113.9"));

        assertConflict(RecordChange.of(RecordSet.absent(now.key()), a("www", "192.0.2.1")), now);
    }

    @Test
    void aSetThatShouldBeThereIsAConflict() throws Exception {
        RecordSet gone = a("www", "192.0.2.1");

        assertConflict(RecordChange.of(gone, a("www", "198.51.100.1")), RecordSet.absent(gone.key()));
    }

    @Test
    void aSetThatShouldBeDeletedAndIsNotThereIsAConflict() throws Exception {
        RecordSet gone = a("www", "192.0.2.1");

        assertConflict(RecordChange.of(gone, RecordSet.absent(gone.key())), RecordSet.absent(gone.key()));
    }

    @Test
    void aChangeMadeTwiceIsAConflict() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet desired = a("www", "198.51.100.1");
        RecordChange change = RecordChange.of(old, desired);
        applied(change);

        assertConflict(change, desired);
    }

    @Test
    void onlyTheTtlChanges() throws Exception {
        assumeTrue(provider.traits().setsTtl());
        RecordSet old = put(RecordSet.of(key("www", RecordType.A), ttl.plusSeconds(60), "192.0.2.1", "192.0.2.2"));
        RecordSet desired = RecordSet.of(old.key(), ttl, old.values());

        applied(RecordChange.of(old, desired));

        assertStands(desired);
    }

    @Test
    void theMarkRidesInTheSameChange() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet oldMark = put(txt("_failover.www", "v=1 owner=a env=prod pool=3f gen=6 term=1 at=dc1"));
        RecordSet desired = a("www", "198.51.100.1");
        RecordSet mark = txt("_failover.www", "v=1 owner=a env=prod pool=3f gen=7 term=1 at=aws");

        applied(RecordChange.of(List.of(new Transition(old, desired), new Transition(oldMark, mark))));

        assertStands(desired);
        assertStands(mark);
    }

    @Test
    void aStaleMarkStopsTheWholeChange() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet mark = put(txt("_failover.www", "v=1 gen=8"));

        WriteResult result = provider.apply(RecordChange.of(List.of(
                new Transition(old, a("www", "198.51.100.1")),
                new Transition(txt("_failover.www", "v=1 gen=6"), txt("_failover.www", "v=1 gen=7")))));

        assertThat(result).isEqualTo(new WriteResult.Conflict(List.of(old, mark)));
        assertStands(old);
    }

    /** The values are back where the late change expects them (A-B-A); only the mark knows better. */
    @Test
    void aLateChangeIsStoppedByTheMark() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet one = put(a("www", "192.0.2.1"));
        RecordSet two = a("www", "198.51.100.1");
        RecordSet gen1 = put(txt("_failover.www", "v=1 gen=1"));
        RecordSet gen2 = txt("_failover.www", "v=1 gen=2");
        RecordSet gen3 = txt("_failover.www", "v=1 gen=3");
        RecordChange late = RecordChange.of(List.of(new Transition(one, two), new Transition(gen1, gen2)));
        applied(late);
        RecordSet back = a("www", "192.0.2.1");
        applied(RecordChange.of(List.of(new Transition(two, back), new Transition(gen2, gen3))));

        WriteResult result = provider.apply(late);

        assertThat(result).isEqualTo(new WriteResult.Conflict(List.of(fixture.look(one.key()), gen3)));
        assertStands(back);
    }

    @Test
    void anyPrintableTextSurvives() throws Exception {
        assumeTypes(RecordType.TXT);
        String text = "v=1 \"quoted\" back\\slash semi;colon \\065 @ $ORIGIN () #~";
        RecordSet desired = txt("_failover.www", text);

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertThat(provider.read(List.of(desired.key())).get(0).values()).containsExactly(text);
        assertStands(desired);
    }

    @Test
    void aTextOfFullLengthSurvives() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet desired = txt("_failover.www", "x".repeat(255));

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertStands(desired);
        assertThat(provider.read(List.of(desired.key()))).allMatch(desired::sameValues);
    }

    @Test
    void aTextThatOthersWroteIsReadAsItIs() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet plain = put(txt("_failover.plain", "v=1 owner=a env=prod"));
        RecordSet odd = put(txt("_failover.odd", "\"quoted\" back\\slash semi;colon \\065"));

        List<RecordSet> read = provider.read(List.of(plain.key(), odd.key()));

        assertThat(read).containsExactly(plain, odd);
    }

    /** What a record of several strings means is their sum; a provider that cannot tell must not make up another. */
    @Test
    void aTextOfSeveralStringsIsReadAsTheirSumOrNotAtAll() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordKey key = key("_failover.www", RecordType.TXT);
        need(Hook.SPLIT_TEXT, fixture.putSplitText(key.name(), List.of("v=1 owner=a ", "env=prod")));

        try {
            assertThat(provider.read(List.of(key)).get(0).values()).containsExactly("v=1 owner=a env=prod");
        } catch (DnsProviderException e) {
            assertThat(e).hasMessageContaining("_failover");
            assertThat(e.isUnreadable()).as("unreadable() was said").isTrue();
        }
    }

    @Test
    void theMarkIsCreatedWhereNoneIs() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet address = a("www", "192.0.2.1");
        RecordSet mark = txt("_failover.www", "v=1 owner=a env=prod pool=3f gen=1 term=1 at=dc1");

        applied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(address.key()), address),
                new Transition(RecordSet.absent(mark.key()), mark))));

        assertStands(address);
        assertStands(mark);
        assertThat(provider.read(List.of(address.key(), mark.key())))
                .as("what is read of what was written")
                .extracting(RecordSet::values)
                .containsExactly(address.values(), mark.values());
    }

    @Test
    void severalNamesMoveInOneChange() throws Exception {
        assumeTrue(provider.traits().consistency() == Consistency.ATOMIC);
        RecordSet oldA = put(a("a", "192.0.2.1"));
        RecordSet oldB = put(a("b", "192.0.2.1"));
        RecordSet newA = a("a", "198.51.100.1");
        RecordSet newB = a("b", "198.51.100.1");

        applied(RecordChange.of(List.of(new Transition(oldA, newA), new Transition(oldB, newB))));

        assertStands(newA);
        assertStands(newB);
    }

    @Test
    void oneOfManyWritersWins() throws Exception {
        assumeTrue(provider.traits().consistency() == Consistency.ATOMIC);
        RecordSet old = put(a("www", "192.0.2.1"));
        List<Callable<WriteResult>> writers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(WRITERS);
        Duration longest = provider.traits().slowestCall().multipliedBy(WRITERS + 1); // they may go one by one
        for (int i = 1; i <= WRITERS; i++) {
            RecordChange change = RecordChange.of(old, a("www", "198.51.100." + i));
            writers.add(() -> {
                ready.countDown();
                assertThat(ready.await(longest.toSeconds(), TimeUnit.SECONDS)).isTrue();
                return provider.apply(change);
            });
        }

        List<WriteResult> results = together(writers, longest);

        RecordSet standing = fixture.look(old.key());
        assertThat(results.stream().filter(WriteResult.Applied.class::isInstance))
                .hasSize(1);
        assertThat(results.stream().filter(WriteResult.Conflict.class::isInstance))
                .hasSize(WRITERS - 1)
                .allMatch(result -> result.equals(new WriteResult.Conflict(List.of(standing))));
        int winner = results.indexOf(results.stream()
                .filter(WriteResult.Applied.class::isInstance)
                .findFirst()
                .orElseThrow());
        assertThat(standing.values()).containsExactly("198.51.100." + (winner + 1));
    }

    /**
     * Another program writes after each number of requests that a change takes: what a provider has compared by itself
     * does not hold any more then, in this process or in another one.
     */
    @Test
    void whatAnotherWritesMeanwhileIsNotOverwritten() throws Exception {
        assumeTrue(provider.traits().consistency() == Consistency.ATOMIC);
        for (int requests = 0; requests < MOST_REQUESTS; requests++) {
            RecordSet old = put(a("www", "192.0.2.1"));
            RecordSet foreign = a("www", "203.0.113.9");
            AtomicBoolean written = new AtomicBoolean();
            meanwhile(requests, () -> {
                fixture.put(foreign);
                written.set(true);
            });

            Optional<WriteResult> result = resultOf(RecordChange.of(old, a("www", "198.51.100.1")));

            if (!written.get()) {
                assertMeanwhile(requests, result);
                return; // all of its requests came before
            }
            assertThat(fixture.look(old.key()).values())
                    .as("what another wrote after %d requests of a change still stands", requests)
                    .isEqualTo(foreign.values());
        }
    }

    /** The same for a set that the change leaves as it is. */
    @Test
    void aConditionThatAnotherBreaksMeanwhileStopsTheChange() throws Exception {
        assumeTrue(provider.traits().consistency() == Consistency.ATOMIC);
        for (int requests = 0; requests < MOST_REQUESTS; requests++) {
            RecordSet old = put(a("www", "192.0.2.1"));
            RecordSet condition = put(a("other", "192.0.2.2"));
            RecordSet desired = a("www", "198.51.100.1");
            AtomicBoolean written = new AtomicBoolean();
            AtomicBoolean tooLate = new AtomicBoolean();
            meanwhile(requests, () -> {
                tooLate.set(fixture.look(old.key()).sameValues(desired));
                fixture.put(a("other", "203.0.113.9"));
                written.set(true);
            });

            Optional<WriteResult> result = resultOf(
                    RecordChange.of(List.of(new Transition(old, desired), new Transition(condition, condition))));

            if (!written.get()) {
                assertMeanwhile(requests, result);
                return;
            }
            if (!tooLate.get()) {
                assertThat(fixture.look(old.key()).values())
                        .as("a condition was broken after %d requests of a change, before it was made", requests)
                        .isEqualTo(old.values());
            }
        }
    }

    private interface Hand {
        void write() throws Exception;
    }

    private void meanwhile(int requests, Hand hand) throws Exception {
        boolean happens = fixture.meanwhile(requests, () -> {
            try {
                hand.write();
            } catch (Exception e) {
                throw new IllegalStateException("the fixture's hand", e);
            }
        });
        need(Hook.MEANWHILE, happens);
    }

    /** Empty if the provider gave up, as it may since another wrote. */
    private Optional<WriteResult> resultOf(RecordChange change) throws Exception {
        try {
            return Optional.of(provider.apply(change));
        } catch (DnsProviderException e) {
            assertWellTold(e);
            return Optional.empty();
        } finally {
            fixture.recover();
        }
    }

    private static void assertMeanwhile(int requests, Optional<WriteResult> result) {
        assertThat(requests)
                .as("requests that came before the hand; meanwhile said true, and the hand never wrote")
                .isPositive();
        assertThat(result)
                .as("a change that nobody disturbed, as the hand never wrote")
                .containsInstanceOf(WriteResult.Applied.class);
    }

    private static List<WriteResult> together(List<Callable<WriteResult>> writers, Duration longest) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            List<WriteResult> results = new ArrayList<>();
            for (Future<WriteResult> future : threads.invokeAll(writers, longest.toSeconds(), TimeUnit.SECONDS)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatStandsIsKnownToStand() throws Exception {
        RecordSet set = put(a("www", "192.0.2.1"));
        RecordSet missing = RecordSet.absent(key("missing", RecordType.A));

        assertThat(provider.stands(List.of(set, missing))).isTrue();
        assertThat(provider.stands(List.of(RecordSet.of(set.key(), ttl.plusSeconds(7), set.values()))))
                .as("compared by values")
                .isTrue();
    }

    @Test
    void whatDoesNotStandIsKnownNotTo() throws Exception {
        RecordSet set = put(a("www", "192.0.2.1"));

        assertThat(provider.stands(List.of(a("www", "203.0.113.9")))).isFalse();
        assertThat(provider.stands(List.of(RecordSet.absent(set.key())))).isFalse();
        assertThat(provider.stands(List.of(set, a("missing", "192.0.2.1")))).isFalse();
    }

    @Test
    void aCnameIsKnownToStand() throws Exception {
        assumeTypes(RecordType.CNAME);
        RecordSet alias = put(cname("www", "lb.example.net"));

        assertThat(provider.stands(List.of(alias))).isTrue();
        assertThat(provider.stands(List.of(cname("www", "other.example.net")))).isFalse();
    }

    @Test
    void askingWhatStandsLeavesTheZoneAlone() throws Exception {
        RecordSet set = put(a("www", "192.0.2.1"));
        OptionalLong before = fixture.serial();

        provider.read(List.of(set.key()));
        provider.stands(List.of(set));
        provider.stands(List.of(a("www", "203.0.113.9")));

        assertThat(fixture.serial()).isEqualTo(before);
        assertStands(set);
        need(Hook.SERIAL, before.isPresent());
    }

    @Test
    void provingRightsLeavesTheZoneAlone() throws Exception {
        assumeTypes(RecordType.TXT);
        RecordSet set = put(a("www", "192.0.2.1", "192.0.2.2"));
        RecordSet mark = put(txt("_failover.www", "v=1 gen=1"));
        RecordSet missing = RecordSet.absent(key("www", RecordType.CNAME));
        OptionalLong before = fixture.serial();

        Set<RecordKey> proved = provider.proveRights(List.of(set, missing, mark));

        assertThat(Set.of(set.key(), mark.key())).containsAll(proved);
        assertThat(fixture.serial()).isEqualTo(before);
        assertStands(set);
        assertStands(missing);
        assertStands(mark);
    }

    @Test
    void provingRightsOfACnameLeavesTheZoneAlone() throws Exception {
        assumeTypes(RecordType.CNAME);
        RecordSet alias = put(cname("www", "lb.example.net"));
        OptionalLong before = fixture.serial();

        Set<RecordKey> proved = provider.proveRights(List.of(alias));

        assertThat(Set.of(alias.key())).containsAll(proved);
        assertThat(fixture.serial()).isEqualTo(before);
        assertStands(alias);
    }

    @Test
    void rightsAreNotProvedByWhatDoesNotStand() throws Exception {
        RecordSet set = put(a("www", "192.0.2.1"));
        OptionalLong before = fixture.serial();

        Set<RecordKey> proved = provider.proveRights(List.of(a("www", "203.0.113.9")));

        assertThat(proved).isEmpty();
        assertThat(fixture.serial()).isEqualTo(before);
        assertStands(set);
    }

    @Test
    void aWildcardIsNotWhatStandsAtAName() throws Exception {
        need(Hook.WILDCARDS, fixture.hasWildcards());
        assumeTypes(RecordType.A, RecordType.CNAME, RecordType.TXT);
        put(a("*.w", "192.0.2.9"));
        put(txt("*.w", "v=spf1 -all"));
        put(cname("*.c", "lb.example.net"));
        List<RecordKey> keys = List.of(
                key("www.w", RecordType.A), key("_failover.www.w", RecordType.TXT), key("www.c", RecordType.CNAME));

        List<RecordSet> read = provider.read(keys);

        assertThat(read)
                .containsExactlyElementsOf(keys.stream().map(RecordSet::absent).toList());
        assertThat(provider.stands(read)).isTrue();
    }

    @Test
    void aNameBelowAWildcardIsCreated() throws Exception {
        need(Hook.WILDCARDS, fixture.hasWildcards());
        assumeTypes(RecordType.A, RecordType.TXT);
        put(a("*.w", "192.0.2.9"));
        put(txt("*.w", "v=spf1 -all"));
        RecordSet desired = a("www.w", "192.0.2.1");
        RecordSet mark = txt("_failover.www.w", "v=1 gen=1");

        WriteResult stale = provider.apply(RecordChange.of(a("www.w", "192.0.2.9"), desired));
        applied(RecordChange.of(List.of(
                new Transition(RecordSet.absent(desired.key()), desired),
                new Transition(RecordSet.absent(mark.key()), mark))));

        assertThat(stale).isEqualTo(new WriteResult.Conflict(List.of(RecordSet.absent(desired.key()))));
        assertStands(desired);
        assertStands(mark);
        assertThat(provider.read(List.of(desired.key(), mark.key()))).containsExactly(desired, mark);
    }

    @Test
    void aLostAnswerIsAnUnknownOutcome() throws Exception {
        Optional<DnsProvider> losing = fixture.losingAnswers();
        need(Hook.LOSING_ANSWERS, losing.isPresent());
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordSet desired = a("www", "198.51.100.1");

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> losing.get().apply(RecordChange.of(old, desired)));
        fixture.recover();

        assertThat(fixture.look(old.key()).sameValues(desired))
                .as("losingAnswers: the change was made, and only then was an answer lost")
                .isTrue();
        assertThat(failure).as("losingAnswers: the call failed").isNotNull();
        assertThat(failure.outcome())
                .as("outcome of a change that was made, its answer lost")
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(provider.read(List.of(old.key()))).containsExactly(desired);
    }

    @Test
    void aNameOutsideTheZoneIsNotTouched() {
        RecordKey key = RecordKey.of("www.elsewhere.invalid", RecordType.A);
        RecordChange change = RecordChange.of(RecordSet.absent(key), RecordSet.of(key, ttl, "192.0.2.1"));

        assertThatThrownBy(() -> provider.apply(change))
                .as(
                        "apply of %s, which lies outside of the zone %s",
                        key, provider.traits().zone())
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        failure -> assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertThatThrownBy(() -> provider.read(List.of(key)))
                .as(
                        "read of %s, which lies outside of the zone %s",
                        key, provider.traits().zone())
                .isInstanceOf(DnsProviderException.class);
    }

    @Test
    void secretsAreNotShown() {
        needSecrets();
        String shown = provider + " " + provider.traits() + " " + provider.authorities();

        assertThat(fixture.secrets()).noneMatch(shown::contains);
    }

    // what vendors are unlike in

    @Test
    void theShortestTtlIsTaken() throws Exception {
        assumeTrue(provider.traits().setsTtl());
        Duration shortest = provider.traits().minTtl();

        assertTtlIsTaken(shortest.isZero() ? Duration.ofSeconds(1) : shortest, "the traits' minTtl");
    }

    @Test
    void theLongestTtlIsTaken() throws Exception {
        assumeTrue(provider.traits().setsTtl());

        Duration longest = provider.traits().maxTtl();
        boolean far = longest.compareTo(FAR_TTL) > 0;
        assertTtlIsTaken(far ? FAR_TTL : longest, far ? "within the traits' maxTtl" : "the traits' maxTtl");
    }

    private void assertTtlIsTaken(Duration value, String whose) throws Exception {
        RecordSet desired = RecordSet.of(key("www", RecordType.A), value, "192.0.2.1");

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertThat(fixture.look(desired.key()))
                .as("a TTL of %s, %s", value, whose)
                .isEqualTo(desired);
        assertThat(provider.read(List.of(desired.key()))).containsExactly(desired);
    }

    @Test
    void asManyValuesAreTakenAsTheTraitsSay() throws Exception {
        ProviderTraits traits = provider.traits();
        int count = Math.min(MANY_VALUES, Math.min(traits.valuesPerSet(), traits.valuesPerChange()));
        RecordSet desired = RecordSet.of(
                key("www", RecordType.A),
                ttl,
                IntStream.rangeClosed(1, count).mapToObj(i -> "192.0.2." + i).toList());

        applied(RecordChange.of(RecordSet.absent(desired.key()), desired));

        assertStands(desired);
        assertThat(provider.read(List.of(desired.key())).get(0).values())
                .as("the traits' valuesPerSet: %d", traits.valuesPerSet())
                .isEqualTo(desired.values());
    }

    @Test
    void addressesStandAtTheTopOfTheZone() throws Exception {
        RecordKey apex = RecordKey.of(provider.traits().zone(), RecordType.A);

        assertCreatedReplacedDeleted(apex);
    }

    @Test
    void aWildcardIsWrittenAndRead() throws Exception {
        assertCreatedReplacedDeleted(key("*.w", RecordType.A));
    }

    private void assertCreatedReplacedDeleted(RecordKey key) throws Exception {
        assumeTrue(provider.traits().types().contains(RecordType.A));
        RecordSet none = RecordSet.absent(key);
        RecordSet first = RecordSet.of(key, ttl, "192.0.2.1");
        RecordSet second = RecordSet.of(key, ttl, "198.51.100.1");

        applied(RecordChange.of(none, first));
        assertStands(first);
        assertThat(provider.read(List.of(key))).allMatch(first::sameValues, "what was written");
        applied(RecordChange.of(first, second));
        assertStands(second);
        applied(RecordChange.of(second, none));
        assertStands(none);
    }

    @Test
    void aSetBehindManyOthersIsRead() throws Exception {
        need(Hook.PAGES, fixture.pageSize().isPresent());
        for (int i = 0; i <= fixture.pageSize().getAsInt(); i++) {
            fixture.put(a("m" + i, "192.0.2.1"));
        }
        RecordSet first = put(a("a", "192.0.2.2"));
        RecordSet last = put(a("z", "192.0.2.3"));

        assertThat(provider.read(List.of(first.key(), last.key()))).containsExactly(first, last);
        RecordSet desired = a("z", "198.51.100.1");
        applied(RecordChange.of(last, desired));
        assertStands(desired);
    }

    @Test
    void whatOthersChangeIsReadAtOnce() throws Exception {
        RecordSet one = put(a("www", "192.0.2.1"));
        assertThat(provider.read(List.of(one.key()))).containsExactly(one);
        RecordSet two = put(a("www", "203.0.113.9"));

        assertThat(provider.read(List.of(one.key())))
                .as("a read that follows another at once; a cache must not answer")
                .containsExactly(two);
        assertThat(provider.stands(List.of(two))).isTrue();
        RecordSet desired = a("www", "198.51.100.1");
        applied(RecordChange.of(two, desired));
        RecordSet three = put(a("www", "203.0.113.10"));
        assertThat(provider.read(List.of(one.key())))
                .as("a read that follows a change of one's own")
                .containsExactly(three);
    }

    // bad days of a vendor

    @Test
    void aFailedReadIsNotAnAbsentSetForAnError() throws Exception {
        assertFailedReadsAreToldFor(Mishap.ERROR);
    }

    @Test
    void aFailedReadIsNotAnAbsentSetForALostAnswer() throws Exception {
        assertFailedReadsAreToldFor(Mishap.LOST);
    }

    @Test
    void aFailedReadIsNotAnAbsentSetForTooManyRequests() throws Exception {
        assertFailedReadsAreToldFor(Mishap.TOO_MANY);
    }

    @Test
    void aFailedReadIsNotAnAbsentSetForWrongCredentials() throws Exception {
        assertFailedReadsAreToldFor(Mishap.DENIED);
    }

    private void assertFailedReadsAreToldFor(Mishap mishap) throws Exception {
        RecordSet one = put(a("www", "192.0.2.1"));
        RecordSet two = put(a("other", "192.0.2.2"));
        for (int requests = 0; requests < MOST_REQUESTS; requests++) {
            befall(mishap, requests);
            try {
                List<RecordSet> read = provider.read(List.of(one.key(), two.key()));
                assertThat(read)
                        .as("read while %s after %d requests", mishap, requests)
                        .containsExactly(one, two);
                assertBefell(mishap, requests);
                return; // all of its requests went well
            } catch (DnsProviderException e) {
                assertWellTold(e);
            } finally {
                fixture.recover();
            }
        }
    }

    @Test
    void aChangeIsMadeWholeOrNotAtAllThoughTheVendorFails() throws Exception {
        assertWholeOrNotAtAll(Mishap.ERROR);
    }

    @Test
    void aChangeIsMadeWholeOrNotAtAllThoughAnswersAreLost() throws Exception {
        assertWholeOrNotAtAll(Mishap.LOST);
    }

    @Test
    void aChangeIsMadeWholeOrNotAtAllThoughWhatIsDoneIsCalledAnError() throws Exception {
        assertWholeOrNotAtAll(Mishap.DONE_BUT_ERROR);
    }

    @Test
    void aChangeIsMadeWholeOrNotAtAllThoughThereAreTooManyRequests() throws Exception {
        assertWholeOrNotAtAll(Mishap.TOO_MANY);
    }

    /**
     * Lets the vendor fail after each number of requests that a change takes. A provider that writes set by set may
     * stop on the way, if it says that it does not know; but no name may be left without a record by that.
     */
    private void assertWholeOrNotAtAll(Mishap mishap) throws Exception {
        for (int requests = 0; requests < MOST_REQUESTS; requests++) {
            List<Transition> moves = severalMoves("n" + requests);
            befall(mishap, requests);
            Optional<Outcome> failure;
            try {
                failure = outcomeOf(RecordChange.of(moves));
            } finally {
                fixture.recover();
            }
            assertHonest(moves, failure, mishap + " after " + requests + " requests");
            if (failure.isEmpty()) {
                assertBefell(mishap, requests);
                return; // all of its requests went well
            }
        }
    }

    /** A call went well; if not a single request did, nothing has befallen the vendor. */
    private static void assertBefell(Mishap mishap, int requests) {
        assertThat(requests)
                .as("requests that went well before %s; befall said true, and all of them did", mishap)
                .isPositive();
    }

    /** Each part of the failover of a name, as far as the provider writes such sets. */
    private List<Transition> severalMoves(String label) throws Exception {
        Set<RecordType> types = provider.traits().types();
        List<Transition> moves = new ArrayList<>();
        moves.add(new Transition(put(a(label, "192.0.2.1")), a(label, "198.51.100.1")));
        if (types.contains(RecordType.AAAA)) {
            moves.add(new Transition(put(aaaa(label, "2001:db8::1")), aaaa(label, "2001:db8:1::1")));
            RecordSet only4 = put(a("other-" + label, "192.0.2.1"));
            RecordSet only6 = aaaa("other-" + label, "2001:db8:1::1");
            moves.add(new Transition(only4, RecordSet.absent(only4.key())));
            moves.add(new Transition(RecordSet.absent(only6.key()), only6));
        }
        if (types.contains(RecordType.TXT)) {
            String mark = "_failover." + label;
            moves.add(new Transition(put(txt(mark, "v=1 gen=1")), txt(mark, "v=1 gen=2")));
        }
        return moves;
    }

    /** The outcome that the failure names; empty if the change was made. */
    private Optional<Outcome> outcomeOf(RecordChange change) {
        try {
            assertThat(provider.apply(change)).isInstanceOf(WriteResult.Applied.class);
            return Optional.empty();
        } catch (DnsProviderException e) {
            assertWellTold(e);
            return Optional.of(e.outcome());
        }
    }

    private void assertHonest(List<Transition> moves, Optional<Outcome> failure, String when) throws Exception {
        int made = 0;
        int left = 0;
        Set<DnsName> served = new HashSet<>();
        for (Transition move : moves) {
            RecordSet now = fixture.look(move.key());
            made += now.sameValues(move.desired()) ? 1 : 0;
            left += now.sameValues(move.expected()) ? 1 : 0;
            if (!now.isEmpty()) {
                served.add(move.key().name());
            }
        }
        assertThat(served)
                .as("names that have a record, %s", when)
                .containsAll(moves.stream().map(move -> move.key().name()).toList());
        boolean whole = made == moves.size();
        boolean untouched = left == moves.size();
        if (failure.isEmpty()) {
            assertThat(whole)
                    .as("told as applied, %d of %d made, %s", made, moves.size(), when)
                    .isTrue();
        } else if (failure.get() == Outcome.NOT_APPLIED) {
            assertThat(untouched)
                    .as("told as not applied, %d of %d made, %s", made, moves.size(), when)
                    .isTrue();
        } else if (!provider.traits().setBySet()) {
            assertThat(whole || untouched)
                    .as(
                            "%d of %d made, %s; say setBySet in the traits if it cannot be helped",
                            made, moves.size(), when)
                    .isTrue();
        }
    }

    @Test
    void tooManyRequestsAreNotAppliedAndSayWhenToComeAgain() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        befall(Mishap.TOO_MANY, 0);

        DnsProviderException failure = failureUntilRecovery(RecordChange.of(old, a("www", "198.51.100.1")));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.isAnswered())
                .as("answered() or retryAfter(..) was said")
                .isTrue();
        assertThat(failure.isThrottled() || failure.retryAfter().isPresent())
                .as("throttled() or retryAfter(..) was said")
                .isTrue();
        assertStands(old);
    }

    @Test
    void wrongCredentialsAreARefusal() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        befall(Mishap.DENIED, 0);

        DnsProviderException failure = failureUntilRecovery(RecordChange.of(old, a("www", "198.51.100.1")));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.isAnswered()).as("answered() was said").isTrue();
        assertStands(old);
    }

    @Test
    void secretsAreNotShownByFailures() throws Exception {
        needSecrets();
        RecordSet old = put(a("www", "192.0.2.1"));
        RecordChange change = RecordChange.of(old, a("www", "198.51.100.1"));
        for (Mishap mishap : Mishap.values()) {
            for (int requests = 0; requests < 3 && fixture.befall(mishap, requests); requests++) {
                try {
                    provider.read(List.of(old.key()));
                    provider.apply(change);
                } catch (DnsProviderException e) {
                    assertWellTold(e);
                } finally {
                    fixture.recover();
                    fixture.put(old);
                }
            }
        }
    }

    @Test
    void aCallEndsInTimeThoughNobodyAnswers() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        DnsProvider silent = silent(SHORT_CALL);
        Duration longest = silent.traits().slowestCall().plus(GRACE);

        for (Callable<?> call : calls(silent, old)) {
            DnsProviderException failure =
                    inTime(call, longest, "traits().slowestCall() and a little").failure();

            assertThat(failure.isAnswered()).as("answered, though nobody did").isFalse();
        }
        assertStands(old);
    }

    @Test
    void anInterruptEndsACall() throws Exception {
        RecordSet old = put(a("www", "192.0.2.1"));
        DnsProvider silent = silent(LONG_CALL);
        assertThat(silent.traits().slowestCall())
                .as("slowestCall of the silent provider, which must not end by itself")
                .isGreaterThan(GRACE.multipliedBy(2));

        for (Callable<?> call : calls(silent, old)) {
            Call running = new Call(call);
            running.ended.await(UNDER_WAY.toMillis(), TimeUnit.MILLISECONDS);
            running.thread.interrupt();

            assertThat(running.ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the call ended within %s of the interrupt", GRACE)
                    .isTrue();
            running.failure();
        }
    }

    private List<Callable<?>> calls(DnsProvider silent, RecordSet old) {
        RecordChange change = RecordChange.of(old, a("www", "198.51.100.1"));
        return List.of(() -> silent.read(List.of(old.key())), () -> silent.apply(change));
    }

    private DnsProvider silent(Duration slowestCall) throws Exception {
        Optional<DnsProvider> silent = fixture.silent(slowestCall);
        need(Hook.SILENT, silent.isPresent());
        return silent.get();
    }

    private Call inTime(Callable<?> work, Duration longest, String bound) throws InterruptedException {
        Call call = new Call(work);
        boolean ended = call.ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        call.thread.interrupt();
        assertThat(ended).as("the call ended within %s, %s", longest, bound).isTrue();
        return call;
    }

    /** A call on a thread of its own, which must end with the one exception that providers have. */
    private final class Call {

        private final CountDownLatch ended = new CountDownLatch(1);
        private final FutureTask<?> task;
        private final Thread thread;

        private Call(Callable<?> work) {
            task = new FutureTask<>(work);
            thread = new Thread(
                    () -> {
                        task.run();
                        ended.countDown();
                    },
                    "contract-call");
            thread.setDaemon(true);
            thread.start();
        }

        /** Of a call that has ended. */
        private DnsProviderException failure() {
            ExecutionException failure = catchThrowableOfType(ExecutionException.class, task::get);
            assertThat(failure)
                    .as("silent: the call failed, as its vendor answers nothing")
                    .isNotNull();
            assertThat(failure.getCause()).isInstanceOf(DnsProviderException.class);
            DnsProviderException told = (DnsProviderException) Objects.requireNonNull(failure.getCause());
            assertWellTold(told);
            return told;
        }
    }

    private DnsProviderException failureOf(RecordChange change) {
        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));
        assertThat(failure).as("the change failed").isNotNull();
        assertWellTold(failure);
        return failure;
    }

    /** The same, and what has befallen the vendor is over afterwards. */
    private DnsProviderException failureUntilRecovery(RecordChange change) throws Exception {
        try {
            return failureOf(change);
        } finally {
            fixture.recover();
        }
    }

    /** It has words, and neither these nor anything behind them shows a secret. */
    private void assertWellTold(DnsProviderException failure) {
        assertThat(String.valueOf(failure.getMessage())).isNotBlank();
        StringWriter shown = new StringWriter();
        failure.printStackTrace(new PrintWriter(shown)); // with all causes, as a log would have them
        List<Integer> seen = IntStream.range(0, fixture.secrets().size())
                .filter(i -> shown.toString().contains(fixture.secrets().get(i)))
                .boxed()
                .toList();
        assertThat(seen)
                .as("which of secrets(), counted from 0, an exception of %s shows, causes included", failure.outcome())
                .isEmpty();
    }

    private void befall(Mishap mishap, int requests) throws Exception {
        boolean befalls = fixture.befall(mishap, requests);
        if (!befalls) {
            fixture.recover(); // whatever it did before it said no
        }
        need(Hook.of(mishap), befalls);
    }

    /** Ends the test here, on the record, if the fixture lacks a hook. */
    private void need(Hook hook, boolean there) {
        if (!there) {
            gaps.add(hook, fixture.leftOut().get(hook));
            assumeTrue(false, "the fixture does not implement " + hook);
        }
    }

    private void needSecrets() {
        need(Hook.SECRETS, !fixture.secrets().isEmpty());
        assertThat(fixture.secrets())
                .as("secrets(): an empty one is shown by everything")
                .noneMatch(String::isBlank);
    }

    private void assumeTypes(RecordType... types) {
        assumeTrue(provider.traits().types().containsAll(List.of(types)), "types: " + List.of(types));
    }

    private RecordKey key(String label, RecordType type) {
        return RecordKey.of(fixture.name(label), type);
    }

    private RecordSet a(String label, String... values) {
        return RecordSet.of(key(label, RecordType.A), ttl, values);
    }

    private RecordSet aaaa(String label, String value) {
        return RecordSet.of(key(label, RecordType.AAAA), ttl, value);
    }

    private RecordSet cname(String label, String value) {
        return RecordSet.of(key(label, RecordType.CNAME), ttl, value);
    }

    private RecordSet alias(String label, int which) {
        return RecordSet.of(key(label, RecordType.ALIAS), Duration.ZERO, aliasText(which));
    }

    private String aliasText(int which) {
        return RecordType.ALIAS.canonical(fixture.aliases().get(which));
    }

    private RecordSet txt(String label, String value) {
        return RecordSet.of(key(label, RecordType.TXT), ttl, value);
    }

    /** Also gives back what then really stands, since a vendor may have TTLs of its own. */
    private RecordSet put(RecordSet set) throws Exception {
        fixture.put(set);
        return fixture.look(set.key());
    }

    private void applied(RecordChange change) throws Exception {
        assertThat(provider.apply(change)).isInstanceOf(WriteResult.Applied.class);
    }

    private void assertStands(RecordSet expected) throws Exception {
        RecordSet actual = fixture.look(expected.key());
        if (provider.traits().setsTtl()) {
            assertThat(actual).isEqualTo(expected);
        } else {
            assertThat(actual.values()).isEqualTo(expected.values());
        }
    }

    private void assertConflict(RecordChange change, RecordSet actual) throws Exception {
        assertThat(provider.apply(change)).isEqualTo(new WriteResult.Conflict(List.of(actual)));
        assertStands(actual);
    }

    /** Either word is honest, as long as nothing was changed. */
    private void assertNotApplied(RecordChange change) {
        try {
            assertThat(provider.apply(change))
                    .as("%s beside records that exclude it must be a Conflict, or notApplied(..) thrown", change)
                    .isInstanceOf(WriteResult.Conflict.class);
        } catch (DnsProviderException e) {
            assertThat(e.outcome()).as("outcome of %s", change).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(Stream.of(String.valueOf(e.getMessage()))).noneMatch(String::isBlank);
        }
    }
}
