package io.github.dnsfailover.route53.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.dns.DnsName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    @ParameterizedTest
    @CsvSource({
        "*.example.com,   \\052.example.com.",
        "*.example.com,   *.example.com",
        "www.example.com, WWW.Example.Com.",
        "www.example.com, \\167ww.example.com.",
        "a_b.example.com, a_b.example.com.",
    })
    void escapesCaseAndTheFinalDotDoNotMatter(String name, String listed) {
        assertThat(Texts.isName(listed, DnsName.of(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ww.example.com.", "\\05.example.com.", "\\098ww.example.com.", "x\\", "www.example.com.x.", "."
            })
    void otherNamesAreOtherNames(String listed) {
        assertThat(Texts.isName(listed, DnsName.of("www.example.com"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=1 a", "say \"hello\"", "back\\slash", "\\101 stays", " spaces  stay ", "\"\\\""})
    void whatIsQuotedIsReadAsItWas(String text) {
        assertThat(Texts.unquoted(Texts.quoted(text))).containsExactly(text);
    }

    @Test
    void severalStringsAreSeveral() {
        assertThat(Texts.unquoted("\"one\" \"\" \t\"th\\\"ree\"")).containsExactly("one", "", "th\"ree");
        assertThat(Texts.unquoted("\"one\"\"two\"")).containsExactly("one", "two");
    }

    @Test
    void octalDigitsAreOneCharacter() {
        assertThat(Texts.unquoted("\"\\101\\040\\377\"")).containsExactly("A \u00ff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare", "\"open", "\"open\\\"", "\"one\" two"})
    void whatIsNotInQuotesIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Texts.unquoted(value));
    }
}
