package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The authoritative servers of one provider that have been silent for long: no proof waits for them, and one question
 * now and then, whatever the number of pools, sees that one is back. Engine thread only.
 */
final class SilentServers {

    /** Who hears that a server is back: it may have come with what it had when it went. */
    private Consumer<String> onReturn = server -> {};

    private final int provider;
    private final EngineRuntime runtime;
    private final Consumer<EngineInput> engine;
    private final Slots slots;
    private final Map<String, Server> silent = new LinkedHashMap<>();
    private boolean closed;

    SilentServers(int provider, EngineRuntime runtime, Consumer<EngineInput> engine, Slots slots) {
        this.provider = provider;
        this.runtime = runtime;
        this.engine = engine;
        this.slots = slots;
    }

    void onReturn(Consumer<String> hearer) {
        onReturn = hearer;
    }

    boolean has(String server) {
        return silent.containsKey(server);
    }

    /** A proof has waited for it in vain; {@code key} is what it is asked for from now on. */
    void add(Server server, RecordKey key, String how) {
        if (!closed && silent.putIfAbsent(server.name(), server) == null) {
            engine.accept(new EngineInput.ServerSaid(provider, server.name(), how));
            askLater(server, key);
        }
    }

    /**
     * The zone's servers were looked up anew: those that are not among them any more are forgotten, and those that
     * could not be asked and can be now.
     */
    void retain(List<Server> servers) {
        Map<String, Server> found =
                servers.stream().collect(Collectors.toMap(Server::name, each -> each, (one, other) -> one));
        for (Server old : List.copyOf(silent.values())) {
            Server now = found.get(old.name());
            if (now == null || (!old.unaskable().isEmpty() && now.unaskable().isEmpty())) {
                remove(old.name());
            }
        }
    }

    private void remove(String server) {
        silent.remove(server);
        engine.accept(new EngineInput.ServerSaid(provider, server, ""));
    }

    private void askLater(Server server, RecordKey key) {
        runtime.schedule(EngineLimits.SLOW_PROOF_PAUSE, () -> {
            if (!closed && silent.get(server.name()) == server) {
                slots.submit(() -> server.ask(key, EngineLimits.SERVER_ANSWER), end -> answered(server, key, end));
            }
        });
    }

    private void answered(Server server, RecordKey key, Ended<Answer> end) {
        Answer answer = end.value();
        if (answer == null || answer instanceof Answer.Unreachable) {
            askLater(server, key);
        } else if (silent.get(server.name()) == server) {
            remove(server.name());
            onReturn.accept(server.name());
        }
    }

    void close() {
        closed = true;
    }
}
