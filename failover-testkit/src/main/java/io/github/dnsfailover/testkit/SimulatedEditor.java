package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Somebody who edits the zone by hand, or with another tool, and does not ask. */
final class SimulatedEditor {

    private static final Duration LONG_TTL = Duration.ofHours(1);

    /** What such a person does. */
    private enum Edit {
        PUTS_A_STRANGER,
        REMOVES_ADDRESSES,
        REMOVES_EVERYTHING,
        REMOVES_THE_MARK,
        ADDS_A_FAMILY,
        PUTS_A_MEMBER,
        PUTS_AN_ALIAS,
        CHANGES_THE_TTL,
        SIGNS_AS_ANOTHER_OWNER,
        GARBLES_THE_MARK,
        RESTORES_AN_OLD_ZONE
    }

    private final SimulatedWorld world;

    private final Set<SimulatedPool> restored = new HashSet<>();

    /** So that no two garbled marks are equal: what an operator says of one is not said of the next. */
    private int garbles;

    SimulatedEditor(SimulatedWorld world) {
        this.world = world;
    }

    /** The records before any engine came. */
    void firstRecords(SimulatedPool pool) {
        pool.zone.byForeignHand(() -> {
            switch (world.random.nextInt(4)) {
                case 0 -> {}
                case 1 -> pool.names.forEach(name -> put(pool, RecordKey.of(name, RecordType.A), "203.0.113.9"));
                default -> pool.names.forEach(name -> putMember(pool, name, 0));
            }
        });
    }

    void edit(SimulatedPool pool) {
        Edit edit = Edit.values()[world.random.nextInt(Edit.values().length)];
        DnsName name = pool.names.get(world.random.nextInt(pool.names.size()));
        world.transcript.say("somebody " + edit + " at " + name);
        world.transcript.count("edit " + edit);
        pool.zone.byForeignHand(() -> perform(edit, pool, name));
    }

    private void perform(Edit edit, SimulatedPool pool, DnsName name) {
        RecordKey a = RecordKey.of(name, RecordType.A);
        switch (edit) {
            case PUTS_A_STRANGER -> {
                remove(pool, RecordKey.of(name, RecordType.CNAME));
                put(pool, a, "203.0.113.9");
            }
            case REMOVES_ADDRESSES -> remove(pool, a);
            case REMOVES_EVERYTHING -> removeAll(pool, name);
            case REMOVES_THE_MARK -> remove(pool, pool.markKey());
            case ADDS_A_FAMILY -> {
                remove(pool, RecordKey.of(name, RecordType.CNAME));
                put(pool, RecordKey.of(name, RecordType.AAAA), "2001:db8::99");
            }
            case PUTS_A_MEMBER -> putMember(pool, name, world.random.nextInt(pool.endpoints.size()));
            case PUTS_AN_ALIAS -> {
                if (!name.equals(pool.zone.name)) {
                    removeAll(pool, name);
                    put(pool, RecordKey.of(name, RecordType.CNAME), "elsewhere.example.net");
                }
            }
            case CHANGES_THE_TTL -> {
                RecordSet there = pool.zone.zone.get(a);
                if (!there.isEmpty()) {
                    pool.zone.zone.put(RecordSet.of(a, LONG_TTL, there.values()));
                }
            }
            case SIGNS_AS_ANOTHER_OWNER ->
                put(pool, pool.markKey(), "v=1 owner=somebody env=default pool=x gen=1 term=1 set=x at=x");
            case GARBLES_THE_MARK -> {
                pool.garbleCleared = false;
                put(pool, pool.markKey(), "v=1 owner=dnsfailover, I think " + ++garbles);
            }
            case RESTORES_AN_OLD_ZONE -> restore(pool);
        }
    }

    private void restore(SimulatedPool pool) {
        restored.add(pool);
        List<MemoryZone.Version> history = pool.zone.zone.history();
        MemoryZone.Version old = history.get(world.random.nextInt(history.size()));
        pool.zone.zone.edit(draft -> {
            for (DnsName name : pool.names) {
                SimulatedPool.SERVING.forEach(type -> draft.put(old.get(RecordKey.of(name, type))));
            }
            draft.put(old.get(pool.markKey()));
            return old;
        });
    }

    /** Sets right what engines must leave to persons. */
    void tidyUp(SimulatedPool pool) {
        tidyUpMark(pool);
        boolean unmarked = pool.zone.zone.get(pool.markKey()).isEmpty();
        if (unmarked && pool.refusesForeignValues() && !pool.holdsWholeMembers()) {
            pool.zone.byForeignHand(() -> pool.names.forEach(name -> {
                removeAll(pool, name);
                SimulatedPool.SERVING.stream()
                        .filter(type -> !pool.endpoints.get(0).values(type).isEmpty())
                        .forEach(type -> put(
                                pool,
                                RecordKey.of(name, type),
                                pool.endpoints.get(0).values(type).toArray(String[]::new)));
            }));
        }
    }

    /**
     * Takes away marks that no engine would ever touch: of another owner, or restored from a time when terms were
     * higher, which an only engine must take for the mark of a newer one.
     */
    private void tidyUpMark(SimulatedPool pool) {
        String mark = pool.zone.zone.get(pool.markKey()).values().toString();
        boolean foreign = !mark.contains("owner=dnsfailover env=");
        if (foreign || (restored.remove(pool) && !world.several)) {
            pool.zone.byForeignHand(() -> remove(pool, pool.markKey()));
        }
    }

    private void putMember(SimulatedPool pool, DnsName name, int endpoint) {
        for (RecordType type : SimulatedPool.SERVING) {
            List<String> values = pool.endpoints.get(endpoint).values(type);
            if (!values.isEmpty() && type != RecordType.AAAA) {
                removeAllBut(pool, name, type);
                put(pool, RecordKey.of(name, type), values.toArray(String[]::new));
            }
        }
    }

    private void removeAllBut(SimulatedPool pool, DnsName name, RecordType kept) {
        boolean alias = kept == RecordType.CNAME;
        for (RecordType type : SimulatedPool.SERVING) {
            boolean clashes = alias || type == RecordType.CNAME;
            if (type != kept && clashes) {
                remove(pool, RecordKey.of(name, type));
            }
        }
    }

    private void removeAll(SimulatedPool pool, DnsName name) {
        SimulatedPool.SERVING.forEach(type -> remove(pool, RecordKey.of(name, type)));
    }

    private void remove(SimulatedPool pool, RecordKey key) {
        pool.zone.zone.put(RecordSet.absent(key));
    }

    private void put(SimulatedPool pool, RecordKey key, String... values) {
        Duration ttl = world.random.nextBoolean() ? LONG_TTL : Duration.ofSeconds(20);
        pool.zone.zone.put(RecordSet.of(key, ttl, values));
    }
}
