package io.github.dnsfailover.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptTextTest {

    @Test
    void everyCharacterComesBackFromUtf8() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            all.append((char) c);
        }

        String body = KeptText.body(all.toString());

        String passed = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(JdbcText.text(passed).equals(all.toString())).isTrue();
    }

    @Test
    void lettersOfAllLanguagesStayReadable() {
        assertThat(KeptText.body("Köln 東京 \n")).isEqualTo("=Köln 東京 \\u000a");
        assertThat(KeptText.body("")).isEqualTo("=");
    }

    @Test
    void keysOfAConfigMapAreApartAndAllowed() {
        String end = "x".repeat(300);
        List<String> keys = List.of(
                "",
                "_",
                "-",
                ".",
                "..",
                "...",
                "_-",
                "www",
                "WWW",
                "www ",
                "a/b",
                "a_002fb",
                "a:b",
                "\ud83d",
                "\ude00",
                "Grüße",
                end,
                end + "y",
                "_" + end,
                "ü".repeat(51),
                "ü".repeat(50),
                "words:me/prod");

        Set<String> kept = new LinkedHashSet<>();
        keys.forEach(key -> kept.add(KeptText.configKey(key)));

        assertThat(kept).hasSameSizeAs(keys).allMatch(key -> key.matches("(?!\\.)[-._a-zA-Z0-9]{1,253}"));
        assertThat(KeptText.configKey("lead:shop-prod/example.com.")).isEqualTo("lead_003ashop-prod_002fexample.com.");
    }
}
