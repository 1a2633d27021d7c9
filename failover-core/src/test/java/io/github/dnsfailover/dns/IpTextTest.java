package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {

    @ParameterizedTest
    @CsvSource({
        // RFC 5952 section 1, 2 and 4: one address, many texts
        "2001:db8:0:0:1:0:0:1,            2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1,           2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1,               2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1,             2001:db8::1:0:0:1",
        "2001:0db8::1:0:0:1,              2001:db8::1:0:0:1",
        "2001:db8:0:0:1::1,               2001:db8::1:0:0:1",
        "2001:db8:0000:0:1::1,            2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1,               2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8::aaaa:0:0:1,            2001:db8::aaaa:0:0:1",
        "2001:db8:0:0:0:0:2:1,            2001:db8::2:1",
        // one zero group is not shortened (4.2.2)
        "2001:db8:0:1:1:1:1:1,            2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1,             2001:db8:0:1:1:1:1:1",
        // the longest run, the first of equals (4.2.3)
        "2001:0:0:1:0:0:0:1,              2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:0,            2001:db8:0:0:1::",
        "1:0:0:2:0:0:3:4,                 1::2:0:0:3:4",
        "0:0:1:0:0:1:0:0,                 ::1:0:0:1:0:0",
        // at the ends
        "0:0:0:0:0:0:0:0,                 ::",
        "::,                              ::",
        "0:0:0:0:0:0:0:1,                 ::1",
        "1:0:0:0:0:0:0:0,                 1::",
        "1:2:3:4:5:6:0:0,                 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8,                 ::3:4:5:6:7:8",
        "0:2:3:4:5:6:7:8,                 0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::,                 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,                 0:2:3:4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        // embedded IPv4 (RFC 4291 2.2.3); printed dotted for the mapped prefix only (section 5)
        "::ffff:192.0.2.1,                ::ffff:192.0.2.1",
        "::ffff:c000:201,                 ::ffff:192.0.2.1",
        "0:0:0:0:0:FFFF:192.0.2.1,        ::ffff:192.0.2.1",
        "::ffff:0.0.0.0,                  ::ffff:0.0.0.0",
        "::192.0.2.1,                     ::c000:201",
        "64:ff9b::192.0.2.33,             64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4,             1:2:3:4:5:6:102:304",
        "::ffff:0:192.0.2.1,              ::ffff:0:c000:201",
    })
    void ipv6IsPrintedByRfc5952(String text, String canonical) {
        assertThat(IpText.canonical6(text)).isEqualTo(canonical);
        assertThat(IpText.canonical6(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                ":::",
                "::::",
                ":1",
                "1:",
                "1::2::3",
                "1:::2",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2:3:4:5:6:7:8",
                "12345::",
                "::00001",
                "g::",
                "::-1",
                "::+1",
                "::1 ",
                " ::1",
                "fe80::1%eth0",
                "fe80::1%1",
                "::1/128",
                "[::1]",
                "192.0.2.1",
                "::ffff:192.0.2",
                "::ffff:192.0.2.256",
                "::ffff:192.0.2.01",
                "192.0.2.1::",
                "::192.0.2.1:1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4.5",
                "::\u0661",
                "::\uff11",
                "0x1::",
                "1:2:3:4:5:6:7:"
            })
    void whatIsNoIpv6AddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpText.canonical6(text))
                .withMessage("AAAA value: \"" + text + "\" is no IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.22", "255.255.255.255", "1.2.3.4", "10.0.200.99"})
    void ipv4IsItsOwnForm(String text) {
        assertThat(IpText.canonical4(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "256.0.0.1",
                "1.2.3.256",
                "1.2.3.999",
                "1.2.3.1000",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.00",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2. 3.4",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3.a",
                "0x1.2.3.4",
                "16909060",
                "::1",
                "1.2.3.4/32",
                "1.2.3.4\n",
                "\uff11.2.3.4",
                "1\u30022.3.4",
                "www.example.com"
            })
    void whatIsNoIpv4AddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpText.canonical4(text))
                .withMessage("A value: \"" + text + "\" is no IPv4 address in dotted decimal form");
    }

    @Test
    void anyIpv6AddressIsReadBackAsItself() throws Exception {
        long seed = 5952;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            for (int group = 0; group < 8; group++) {
                if (random.nextInt(3) == 0) {
                    bytes[2 * group] = (byte) random.nextInt(256);
                    bytes[2 * group + 1] = (byte) random.nextInt(256);
                }
            }
            String text = IpText.canonical6(colonHex(bytes));

            assertThat(IpText.parse6(text)).as("seed %d, %s", seed, text).isEqualTo(bytes);
            assertThat(InetAddress.getByName("[" + colonHex(bytes) + "]"))
                    .as("seed %d, %s", seed, text)
                    .isEqualTo(InetAddress.getByName("[" + text + "]"));
        }
    }

    private static String colonHex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            out.append(i == 0 ? "" : ":").append(Integer.toHexString(((bytes[i] & 255) << 8) | (bytes[i + 1] & 255)));
        }
        return out.toString();
    }
}
