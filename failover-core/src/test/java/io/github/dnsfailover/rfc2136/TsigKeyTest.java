package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsigKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bm90IGEgcmVhbCBzZWNyZXQsIGJ1dCBsb25nIGVub3VnaA==", // with what no name may have
                "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", // a name by its letters
                "hunter2/hunter2/hunter2/+=",
                "a..hunter2"
            })
    void argumentsInEachOthersPlaceShowNoSecret(String secret) {
        for (String name : new String[] {"failover-key", "failoverkey", "failover.example.com"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TsigKey.of(secret, name))
                    .satisfies(refusal -> assertThat(printed(refusal)).doesNotContain(secret, "hunter2"));
        }
    }

    @Test
    void anUnknownAlgorithmIsNotShownEither() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsigKey.Algorithm.named("hunter2"))
                .withMessageStartingWith("algorithm: none of that name; [hmac-sha256, ")
                .satisfies(refusal -> assertThat(printed(refusal)).doesNotContain("hunter2"));
    }

    @Test
    void aShortSecretOfAnOrdinaryNameIsTaken() {
        assertThat(TsigKey.of("key", "c2VjcmV0")).hasToString("TsigKey[key. hmac-sha256]");
    }

    private static String printed(Throwable refusal) {
        StringWriter text = new StringWriter();
        refusal.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> TsigKey.of("failover", null))
                .withMessageStartingWith("secret: null; if it comes from the environment");
    }
}
