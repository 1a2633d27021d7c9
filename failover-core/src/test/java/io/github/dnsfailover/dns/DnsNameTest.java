package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {

    private static final String LABEL_63 = "a".repeat(63);

    @ParameterizedTest
    @CsvSource({
        "example.com,              example.com.",
        "example.com.,             example.com.",
        "WWW.Example.COM,          www.example.com.",
        "com,                      com.",
        "a.b.c.d.e.f,              a.b.c.d.e.f.",
        "_sip._tcp.example.com,    _sip._tcp.example.com.",
        "_failover.www.example.com,_failover.www.example.com.",
        "*.example.com,            *.example.com.",
        "*,                        *.",
        "1.2.0.192.in-addr.arpa,   1.2.0.192.in-addr.arpa.",
        "-a-.example,              -a-.example.",
        "bücher.example,           xn--bcher-kva.example.",
        "BÜCHER.Example,           xn--bcher-kva.example.",
        "bu\u0308cher.example,     xn--bcher-kva.example.",
        "xn--bcher-kva.example,    xn--bcher-kva.example.",
        "XN--BCHER-KVA.EXAMPLE,    xn--bcher-kva.example.",
        "例え.テスト,              xn--r8jz45g.xn--zckzah.",
        "\u2603.example,           xn--n3h.example.",
        "\ud83d\ude00.example,     xn--e28h.example.",
        "www\uff0eexample\u3002com\uff61, www.example.com.",
        "ｗｗｗ.example,           www.example.",
    })
    void namesHaveOneForm(String text, String canonical) {
        assertThat(DnsName.of(text)).hasToString(canonical);
        assertThat(DnsName.of(canonical)).isEqualTo(DnsName.of(text)).hasSameHashCodeAs(DnsName.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..",
                ".a",
                "a..b",
                "a b",
                " a",
                "a ",
                "a\tb",
                "a\nb",
                "a/b",
                "a:80",
                "http://a",
                "a@b",
                "a,b",
                "a\\b",
                "\\097",
                "**.a",
                "a*.b",
                "*a.b",
                "\u3002",
                "\uff0e",
                "a\u0000b",
                "\u2100.example"
            })
    void whatIsNoNameIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of(text))
                .withMessageStartingWith("name: \"" + text + "\" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"straße.example", "STRA\u1e9eE.example", "βόλος.example", "a\u200db.example", "a\u200cb.example"
            })
    void whatTheTwoStandardsReadDifferentlyIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of(text))
                .withMessageStartingWith("name: \"" + text + "\" has the character U+")
                .withMessageEndingWith("write the name in A-labels (xn--)");
    }

    @Test
    void anAmbiguousNameCanBeWrittenInALabels() {
        assertThat(DnsName.of("xn--strae-oqa.example")).hasToString("xn--strae-oqa.example.");
    }

    @Test
    void aLabelHasAtMost63Characters() {
        assertThat(DnsName.of(LABEL_63 + ".example")).hasToString(LABEL_63 + ".example.");
        assertThatIllegalArgumentException().isThrownBy(() -> DnsName.of("a" + LABEL_63 + ".example"));
    }

    @Test
    void aLabelIsMeasuredAsAnALabel() {
        String fits = "ü".repeat(53);
        assertThat(DnsName.of(fits + ".example").toString().indexOf('.')).isLessThanOrEqualTo(63);
        assertThatIllegalArgumentException().isThrownBy(() -> DnsName.of("ü".repeat(60) + ".example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "."})
    void aNameHasAtMost253Characters(String finalDot) {
        String name253 = (LABEL_63 + ".").repeat(3) + "a".repeat(61);
        assertThat(name253).hasSize(253);

        assertThat(DnsName.of(name253 + finalDot)).hasToString(name253 + ".");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of(name253 + "a" + finalDot))
                .withMessageEndingWith("is longer than 253 characters (RFC 1035 2.3.4)");
    }

    @Test
    void caseDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(DnsName.of("MAIL.EXAMPLE.COM")).hasToString("mail.example.com.");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,       example.com, true",
        "www.example.com,   example.com, true",
        "a.b.example.com,   EXAMPLE.com, true",
        "notexample.com,    example.com, false",
        "example.com,       www.example.com, false",
        "example.org,       example.com, false",
        "example.com.evil,  example.com, false",
    })
    void aNameLiesWithinAZone(String name, String zone, boolean within) {
        assertThat(DnsName.of(name).isWithin(DnsName.of(zone))).isEqualTo(within);
    }

    @Test
    void aChildIsOneLabelBelow() {
        assertThat(DnsName.of("example.com").child("_failover")).hasToString("_failover.example.com.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "a.", "a\u3002b"})
    void aChildIsNeverMoreOrLessThanOneLabelBelow(String label) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of("example.com").child(label));
    }

    @Test
    void namesAreSortedByText() {
        List<DnsName> names = List.of(DnsName.of("b.example"), DnsName.of("A.example"), DnsName.of("c.example"));

        assertThat(names.stream().sorted().map(DnsName::toString))
                .containsExactly("a.example.", "b.example.", "c.example.");
    }
}
