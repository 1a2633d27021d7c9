package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A program: somebody who asks the resolver and fetches the page, each second, and remembers nothing. Prints a line of
 * a {@link ClientLog} for each try.
 */
public final class Shopper {

    private static final Duration LIMIT = Duration.ofSeconds(2); // for the name, for the connection, for each read
    private static final int MOST_BYTES = 20_000;
    private static final int TRIES_AT_A_TIME = 8;

    private Shopper() {}

    /** Goes on until it is killed. */
    public static void main(String[] args) {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        var tries = Executors.newFixedThreadPool(TRIES_AT_A_TIME);
        var unused = clock.scheduleAtFixedRate(() -> tries.execute(Shopper::visit), 0, 1, TimeUnit.SECONDS);
    }

    private static void visit() {
        Instant begun = Instant.now();
        ClientLog.Fetch fetch;
        try {
            ARecord answer = ask();
            String address = answer.getAddress().getHostAddress();
            try {
                String place = ClientLog.placeIn(page(answer));
                fetch = new ClientLog.Fetch(begun, address, answer.getTTL(), place, place.isEmpty() ? "no page" : "");
            } catch (IOException e) {
                fetch = new ClientLog.Fetch(begun, address, answer.getTTL(), "", e.toString());
            }
        } catch (IOException e) {
            fetch = new ClientLog.Fetch(begun, "", 0, "", e.toString());
        }
        System.out.println(fetch.line());
        System.out.flush();
    }

    /** The address that the resolver gives now. */
    static InetAddress resolve() throws UnknownHostException {
        try {
            return ask().getAddress();
        } catch (IOException e) {
            UnknownHostException unknown = new UnknownHostException(ZoneServers.HOST);
            unknown.initCause(e);
            throw unknown;
        }
    }

    private static ARecord ask() throws IOException {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setTimeout(LIMIT);
        Name name = Name.fromString(ZoneServers.HOST + ".");
        Message answer = resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)));
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof ARecord address) {
                return address;
            }
        }
        throw new IOException("no address: " + answer.getRcode());
    }

    private static String page(ARecord at) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(at.getAddress(), 80), (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            String request = "GET / HTTP/1.0\r\nHost: " + ZoneServers.HOST + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }
}
