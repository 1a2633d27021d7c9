package io.github.dnsfailover.instances;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.instances.InstanceProcess.Led;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Three instances, each with its own ways to one store and one name server, and two sites. Confined to one thread. */
final class Rig implements AutoCloseable {

    static final int INSTANCES = 3;

    /** A JVM on a busy machine; then a lease is waited for. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final String LEAD = "lead:" + Instance.ELECTION + "/example.com.";
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);
    private static final int FIRST_SITE_PORT =
            20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10;
    private static final int FIRST_CHANCE_PORT = 32_768; // Linux gives connections a port from here on
    private static final Duration RECORD_TTL = Duration.ofSeconds(1);

    /** A place for an instance: its ways stay, whoever is there. */
    private static final class Seat {

        private final Gate toStore;
        private final Gate toDns;
        private InstanceProcess instance;
        private int starts = 1;

        private Seat(Gate toStore, Gate toDns, InstanceProcess instance) {
            this.toStore = toStore;
            this.toDns = toDns;
            this.instance = instance;
        }
    }

    /** When another leads after a fault, and when its first write is seen; both from the fault on. */
    record TakeOver(Led led, Duration lead, Duration write) {}

    private final Pulse pulse = new Pulse();
    private final long begun = System.nanoTime();
    private final StoreKind kind;
    private final RunningStore store;
    private final Duration lease;
    private final NamedServer named;
    private final int sitePort;
    private final Site primary;
    private final Site backup;
    private final RecordWatch watch;
    private RunningStore.Copy first = () -> {};
    private final List<Seat> seats = new ArrayList<>();

    /** Those that have gone, too. */
    private final List<InstanceProcess> all = new ArrayList<>();

    private Rig(StoreKind kind, RunningStore store, Duration lease) throws IOException {
        this.kind = kind;
        this.store = store;
        this.lease = lease;
        sitePort = sitePort();
        primary = new Site(Instance.PRIMARY, sitePort);
        backup = new Site(Instance.BACKUP, sitePort);
        named = NamedServer.of("example.com").key(Instance.KEY, Instance.SECRET).start();
        named.put(RecordSet.of(RecordKey.of(Instance.NAME, RecordType.A), RECORD_TTL, Instance.PRIMARY));
        watch = new RecordWatch(named.address(), pulse);
    }

    /** Over a store that is running, which is emptied and not closed; returns when somebody has led and written. */
    static Rig start(StoreKind kind, RunningStore store, Duration lease) throws Exception {
        Rig rig = new Rig(kind, store, lease);
        try {
            rig.begin();
            return rig;
        } catch (Exception | AssertionError e) {
            String told = rig.told();
            rig.close();
            throw new AssertionError(kind + ": nobody led\n" + told, e);
        }
    }

    private void begin() throws Exception {
        store.empty();
        primary.start();
        backup.start();
        for (int i = 0; i < INSTANCES; i++) {
            Gate toStore = new Gate(store.port(), pulse);
            Gate toDns = new Gate(named.port(), pulse);
            seats.add(new Seat(toStore, toDns, start(toStore, toDns, name(i, 1))));
        }
        awaitWrite(0);
        first = store.copy();
    }

    /** A port that is free at both addresses, and that nobody is given by chance. */
    private static int sitePort() throws IOException {
        for (int port = FIRST_SITE_PORT; port < FIRST_CHANCE_PORT; port++) {
            try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getByName(Instance.PRIMARY));
                    ServerSocket two = new ServerSocket(port, 1, InetAddress.getByName(Instance.BACKUP))) {
                if (one.isBound() && two.isBound()) {
                    return port;
                }
            } catch (BindException e) {
                // Another test has it.
            }
        }
        throw new IOException("no port is free for the sites");
    }

    private static String name(int seat, int start) {
        return (char) ('a' + seat) + "-" + start;
    }

    private InstanceProcess start(Gate toStore, Gate toDns, String name) throws IOException {
        InstanceProcess started = InstanceProcess.start(
                new Instance.Setting(kind, toStore.port(), toDns.port(), named.port(), sitePort, lease, name), pulse);
        all.add(started);
        return started;
    }

    Pulse pulse() {
        return pulse;
    }

    RunningStore store() {
        return store;
    }

    /** What stood in the store when somebody had led for the first time. */
    RunningStore.Copy first() {
        return first;
    }

    Duration lease() {
        return lease;
    }

    Site primary() {
        return primary;
    }

    RecordWatch watch() {
        return watch;
    }

    Flapping flapping() {
        return new Flapping(primary, watch, pulse);
    }

    // Who leads

    /** Who says that it leads, in the highest term: one that is stopped says nothing of its end. */
    Optional<Led> lead() {
        return seats.stream()
                .map(seat -> seat.instance)
                .filter(InstanceProcess::isAlive)
                .flatMap(instance -> instance.lead().stream())
                .max(Comparator.comparingLong(Led::term));
    }

    /** Waits until somebody leads and the last write is of his. */
    Led leader() throws InterruptedException {
        pulse.await(
                "a leader whose mark stands",
                WRITE_LIMIT,
                () -> lead().filter(led -> led.term() == watch.term()).isPresent());
        return lead().orElseThrow();
    }

    /** Waits until somebody leads; whoever was given the lead in order has no reason to write. */
    Led anyLeader() throws InterruptedException {
        pulse.await("a leader", WRITE_LIMIT, () -> lead().isPresent());
        return lead().orElseThrow();
    }

    /** All leads above this term, the first to be told first. */
    List<Led> leadsAbove(long term) {
        return all.stream()
                .flatMap(instance -> instance.leads().stream())
                .filter(led -> led.term() > term)
                .sorted(Comparator.comparingLong(Led::nanos))
                .toList();
    }

    /** Waits until somebody leads in a higher term and has written. */
    TakeOver takeOver(long term, long fault, Duration limit) throws InterruptedException {
        pulse.await("a lead above " + term, limit, () -> !leadsAbove(term).isEmpty());
        pulse.await("a write above " + term, limit, () -> watch.firstAbove(term).isPresent());
        Led led = leadsAbove(term).get(0);
        return new TakeOver(
                led,
                Duration.ofNanos(led.nanos() - fault),
                Duration.ofNanos(watch.firstAbove(term).orElseThrow() - fault));
    }

    // What is written

    /** Waits for so many changes of the zone from now on. */
    void awaitWrites(int count) throws InterruptedException {
        awaitWrite(watch.generation() + count - 1);
    }

    /** Waits for a change after this generation. */
    private void awaitWrite(long generation) throws InterruptedException {
        pulse.await("a write after " + generation, WRITE_LIMIT, () -> watch.generation() > generation);
    }

    void awaitRecordAt(String address) throws InterruptedException {
        pulse.await("record at " + address, WRITE_LIMIT, () -> watch.address().equals(address));
    }

    /** What the name server has answered to updates that were held on their way. */
    List<Integer> lateAnswers() {
        return seats.stream().flatMap(seat -> seat.toDns.lateAnswers().stream()).toList();
    }

    /** How often the lead was saved. */
    long saves() throws Exception {
        return store.version(LEAD);
    }

    Journal journal() throws IOException {
        return new Journal(named.history());
    }

    // What is done to instances

    InstanceProcess instance(Led led) {
        return seat(led).instance;
    }

    private Seat seat(Led led) {
        return seats.stream()
                .filter(seat -> seat.instance.name().equals(led.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(led + " is not there any more"));
    }

    Gate toStore(Led led) {
        return seat(led).toStore;
    }

    Gate toDns(Led led) {
        return seat(led).toDns;
    }

    void waysToTheStore(Gate.Way way) {
        seats.forEach(seat -> seat.toStore.set(way));
    }

    /** Whoever has gone, or is told to go, is followed by another one. */
    void refill() throws Exception {
        for (int i = 0; i < INSTANCES; i++) {
            Seat seat = seats.get(i);
            if (!seat.instance.isAlive()) {
                seat.starts++;
                seat.instance = start(seat.toStore, seat.toDns, name(i, seat.starts));
            }
        }
        pulse.await(
                "all started", START_LIMIT, () -> seats.stream().allMatch(seat -> seat.instance.hasSaid("STARTED")));
    }

    void killAll() {
        seats.forEach(seat -> seat.instance.close());
    }

    /** What all have said last, for people. */
    String told() {
        StringBuilder text = new StringBuilder("record at " + watch.address() + ", " + watch.mark() + "\n");
        all.forEach(instance -> text.append(instance.told(begun)));
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        for (Seat seat : seats) {
            seat.instance.close();
            seat.toStore.close();
            seat.toDns.close();
        }
        watch.close();
        primary.close();
        backup.close();
        named.close();
    }
}
