package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dyn.internal.UpdateAnswer.Asked;
import io.github.dnsfailover.dyn.internal.Wire.Broken;
import io.github.dnsfailover.dyn.internal.Wire.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Sends one update of the dyndns2 protocol. Thread-safe. */
public final class UpdateClient {

    /**
     * How a service wants to be asked.
     *
     * @param url where it is
     * @param userAgent who asks
     * @param hostParameter names the hosts
     * @param addressParameter names the IPv4 address, or both if the next is the same
     * @param ipv6Parameter names the IPv6 address; empty if the service knows none
     * @param hostsPerUpdate how many hosts one update may name
     */
    public record Dialect(
            HttpUrl url,
            String userAgent,
            String hostParameter,
            String addressParameter,
            String ipv6Parameter,
            int hostsPerUpdate) {

        private boolean oneParameterForBoth() {
            return ipv6Parameter.equals(addressParameter);
        }
    }

    /**
     * What hosts are to have.
     *
     * @param ipv4 empty for none
     * @param ipv6 empty for none
     */
    record Addresses(String ipv4, String ipv6) {

        List<String> list() {
            return List.of(ipv4, ipv6).stream().filter(text -> !text.isEmpty()).toList();
        }
    }

    /**
     * One update.
     *
     * @param hosts in the order of the answers
     * @param addresses the same for all of them
     */
    record Update(List<DnsName> hosts, Addresses addresses) {}

    /**
     * What came back.
     *
     * @param answers one for each host
     * @param retryAfter how long the service wants to be left alone; zero if it did not say
     */
    record Said(List<UpdateAnswer> answers, Duration retryAfter) {}

    private final Wire wire;
    private final Dialect dialect;

    /** A client of one service. */
    public UpdateClient(Wire wire, Dialect dialect) {
        this.wire = wire;
        this.dialect = dialect;
    }

    /** The types of address that the service knows. */
    Set<RecordType> families() {
        return dialect.ipv6Parameter().isEmpty() ? EnumSet.of(RecordType.A) : EnumSet.of(RecordType.A, RecordType.AAAA);
    }

    /** How many hosts one update may name. */
    int hostsPerUpdate() {
        return dialect.hostsPerUpdate();
    }

    /** Whether the service would take the sender's IPv4 address for one that is missing. */
    boolean needsIpv4() {
        return !dialect.oneParameterForBoth();
    }

    /** One answer for each host. */
    Said send(Update update, String user, String key, Duration timeout) throws DynFailure, InterruptedException {
        String authorization = Credentials.basic(user, key, StandardCharsets.UTF_8);
        String basic = authorization.substring(authorization.indexOf(' ') + 1);
        Asked asked = new Asked(update.hosts().size(), update.addresses().list(), List.of(key, basic));
        Request.Builder request = new Request.Builder()
                .url(url(update))
                .header("Authorization", authorization)
                .header("User-Agent", dialect.userAgent())
                .header("Accept-Encoding", "identity");
        try {
            Reply reply = wire.send(request, timeout);
            List<UpdateAnswer> answers = UpdateAnswer.read(reply.code(), reply.body(), asked);
            return new Said(answers, reply.retryAfter().orElse(Duration.ZERO));
        } catch (Broken e) {
            throw e.sent()
                    ? DynFailure.of(DynFailure.Kind.MAYBE_PUBLISHED, "no answer to the update: " + e.getMessage(), e)
                    : DynFailure.of(DynFailure.Kind.NOT_DONE, "the update was not sent: " + e.getMessage(), e);
        }
    }

    /**
     * Names and addresses go as they are, commas included, since not every service decodes them. An address that is not
     * given is left out: empty means "delete" to some services and "the sender's" to others.
     */
    private HttpUrl url(Update update) {
        String hosts = update.hosts().stream().map(ApiRequest::part).collect(Collectors.joining(","));
        HttpUrl.Builder url = dialect.url().newBuilder().addEncodedQueryParameter(dialect.hostParameter(), hosts);
        Addresses addresses = update.addresses();
        if (dialect.oneParameterForBoth()) {
            url.addEncodedQueryParameter(dialect.addressParameter(), String.join(",", addresses.list()));
            return url.build();
        }
        if (!addresses.ipv4().isEmpty()) {
            url.addEncodedQueryParameter(dialect.addressParameter(), addresses.ipv4());
        }
        if (!addresses.ipv6().isEmpty()) {
            url.addEncodedQueryParameter(dialect.ipv6Parameter(), addresses.ipv6());
        }
        return url.build();
    }
}
