package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereaboutsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "192.0.2.1",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "169.253.255.255",
                "2001:db8::1",
                "2606:4700::1111",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "::ffff:8.8.8.8",
                "128.0.0.1",
                "2001:0:1:2:3:4:f7f7:f7f7"
            })
    void whatTheInternetReachesIsPublic(String address) throws Exception {
        assertThat(Whereabouts.of(InetAddress.getByName(address))).contains(Network.PUBLIC);
        assertThat(Whereabouts.of(address)).contains(Network.PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::8.8.8.8",
                "64:ff9b:1::10.0.0.1",
                "2002:a00:1::1",
                "2002:c0a8:101::1",
                "::ffff:0:192.168.1.1",
                "2001:0:1:2:3:4:f5ff:fffe"
            })
    void networksOfOnesOwnArePrivate(String address) throws Exception {
        assertThat(Whereabouts.of(InetAddress.getByName(address))).contains(Network.PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "2002:7f00:1::1",
                "64:ff9b:1::127.0.0.1",
                "64:ff9b:1:7f00:0:100::"
            })
    void thisHostIsLoopback(String address) throws Exception {
        assertThat(Whereabouts.of(InetAddress.getByName(address))).contains(Network.LOOPBACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "::",
                "fe80::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "100::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "64:ff9b:1::169.254.169.254",
                "64:ff9b:1:a9fe:a9:fe00::",
                "64:ff9b:1:a9:fe:a9fe::",
                "64:ff9b:1:0:a9:fea9:fe00:0",
                "::ffff:0:169.254.169.254",
                "2001:0:1:2:3:4:5601:5601",
                "64:ff9b::0.0.0.0",
                "2002:e000:1::"
            })
    void noNameMayLeadToWhatIsOfNoNetwork(String address) throws Exception {
        assertThat(Whereabouts.of(InetAddress.getByName(address))).isEmpty();
    }

    @Test
    void aMappedAddressThatJavaDidNotUndressIsJudgedAsTheInnerOne() throws Exception {
        byte[] octets = new byte[16];
        octets[10] = octets[11] = (byte) 0xff;
        System.arraycopy(new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254}, 0, octets, 12, 4);

        InetAddress mapped = Inet6Address.getByAddress("evil.example", octets, -1);

        assertThat(mapped.getAddress()).hasSize(16);
        assertThat(Whereabouts.of(mapped)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fe80::1%1", "FE80::1"})
    void neitherAZoneNorLettersMatter(String address) throws Exception {
        assertThat(Whereabouts.of(InetAddress.getByName(address))).isEmpty();
    }

    @Test
    void aRefusalNamesThreeAddressesAndCountsTheRest() {
        List<InetAddress> many = IntStream.rangeClosed(1, 300)
                .mapToObj(i -> address("10.0.0." + i % 250))
                .toList();

        HealthResult refusal = Whereabouts.refusal("lb.example.net", many);

        assertThat(refusal.isRefused()).isTrue();
        assertThat(refusal.verdict()).isEqualTo(HealthResult.Verdict.INCONCLUSIVE);
        assertThat(refusal.detail())
                .isEqualTo("lb.example.net leads to 10.0.0.1 (PRIVATE), 10.0.0.2 (PRIVATE), 10.0.0.3 (PRIVATE)"
                        + " and 297 more, where the pool sends no probes by name");
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
