package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The systems of the comparison at their settings. */
enum Rivals {
    OURS_DEFAULT("ours-default") {
        @Override
        Peer peer(Task task) throws IOException {
            return OursOnBind.defaults(label(), task);
        }
    },
    OURS_SAFE("ours-safe") {
        @Override
        Peer peer(Task task) throws IOException {
            return OursOnBind.safe(label(), task);
        }
    },
    GDNSD_DEFAULT("gdnsd-default") {
        @Override
        Peer peer(Task task) throws IOException {
            return new Gdnsd(label(), Gdnsd.Timing.DEFAULTS, task);
        }
    },
    GDNSD_CONFIRMED("gdnsd-confirmed") {
        @Override
        Peer peer(Task task) throws IOException {
            return new Gdnsd(label(), Gdnsd.Timing.CONFIRMED, task);
        }
    },
    GDNSD_FASTEST("gdnsd-fastest") {
        @Override
        Peer peer(Task task) throws IOException {
            return new Gdnsd(label(), Gdnsd.Timing.FASTEST, task);
        }
    },
    POWERDNS_DEFAULT("powerdns-default") {
        @Override
        Peer peer(Task task) throws IOException {
            return new PowerDns(label(), 5, 2, task);
        }
    },
    POWERDNS_FASTEST("powerdns-fastest") {
        @Override
        Peer peer(Task task) throws IOException {
            return new PowerDns(label(), 1, 1, task);
        }
    },
    SCRIPT_10("script-10") {
        @Override
        Peer peer(Task task) throws IOException {
            return HomeMade.every(label(), 10, 3, task);
        }
    },
    SCRIPT_1("script-1") {
        @Override
        Peer peer(Task task) throws IOException {
            return HomeMade.every(label(), 1, 1, task);
        }
    };

    /** What no trial of minutes can wait for: its defaults take two minutes, and four to come back. */
    static final List<Rivals> SLOW = List.of(GDNSD_DEFAULT);

    private final String label;

    Rivals(String label) {
        this.label = label;
    }

    /** What raw lines call it. */
    String label() {
        return label;
    }

    abstract Peer peer(Task task) throws IOException;

    /** All but the slow ones. */
    static List<Rivals> quick() {
        List<Rivals> quick = new ArrayList<>(List.of(values()));
        quick.removeAll(SLOW);
        return quick;
    }

    /** A pair of places, and what watches it. */
    record Pair(Path work, int number) {

        String primary() {
            return "127.1." + number + ".1";
        }

        String backup() {
            return "127.1." + number + ".2";
        }

        /** Each system has a zone, a port and a folder of its own for each pair. */
        Task task(String label, int port, Map<String, Integer> names) throws IOException {
            Path folder = Files.createDirectories(work.resolve("pair-" + number).resolve(label));
            return new Task(
                    folder,
                    label + ".pair" + number + ".example.com",
                    names,
                    primary(),
                    backup(),
                    Apache.CHECK_PORT,
                    20_000 + 100 * number + port);
        }
    }
}
