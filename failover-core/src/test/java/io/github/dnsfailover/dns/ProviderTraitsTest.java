package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTraitsTest {

    @Test
    void theDefaultsAreThoseOfAnOrdinaryZone() {
        ProviderTraits traits = traits().build();

        assertThat(traits.zone()).isEqualTo(DnsName.of("example.com"));
        assertThat(traits.consistency()).isEqualTo(Consistency.ATOMIC);
        assertThat(traits.types())
                .containsExactlyInAnyOrder(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.TXT);
        assertThatCode(() -> traits.checkAlias("lb.example.net.")).doesNotThrowAnyException();
        assertThat(traits.minTtl()).isEqualTo(Duration.ofSeconds(1));
        assertThat(traits.maxTtl()).isEqualTo(Duration.ofSeconds(Integer.MAX_VALUE));
        assertThat(traits.setsTtl()).isTrue();
        assertThat(traits.valuesPerSet()).isEqualTo(100);
        assertThat(traits.slowestCall()).isEqualTo(Duration.ofSeconds(30));
        assertThat(traits.oneWriteAtATime()).isFalse();
        assertThat(traits.site()).isEmpty();
    }

    @Test
    void whatIsSaidIsKept() {
        ProviderTraits traits = traits().label("acme dns")
                .site("dc1")
                .types(EnumSet.of(RecordType.A))
                .ttlRange(Duration.ofSeconds(60), Duration.ofSeconds(60))
                .keepsOwnTtl()
                .valuesPerSet(1)
                .slowestCall(Duration.ofMillis(1))
                .oneWriteAtATime()
                .build();

        assertThat(traits.label()).isEqualTo("acme dns");
        assertThat(traits.site()).isEqualTo("dc1");
        assertThat(traits.types()).containsExactly(RecordType.A);
        assertThat(traits.minTtl()).isEqualTo(traits.maxTtl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(traits.setsTtl()).isFalse();
        assertThat(traits.valuesPerSet()).isEqualTo(1);
        assertThat(traits.slowestCall()).isEqualTo(Duration.ofMillis(1));
        assertThat(traits.oneWriteAtATime()).isTrue();
    }

    @Test
    void whatCallsCountAgainstIsNamedWithItsRateOrWithout() {
        assertThat(traits().build().account()).isEmpty();
        assertThat(traits().build().callsPerSecond()).isInfinite();
        assertThat(traits().account("acme:1").build().callsPerSecond()).isInfinite();
        assertThat(traits().account("acme:1", 5).build().callsPerSecond()).isEqualTo(5);
        assertThat(traits().account("acme:1", 5).build().account()).isEqualTo("acme:1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.05, 10_001, Double.NaN, Double.NEGATIVE_INFINITY})
    void aRateIsANumberOfCallsASecond(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().account("acme:1", rate).build())
                .withMessage("callsPerSecond: " + rate + "; 0.1 to 10000 are allowed");
    }

    @Test
    void aRateIsOfSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().account(" ", 5).build())
                .withMessage("account: \" \"; a rate needs the name of what it is counted for");
    }

    @Test
    void aTypeIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().types(Set.of()).build())
                .withMessageStartingWith("types: none given");
    }

    @ParameterizedTest
    @CsvSource({"PT-1S,PT1S", "PT2S,PT1S"})
    void theRangeOfTtlsMustBeOne(Duration shortest, Duration longest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().ttlRange(shortest, longest).build())
                .withMessage("ttlRange: " + shortest + " to " + longest);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aSetHoldsAtLeastOneValue(int values) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().valuesPerSet(values).build())
                .withMessageStartingWith("valuesPerSet: " + values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT1H0.001S"})
    void theSlowestCallMustBeSensible(Duration slowest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traits().slowestCall(slowest).build())
                .withMessageStartingWith("slowestCall: " + slowest);
    }

    @Test
    void theZoneMustBeAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProviderTraits.of("a b", Consistency.ATOMIC));
    }

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("Example.com", Consistency.ATOMIC);
    }
}
