package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSetTest {

    private static final Duration TTL = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "A,     192.0.2.22,                  192.0.2.22",
        "AAAA,  2001:DB8:0:0::1,             2001:db8::1",
        "CNAME, LB.Example.NET,              lb.example.net.",
        "CNAME, bücher.example,              xn--bcher-kva.example.",
        "TXT,   v=1 owner=A,                 v=1 owner=A",
        "TXT,   '\"quoted\"',                '\"quoted\"'",
        "TXT,   'back\\slash; semicolon',    'back\\slash; semicolon'",
        "TXT,   ' spaces  are kept ',        ' spaces  are kept '",
        "TXT,   '',                          ''",
    })
    void valuesHaveOneForm(RecordType type, String value, String canonical) {
        RecordSet set = RecordSet.of(key(type), TTL, value);

        assertThat(set.values()).containsExactly(canonical);
        assertThat(RecordSet.of(key(type), TTL, set.values())).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource({
        "A, 2001:db8::1",
        "AAAA, 192.0.2.1",
        "A, www.example.com",
        "CNAME, ''",
        "CNAME, a b",
        "TXT, ü",
        "TXT, 'a\nb'"
    })
    void aValueMustFitTheType(RecordType type, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> RecordSet.of(key(type), TTL, value));
    }

    @ParameterizedTest
    @CsvSource({
        "LB.Example.NET,                  lb.example.net.",
        "lb.example.net. A AAAA Zone=Z1,  lb.example.net. A AAAA Zone=Z1",
        "*.example.net x,                 *.example.net. x",
    })
    void anAliasIsANameAndTheVendorsWords(String value, String canonical) {
        RecordSet set = RecordSet.of(key(RecordType.ALIAS), Duration.ZERO, value);

        assertThat(set.values()).containsExactly(canonical);
        assertThat(RecordSet.of(key(RecordType.ALIAS), Duration.ZERO, set.values()))
                .isEqualTo(set);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "lb.example.net ", "lb.example.net  A", "lb.example.net zone=\u00fc"})
    void anAliasOfAnotherFormIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> RecordType.ALIAS.canonical(value));
    }

    @Test
    void anAliasIsNotEndless() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordType.ALIAS.canonical("lb.example.net. " + "x".repeat(1_009)))
                .withMessage("alias: 1025 characters; at most 1024 are allowed");
    }

    @Test
    void anAliasHasNoTtl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(RecordType.ALIAS), TTL, "lb.example.net."))
                .withMessageContaining("an alias has none of its own");
    }

    @Test
    void textHasAtMost255Characters() {
        String longest = "x".repeat(255);

        assertThat(RecordSet.of(key(RecordType.TXT), TTL, longest).values()).containsExactly(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(RecordType.TXT), TTL, longest + "x"))
                .withMessage("TXT value: 256 characters; at most 255 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\t", "\u007f", "\u0080", "é", "\ud83d\ude00"})
    void textIsPrintableAscii(String character) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(RecordType.TXT), TTL, "ab" + character))
                .withMessageMatching("TXT value: character U\\+[0-9A-F]{4} at 2; printable ASCII is allowed");
    }

    @Test
    void valuesAreSortedAndOnceEach() {
        RecordSet set = RecordSet.of(key(RecordType.AAAA), TTL, "2001:db8::2", "2001:DB8::1", "2001:db8:0::1");

        assertThat(set.values()).containsExactly("2001:db8::1", "2001:db8::2");
    }

    @Test
    void orderAndSpellingDoNotMatter() {
        RecordSet one = RecordSet.of(key(RecordType.A), TTL, "192.0.2.1", "192.0.2.2");
        RecordSet other = RecordSet.of(RecordKey.of("WWW.example.com.", RecordType.A), TTL, "192.0.2.2", "192.0.2.1");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30, 86_400, 2_147_483_647L})
    void aTtlIsWholeSecondsUpToTwoToThe31MinusOne(long seconds) {
        assertThat(RecordSet.of(key(RecordType.A), Duration.ofSeconds(seconds), "192.0.2.1")
                        .ttl())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT-1S",
                "PT-0.5S",
                "PT0.5S",
                "PT30.000000001S",
                "PT2147483648S",
                "PT2147483647.5S",
                "P100000000000D"
            })
    void noOtherTtlIsAllowed(Duration ttl) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(RecordType.A), ttl, "192.0.2.1"))
                .withMessage("ttl of www.example.com. A: " + ttl
                        + "; whole seconds from 0 to 2^31-1 are allowed (RFC 2181 section 8)");
    }

    @Test
    void aNameHasOneCnameOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(RecordType.CNAME), TTL, "a.example", "b.example"))
                .withMessageContaining("a name has one CNAME only");
        assertThat(RecordSet.of(key(RecordType.CNAME), TTL, "a.example", "A.example.")
                        .values())
                .containsExactly("a.example.");
    }

    @ParameterizedTest
    @EnumSource(RecordType.class)
    void anEmptySetIsMadeByAbsentOnly(RecordType type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordSet.of(key(type), TTL, List.of()))
                .withMessageEndingWith("none given; an absent set is RecordSet.absent(key)");
        assertThat(RecordSet.absent(key(type)).isEmpty()).isTrue();
        assertThat(RecordSet.absent(key(type)).ttl()).isZero();
    }

    @Test
    void equalityTakesTheTtlInAndSameValuesLeavesItOut() {
        RecordSet thirty = RecordSet.of(key(RecordType.A), TTL, "192.0.2.1");
        RecordSet sixty = RecordSet.of(key(RecordType.A), TTL.multipliedBy(2), "192.0.2.1");

        assertThat(thirty).isNotEqualTo(sixty);
        assertThat(thirty.sameValues(sixty)).isTrue();
        assertThat(thirty.sameValues(RecordSet.absent(key(RecordType.A)))).isFalse();
        assertThat(RecordSet.absent(key(RecordType.A)).sameValues(RecordSet.absent(key(RecordType.AAAA))))
                .isFalse();
    }

    @Test
    void printsAsPeopleReadIt() {
        assertThat(RecordSet.of(key(RecordType.A), TTL, "192.0.2.22"))
                .hasToString("www.example.com. A 30 [192.0.2.22]");
        assertThat(RecordSet.absent(key(RecordType.AAAA))).hasToString("www.example.com. AAAA absent");
    }

    @Test
    void keysAreSortedByNameThenType() {
        RecordKey first = RecordKey.of("a.example", RecordType.TXT);
        RecordKey second = RecordKey.of("b.example", RecordType.A);
        RecordKey third = RecordKey.of("B.example", RecordType.TXT);

        assertThat(List.of(third, second, first).stream().sorted()).containsExactly(first, second, third);
        assertThat(third).isEqualTo(RecordKey.of("b.example.", RecordType.TXT)).hasToString("b.example. TXT");
    }

    private static RecordKey key(RecordType type) {
        return RecordKey.of("www.example.com", type);
    }
}
