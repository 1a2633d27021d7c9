package io.github.dnsfailover.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a map holds, there is a builder or a refusal, which tells no secret. */
class RandomKeysTest {

    private static final int MAPS = Integer.getInteger("fuzz.inputs", 4_000);
    private static final String SECRET = "the secret itself is this";
    private static final long FIRST = Long.getLong("fuzz.first", 1);

    /** Each means something to some key; the rest is for those who read texts of others. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "30s",
            "5m",
            "-1h",
            "PT9223372036854775807S",
            "PT-9223372036854775808S",
            "999999999999d",
            "0",
            "1",
            "3",
            "-7",
            "65535",
            "999999999999999999",
            "9999999999999999999",
            "true",
            "FALSE",
            "keep",
            "manual",
            "after",
            "adopt",
            "last-resort",
            "private",
            "http",
            "tcp",
            "tls",
            "smtp",
            "dns",
            "single-instance",
            "www.example.com",
            "example.com, www.example.com",
            "*.example.com",
            "\u00fcber.example.com",
            "\u00df.example",
            "\ud800.example.com",
            "a\u0000b",
            "192.0.2.1",
            "192.0.2.1,2001:db8::1",
            "::ffff:192.0.2.1",
            "fe80::1%eth0",
            "[2001:db8::53]:53",
            "192.0.2.53:99999",
            "dc1",
            "/",
            "/health?a=%zz",
            "//x",
            "/etc",
            "200,300-399",
            "(a+)+b",
            "(?<",
            "\\Q",
            "GET",
            "HEAD",
            "CONNECT",
            "AAAA",
            "TYPE0",
            "TYPE65536",
            "NXDOMAIN",
            "\"unfinished",
            "10 mx.example.com",
            "/components/db/status",
            "X-Probe",
            "Authorization",
            "secret:token",
            "secret:nobody",
            "hunter2",
            "\u202e\u001b[31m",
            ",".repeat(200),
            "x".repeat(5_000));

    /** What most keys of such a name take, so that some maps are right. */
    private static final Map<String, String> LIKELY = Map.of(
            "id", "dc1",
            "addresses", "192.0.2.1",
            "address", "192.0.2.1",
            "names", "www.example.com",
            "host", "www.example.com",
            "query", "example.com",
            "name", "X-Probe",
            "value", "1",
            "accept", "200",
            "path", "/health");

    @Test
    void aMapMakesABuilderOrIsRefused() {
        int made = 0;
        for (long seed = FIRST; seed < FIRST + MAPS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L); // neighbours begin alike otherwise
            made += read(seed, keys("p", PoolKeys.TABLE, random), true) ? 1 : 0;
            made += read(seed, keys("p", EngineKeys.TABLE, random), false) ? 1 : 0;
        }

        assertThat(made).as("builders made of " + 2 * MAPS + " maps").isGreaterThan(MAPS / 4);
    }

    private static boolean read(long seed, Map<String, String> keys, boolean pool) {
        try {
            if (pool) {
                EndpointPool.fromProperties("p", keys, RandomKeysTest::secret);
            } else {
                FailoverEngine.fromProperties("p", keys, RandomKeysTest::secret);
            }
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as("seed " + seed + " " + keys).startsWithIgnoringCase("p");
            for (Throwable each = e; each != null; each = each.getCause()) {
                assertThat(String.valueOf(each)).as("seed " + seed).doesNotContain(SECRET);
            }
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + " " + keys, e);
        }
    }

    private static Optional<String> secret(String name) {
        return name.equals("token") ? Optional.of(SECRET + "\n") : Optional.empty();
    }

    private static Map<String, String> keys(String prefix, Table table, Random random) {
        boolean calm = random.nextBoolean();
        List<Setting> settings = table.settings().stream()
                .filter(setting -> !calm || setting.name().matches("[a-z-]+"))
                .toList();
        Map<String, String> keys = new HashMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Setting setting = settings.get(random.nextInt(settings.size()));
            boolean withItsGroup = random.nextInt(3) == 0;
            for (Setting each : withItsGroup ? group(table, setting) : List.of(setting)) {
                if (each.equals(setting) || random.nextInt(3) > 0) {
                    String text = random.nextInt(calm ? 20 : 4) == 0 ? wild(random) : likely(each, random);
                    keys.put(written(prefix + "." + each.name(), each, random), text);
                }
            }
        }
        return keys;
    }

    /** An endpoint, a check or a pair is seldom whole by chance. */
    private static List<Setting> group(Table table, Setting setting) {
        String beginning = setting.name().split("[.\\[]", 2)[0];
        return table.settings().stream()
                .filter(each -> each.name().startsWith(beginning))
                .toList();
    }

    private static String written(String name, Setting setting, Random random) {
        String key = name.replace("[]", "[" + (random.nextInt(8) == 0 ? random.nextInt(3) : 0) + "]");
        if (setting.form().repeats() && random.nextInt(4) == 0) {
            key += "[0]";
        }
        return switch (random.nextInt(12)) {
            case 0 -> RelaxedNamesTest.environmentName(key);
            case 1 -> key.toUpperCase(Locale.ROOT);
            case 2 -> key.replace('-', '_');
            case 3 -> random.nextInt(8) == 0 ? key.replaceFirst("[a-z]$", "") : key;
            case 4 -> random.nextInt(8) == 0 ? key + "\u0000[" : key;
            default -> key;
        };
    }

    /** What is allowed there, or looks like it. */
    private static String likely(Setting setting, Random random) {
        List<String> words = setting.words().stream()
                .filter(word -> !word.equals("ping")) // starts a program each time
                .toList();
        if (!words.isEmpty()) {
            return words.get(random.nextInt(words.size()));
        }
        return switch (setting.form()) {
            case NUMBER -> Integer.toString(1 + random.nextInt(100));
            case DURATION -> 1 + random.nextInt(60) + "s";
            case SWITCH -> Boolean.toString(random.nextBoolean());
            case SECRET -> "secret:token";
            default -> LIKELY.getOrDefault(setting.name().replaceAll(".*\\.", ""), "some-text");
        };
    }

    private static String wild(Random random) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return random.nextInt(20) == 0 ? text + (char) random.nextInt(0x10000) : text;
    }
}
