package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.AliasWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Route53AliasTest {

    private static final Route53Alias LB =
            Route53Alias.of("LB-1.eu-west-1.elb.amazonaws.com", "/hostedzone/Z32O12XQLNTSW2");

    @Test
    void itsTextSaysEverything() {
        assertThat(LB.text()).isEqualTo("lb-1.eu-west-1.elb.amazonaws.com. A zone=Z32O12XQLNTSW2 health=ignored");
        assertThat(LB.dualStack().evaluateTargetHealth())
                .hasToString("lb-1.eu-west-1.elb.amazonaws.com. A AAAA zone=Z32O12XQLNTSW2 health=evaluated");
    }

    @Test
    void itsTextIsReadAsItWas() {
        assertThat(AliasWords.parse(LB.dualStack().text()).text())
                .isEqualTo(LB.dualStack().text());
        assertThat(RecordType.ALIAS.canonical(LB.text())).isEqualTo(LB.text());
    }

    @Test
    void itMakesEndpoints() {
        assertThat(LB.primary("dublin")).isEqualTo(Endpoint.primaryAlias("dublin", LB.text()));
        assertThat(LB.backup("dublin")).isEqualTo(Endpoint.backupAlias("dublin", LB.text()));
    }

    @Test
    void twoOfTheSameAreEqual() {
        assertThat(LB)
                .isEqualTo(Route53Alias.of("lb-1.eu-west-1.elb.amazonaws.com.", "Z32O12XQLNTSW2"))
                .isNotEqualTo(LB.dualStack())
                .hasSameHashCodeAs(Route53Alias.of("lb-1.eu-west-1.elb.amazonaws.com.", "Z32O12XQLNTSW2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "z32o12", "Z32 12", "/change/Z1", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"})
    void aZoneIdHasItsForm(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route53Alias.of("lb.example.net", id))
                .withMessageStartingWith("hostedZoneId: \"" + id + "\"");
    }

    @Test
    void theHealthOfCloudFrontIsNotEvaluated() {
        Route53Alias cdn = Route53Alias.of("d111111abcdef8.cloudfront.net", "Z2FDTNDATAQYW2");

        assertThatCode(cdn::dualStack).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(cdn::evaluateTargetHealth)
                .withMessageContaining("is of CloudFront");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lb.example.net.",
                "lb.example.net. zone=Z1 health=ignored",
                "lb.example.net. A health=ignored",
                "lb.example.net. A zone=Z1",
                "lb.example.net. A zone=Z1 health=good",
                "lb.example.net. A zone=Z1 zone=Z2 health=ignored",
                "lb.example.net. A zone=Z1 health=ignored weight=3",
                "lb.example.net. zone=Z1 A health=ignored",
                "lb.example.net. A A zone=Z1 health=ignored",
            })
    void aTextThatLacksSomethingIsRefusedWithTheWayToMakeOne(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AliasWords.parse(text))
                .withMessageStartingWith("alias: \"" + text + "\": ")
                .withMessageEndingWith("; Route53Alias makes such a text");
    }
}
