package io.github.dnsfailover.internal.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Recursive resolvers, asked one after the other until one knows. No cache of the JVM is in between. Thread-safe. */
final class Resolvers {

    /** For one question to one resolver, before the next resolver is asked. */
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(3);

    private final Supplier<List<InetSocketAddress>> addresses;

    Resolvers(Supplier<List<InetSocketAddress>> addresses) {
        this.addresses = addresses;
    }

    /** An answer that there is something, or that there is nothing. */
    Message ask(Name name, int type, Deadline deadline) throws IOException {
        IOException last = new IOException("no resolver is configured");
        for (InetSocketAddress resolver : addresses.get()) {
            try {
                Duration limit = QUESTION_LIMIT.compareTo(deadline.left()) < 0 ? QUESTION_LIMIT : deadline.left();
                Message question = Messages.recursiveQuestion(name, type);
                Message answer = new WireServer("resolver", resolver).exchange(question, Deadline.in(limit));
                int rcode = answer.getHeader().getRcode();
                if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
                    return answer;
                }
                last = new IOException("answered " + Rcode.string(rcode));
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException(
                "look-up of " + name + " " + Type.string(type) + " failed: " + TcpSession.reason(last), last);
    }
}
