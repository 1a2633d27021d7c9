package io.github.dnsfailover.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;

/** A pair of places with the systems that watch it at the same time. Confined to one thread. */
final class Watched implements AutoCloseable {

    final Rivals.Pair pair;
    final Map<Task, Peer> systems = new LinkedHashMap<>();
    private final List<Apache> places = new ArrayList<>();

    Watched(Rivals.Pair pair, List<Rivals> rivals, Map<String, Integer> names) throws IOException {
        this.pair = pair;
        for (Rivals rival : rivals) {
            Task task = pair.task(rival.label(), systems.size(), names);
            systems.put(task, rival.peer(task));
        }
    }

    void start() throws IOException {
        places.add(new Apache(pair.primary(), pair.work()));
        places.add(new Apache(pair.backup(), pair.work()));
        for (Peer peer : systems.values()) {
            peer.start();
        }
    }

    Apache primary() {
        return places.get(0);
    }

    /** Asks a system itself, without a cache. */
    static Observer observer(Task task) throws IOException {
        return new Observer(task.address(), Name.fromString(task.checkedHost() + "."));
    }

    @Override
    public void close() {
        systems.values().forEach(Peer::close);
        places.forEach(Apache::close);
    }
}
