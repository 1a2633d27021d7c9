package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.internal.text.ForeignText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An authoritative server as a provider named it. That may be anybody's code: so it is asked what it is called, and
 * whether it can be asked, once and on a thread of a lane, and an answer that is none says so. Thread-safe as the
 * server is.
 */
final class FoundServer implements Server {

    private final Server server;
    private final String name;
    private final String unaskable;

    private FoundServer(Server server) {
        this.server = server;
        this.name = ForeignText.line(server.name());
        this.unaskable = ForeignText.line(Objects.requireNonNullElse(server.unaskable(), ""));
    }

    /** The servers of a provider's zone. On a thread of a lane. */
    static List<Server> all(DnsProvider provider) throws IOException {
        Authorities authorities = provider.authorities();
        List<Server> found = new ArrayList<>();
        for (Server server : authorities.servers()) {
            if (server == null || server.name() == null) {
                throw new IOException("one of the servers that were named is null, or is called so");
            }
            found.add(new FoundServer(server));
        }
        return List.copyOf(found);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String unaskable() {
        return unaskable;
    }

    @Override
    public Answer ask(RecordKey key, Duration timeout) {
        @Nullable Answer answer = server.ask(key, timeout);
        return answer == null ? new Answer.Unreachable("its question answered null") : answer;
    }

    @Override
    public Signatures signatures(List<RecordKey> keys, Instant at, Duration timeout) {
        return server.signatures(keys, at, timeout);
    }

    @Override
    public String toString() {
        return name;
    }
}
