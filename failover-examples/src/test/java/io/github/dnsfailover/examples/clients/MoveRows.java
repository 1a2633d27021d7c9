package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.examples.clients.ClientsBench.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rows about places that die and come back: all clients at once. Confined to one thread. */
final class MoveRows {

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(15);
    private static final Duration TAIL = Duration.ofMinutes(1);
    private static final Duration MOVE_LIMIT = Duration.ofSeconds(90);

    /** A call that takes longer waits for a place that does not answer. */
    private static final Duration HANGING = Duration.ofSeconds(1);

    /** Room for the clock's milliseconds, and for a look at the counters. */
    private static final Duration NEARLY = Duration.ofMillis(200);

    private final Laboratory laboratory;
    private final Results results;
    private final List<Client> clients;
    private final Map<Client, Load> ours = new EnumMap<>(Client.class);
    private final Map<Client, Load> plain = new EnumMap<>(Client.class);

    /** How a place dies. */
    private enum Death {
        KILLED,
        STOPPED,
        SYN_DROPPED
    }

    MoveRows(Laboratory laboratory, Results results) {
        this.laboratory = laboratory;
        this.results = results;
        String chosen = System.getProperty("bench.clients", "");
        clients = Arrays.stream(Client.values())
                .filter(client -> chosen.isEmpty() || List.of(chosen.split(",")).contains(client.label))
                .toList();
    }

    void measure() throws IOException {
        String chosen = System.getProperty("bench.deaths", "killed,stopped,syn_dropped");
        for (Client client : clients) {
            FailoverEngine engine = client == Client.OKHTTP_AT_THE_LEADER ? laboratory.leader : laboratory.follower;
            ours.put(client, new Load(client.following(engine)));
        }
        List<String> deaths = List.of(chosen.split(","));
        for (int i = 0; i < deaths.size(); i++) {
            cycle(Death.valueOf(deaths.get(i).toUpperCase(Locale.ROOT)), i == deaths.size() - 1);
        }
        ours.values().forEach(Load::close);
        plain.values().forEach(Load::close);
    }

    private void cycle(Death death, boolean last) throws IOException {
        String name = death.name().toLowerCase(Locale.ROOT);
        replacePlain();
        for (Client client : clients) {
            awaitPrimary(client.label, ours.get(client));
            awaitPrimary(client.label + ".without", plain.get(client));
        }
        Waiting.pause(WARM_UP);
        long steady = System.nanoTime();
        Waiting.pause(STEADY);
        long died = System.nanoTime();
        die(death);
        long accepted = laboratory.awaitMove(Laboratory.POOL, "two", MOVE_LIMIT);
        results.say(String.format(Locale.ROOT, "%s: accepted %.1f s after", name, (accepted - died) / 1e9));
        Waiting.pauseUntil(accepted + TAIL.toNanos() + NEARLY.toNanos());
        for (Client client : clients) {
            tell(client.label + "." + name, client.port, ours.get(client), died, accepted);
            tell(client.label + "." + name + ".without", client.port + 1, plain.get(client), died, accepted);
        }
        revive(death);
        long back = laboratory.awaitMove(Laboratory.POOL, "one", MOVE_LIMIT);
        if (death == Death.KILLED || !last) { // caches lead back before the next death
            Waiting.pauseUntil(back + TAIL.toNanos() + NEARLY.toNanos());
        }
        if (death == Death.KILLED) {
            for (Client client : clients) {
                tellFailback(client.label + ".failback", client.port, ours.get(client), steady, died, back);
                tellFailback(
                        client.label + ".failback.without", client.port + 1, plain.get(client), steady, died, back);
            }
        }
    }

    /** New ones, since those that have gone to the backup may never come back by themselves. */
    private void replacePlain() {
        plain.values().forEach(Load::close);
        for (Client client : clients) {
            plain.put(client, new Load(client.plain()));
            ours.get(client).forget();
        }
    }

    private static void awaitPrimary(String name, Load load) {
        String page = "served by " + Laboratory.PRIMARY + "\n";
        Waiting.await(() -> name + " reads the primary; " + load, MOVE_LIMIT, () -> load.reads(page));
    }

    private void die(Death death) throws IOException {
        switch (death) {
            case KILLED -> laboratory.primary.kill();
            case STOPPED -> laboratory.primary.stop();
            case SYN_DROPPED -> laboratory.packets.dropSyns(Laboratory.PRIMARY);
        }
    }

    private void revive(Death death) throws IOException {
        switch (death) {
            case KILLED -> laboratory.primary.startAgain();
            case STOPPED -> laboratory.primary.wake();
            case SYN_DROPPED -> laboratory.packets.dropNothing();
        }
    }

    private void tell(String name, int port, Load load, long died, long accepted) {
        double last = laboratory.packets.lastSent(Laboratory.PRIMARY, port, accepted, accepted + TAIL.toNanos());
        long hung = load.hung(accepted, HANGING);
        long end = accepted + TAIL.toNanos();
        results.add(name + ".last_old", Math.max(0, last), "s"); // all hung before, where it is less
        results.add(name + ".lost", load.lost(died, end), "requests");
        if (hung > 0) {
            results.add(name + ".hung", hung, "calls");
            results.add(name + ".hung.last_failed", load.lastHungSeconds(accepted, HANGING), "s");
        }
        results.say(String.format(
                Locale.ROOT,
                "%s: last sent to the old place %.1f s after the change was accepted; of %d requests since the death"
                        + " %d were lost; %d hung at the change, the last until %.1f s after it; last failure: %s",
                name,
                last,
                load.lost(died, end) + load.answered(died, end),
                load.lost(died, end),
                hung,
                load.lastHungSeconds(accepted, HANGING),
                load.lastFailure()));
    }

    private void tellFailback(String name, int port, Load load, long steady, long died, long back) {
        long end = back + TAIL.toNanos();
        double last = laboratory.packets.lastSent(Laboratory.BACKUP, port, back, end);
        double before = laboratory.packets.syns(Laboratory.PRIMARY, port, steady, died) / (STEADY.toNanos() / 1e9);
        long mostBefore = laboratory.packets.mostSynsInASecond(Laboratory.PRIMARY, port, steady, died);
        long most = laboratory.packets.mostSynsInASecond(Laboratory.PRIMARY, port, back, end);
        results.add(name + ".last_old", last, "s");
        results.add(name + ".lost", load.lost(back, end), "requests");
        results.add(name + ".connections.steady", before, "1/s");
        results.add(name + ".connections.steady.most", mostBefore, "1/s");
        results.add(name + ".connections.most", most, "1/s");
        results.say(String.format(
                Locale.ROOT,
                "%s: last sent to the place that was left %.1f s after the change was accepted; %d of %d lost;"
                        + " connections a second: %.1f before the death, at most %d; at most %d after the failback",
                name,
                last,
                load.lost(back, end),
                load.lost(back, end) + load.answered(back, end),
                before,
                mostBefore,
                most));
    }
}
