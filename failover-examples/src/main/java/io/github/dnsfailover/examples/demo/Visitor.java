package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.examples.demo.Visit.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A client of the web site that knows its name only: it asks DNS for the address, each time anew, and fetches the
 * page there. It keeps no answer, as a resolver would for the TTL. Thread-safe.
 */
final class Visitor {

    private static final Duration DNS_LIMIT = Duration.ofSeconds(2);
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(1);

    private final Name name;
    private final int port;
    private final SimpleResolver dns;
    private final Duration dnsLimit;
    private final HttpClient web = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(PAGE_LIMIT)
            .build();

    /**
     * Makes a client.
     *
     * @param name what it looks up
     * @param server whom it asks
     * @param port where it fetches the page
     */
    Visitor(String name, InetSocketAddress server, int port) {
        this(name, server, port, DNS_LIMIT);
    }

    Visitor(String name, InetSocketAddress server, int port, Duration dnsLimit) {
        try {
            this.name = Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("name: \"" + name + "\" is no domain name", e);
        }
        this.port = port;
        this.dns = new SimpleResolver(server);
        this.dns.setTimeout(dnsLimit);
        this.dnsLimit = dnsLimit;
    }

    /** Asks, and fetches the page if there is an address. */
    Visit visit() throws InterruptedException {
        Message question = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
        Message answer;
        try {
            answer = dns.sendAsync(question).toCompletableFuture().get(dnsLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Visit.withoutAddress(Answer.TIME_OUT, "");
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof SocketTimeoutException;
            return Visit.withoutAddress(
                    late ? Answer.TIME_OUT : Answer.OTHER, late ? "" : String.valueOf(e.getCause()));
        }
        Optional<String> address = answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .findFirst();
        return address.isPresent() ? fetch(address.get()) : withoutAddress(answer.getRcode());
    }

    private static Visit withoutAddress(int rcode) {
        return switch (rcode) {
            case Rcode.NOERROR -> Visit.withoutAddress(Answer.NODATA, "");
            case Rcode.NXDOMAIN -> Visit.withoutAddress(Answer.NXDOMAIN, "");
            case Rcode.SERVFAIL -> Visit.withoutAddress(Answer.SERVFAIL, "");
            default -> Visit.withoutAddress(Answer.OTHER, Rcode.string(rcode));
        };
    }

    private Visit fetch(String address) throws InterruptedException {
        URI page = URI.create("http://" + address + ":" + port + "/");
        HttpRequest request = HttpRequest.newBuilder(page).timeout(PAGE_LIMIT).build();
        try {
            return Visit.of(
                    address, web.send(request, BodyHandlers.ofString()).body().strip());
        } catch (IOException e) {
            return Visit.withoutPage(address, reason(e));
        }
    }

    /** The JDK's client gives most of its failures a type and no message. */
    private static String reason(IOException e) {
        return e instanceof HttpTimeoutException
                ? "no answer in time"
                : e instanceof ConnectException ? "no connection" : "the connection broke";
    }
}
