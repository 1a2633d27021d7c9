package io.github.dnsfailover.bench;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.check.TcpCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * What the systems do when the world is not as simple as a dead primary: in {@link FarPlaces}, all at the same time,
 * with their quick settings. They are asked themselves, without a cache. Confined to one thread.
 */
final class Trust implements AutoCloseable {

    private static final Map<String, Integer> NAMES = Map.of("www", 5);
    private static final int PORT = 30_000;
    private static final String NOBODYS = "203.0.113.99";
    private static final Duration CALM_LIMIT = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofSeconds(8);
    private static final Duration CUT = Duration.ofSeconds(25);
    private static final Duration AFTER_DNS = Duration.ofSeconds(45);
    private static final Duration DNS_DOWN = Duration.ofSeconds(20);
    private static final Duration EDIT_WATCH = Duration.ofSeconds(100); // a read within 66 s, and a hold-down of 10 s

    private final FarPlaces places;
    private final Recorder recorder;
    private final ExecutorService threads;
    private final Map<Peer, Observer> systems = new LinkedHashMap<>();

    /** Changes what is there. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException;
    }

    /**
     * What an observer saw.
     *
     * @param answers in the order in which each was seen first
     * @param turns how often the answer changed
     * @param last what it was at the end
     * @param turned when it last changed, in seconds after there was an answer at all
     */
    private record Seen(List<String> answers, int turns, String last, double turned) {}

    Trust(Path work, Recorder recorder, ExecutorService threads) throws IOException {
        this.recorder = recorder;
        this.threads = threads;
        this.places = new FarPlaces(work);
        List<ControlTarget> controls = new ArrayList<>();
        for (String address : FarPlaces.CONTROLS) {
            controls.add(ControlTarget.at(address, address, TcpCheck.port(Apache.CHECK_PORT))
                    .timeout(Duration.ofSeconds(1)));
        }
        add(work, "ours-controls", task -> OursOnBind.safe("ours-controls", task, controls));
        add(work, "ours-safe", task -> OursOnBind.safe("ours-safe", task));
        add(work, "gdnsd-confirmed", task -> new Gdnsd("gdnsd-confirmed", Gdnsd.Timing.CONFIRMED, task));
        add(work, "powerdns-fastest", task -> new PowerDns("powerdns-fastest", 1, 1, task));
        add(work, "script-1", task -> HomeMade.every("script-1", 1, 1, task));
        add(work, "script-once", task -> HomeMade.once("script-once", 1, 1, task));
    }

    /** Makes a system for a task. */
    @FunctionalInterface
    private interface Maker {
        Peer peer(Task task) throws IOException;
    }

    private void add(Path work, String label, Maker maker) throws IOException {
        Path folder = Files.createDirectories(work.resolve("trust").resolve(label));
        Task task = new Task(
                folder,
                label + ".example.com",
                NAMES,
                FarPlaces.PRIMARY,
                FarPlaces.BACKUP,
                Apache.CHECK_PORT,
                PORT + systems.size());
        systems.put(maker.peer(task), Watched.observer(task));
    }

    void run() throws IOException, InterruptedException, ExecutionException {
        for (Peer peer : systems.keySet()) {
            peer.start();
            recorder.add("setting", "part", "trust", "system", peer.label(), "text", peer.settings());
        }
        calm(); // the first answers of PowerDNS are guesses
        Predicate<Peer> all = peer -> true;
        watch("uplink", all, CUT, () -> places.uplink(false));
        places.uplink(true);
        calm();
        watch("way", all, CUT, () -> places.wayToPrimary(false));
        places.wayToPrimary(true);
        calm();
        bothDie(all);
        dnsDown();
        edit();
    }

    private void bothDie(Predicate<Peer> all) throws IOException, InterruptedException, ExecutionException {
        watch("both", all, CUT, () -> {
            places.primary().crash();
            places.backup().crash();
        });
        places.primary().startAgain();
        places.backup().startAgain();
        calm();
        places.primary().crash();
        until(FarPlaces.BACKUP);
        watch("second", all, CUT, () -> places.backup().crash());
        places.primary().startAgain();
        places.backup().startAgain();
        calm();
    }

    /** The primary master is away for a while, and the place dies in that time. */
    private void dnsDown() throws IOException, InterruptedException, ExecutionException {
        for (Peer peer : systems.keySet()) {
            if (peer instanceof OnBind onBind) {
                onBind.bind().kill();
            }
        }
        Programs.pause(Duration.ofSeconds(2));
        places.primary().crash();
        Programs.pause(DNS_DOWN.minusSeconds(2));
        watch("dns", OnBind.class::isInstance, AFTER_DNS, () -> {
            for (Peer peer : systems.keySet()) {
                if (peer instanceof OnBind onBind) {
                    onBind.bind().launch();
                }
            }
        });
        places.primary().startAgain();
        // Whoever has lost an update believes that it moved, and moves back now.
        calm();
    }

    /** Somebody with the key makes the record wrong. */
    private void edit() throws IOException, InterruptedException, ExecutionException {
        watch("edit", OnBind.class::isInstance, EDIT_WATCH, () -> {
            for (Peer peer : systems.keySet()) {
                if (peer instanceof OnBind onBind) {
                    onBind.bind().put("www", NAMES.get("www"), NOBODYS);
                }
            }
        });
    }

    private void watch(String situation, Predicate<Peer> who, Duration time, Act act)
            throws IOException, InterruptedException, ExecutionException {
        act.run();
        long since = System.nanoTime();
        Map<Peer, Future<Seen>> watching = new LinkedHashMap<>();
        systems.forEach((peer, observer) -> {
            if (who.test(peer)) {
                watching.put(peer, threads.submit(() -> seen(observer, since, time)));
            }
        });
        for (Map.Entry<Peer, Future<Seen>> each : watching.entrySet()) {
            Seen seen = each.getValue().get();
            recorder.add(
                    "trust",
                    "situation",
                    situation,
                    "system",
                    each.getKey().label(),
                    "answers",
                    String.join(" ", seen.answers()),
                    "turns",
                    seen.turns(),
                    "last",
                    seen.last(),
                    "turned",
                    Recorder.seconds(seen.turned()));
        }
    }

    private static Seen seen(Observer observer, long since, Duration time) {
        Set<String> answers = new LinkedHashSet<>();
        String last = "";
        int turns = 0;
        long first = since;
        long turned = since;
        while (System.nanoTime() - since < time.toNanos()) {
            String place = place(observer.answer());
            long now = System.nanoTime();
            if (answers.isEmpty() && place.equals("none")) {
                first = now; // its server is not there yet
                turned = now;
            } else if (!place.equals(last)) {
                turns += answers.isEmpty() ? 0 : 1;
                turned = answers.isEmpty() ? first : now;
                answers.add(place);
                last = place;
            }
            Programs.pause(Observer.POLL);
        }
        return new Seen(List.copyOf(answers), turns, last, (turned - first) / 1e9);
    }

    private static String place(String address) {
        return switch (address) {
            case FarPlaces.PRIMARY -> "primary";
            case FarPlaces.BACKUP -> "backup";
            case NOBODYS -> "edit";
            default -> "none";
        };
    }

    /** Until all have answered with the primary for a while. */
    private void calm() {
        long begun = System.nanoTime();
        long since = begun;
        while (System.nanoTime() - since < CALM.toNanos()) {
            if (!systems.values().stream()
                    .allMatch(observer -> observer.answer().equals(FarPlaces.PRIMARY))) {
                since = System.nanoTime();
            }
            if (System.nanoTime() - begun > CALM_LIMIT.toNanos()) {
                throw new IllegalStateException("not all are back at the primary within " + CALM_LIMIT + ": " + now());
            }
            Programs.pause(Duration.ofMillis(200));
        }
    }

    private void until(String address) {
        long begun = System.nanoTime();
        while (!systems.values().stream().allMatch(observer -> observer.answer().equals(address))) {
            if (System.nanoTime() - begun > CALM_LIMIT.toNanos()) {
                throw new IllegalStateException("not all answer " + address + " within " + CALM_LIMIT + ": " + now());
            }
            Programs.pause(Duration.ofMillis(200));
        }
    }

    private String now() {
        StringBuilder text = new StringBuilder();
        systems.forEach((peer, observer) -> text.append(peer.label() + " " + observer.answer() + "; "));
        return text.toString();
    }

    @Override
    public void close() {
        systems.keySet().forEach(Peer::close);
        places.close();
    }
}
