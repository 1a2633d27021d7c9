package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A zone of a simulated world, its provider and servers, and the rules that hold at each of its changes. */
final class SimulatedZone {

    final DnsName name;
    final MemoryZone zone;
    final MemoryDnsProvider dns;
    final List<SimulatedPool> pools = new ArrayList<>();
    private final Transcript transcript;
    private MemoryZone.Version before;
    private boolean foreignHand;

    /** Whether no two engines ever write with the same term. */
    boolean termsAreFenced;

    private int moves;

    SimulatedZone(String name, Random random, Transcript transcript) {
        this.name = DnsName.of(name);
        this.zone = MemoryZone.of(name);
        this.transcript = transcript;
        this.before = zone.current();
        ProviderTraits.Builder traits = ProviderTraits.of(name, ProviderTraits.Consistency.ATOMIC)
                .label("simulated " + name)
                .slowestCall(SimulatedWorld.SLOWEST_CALL);
        traits = random.nextInt(5) == 0 ? traits.oneWriteAtATime() : traits;
        traits = random.nextInt(6) == 0 ? traits.keepsOwnTtl() : traits;
        dns = MemoryDnsProvider.of(zone).traits(traits.build()).servers("ns1", "ns2");
        zone.onChange(this::changed);
    }

    /** What the lead over its pools is held for. */
    String scope() {
        return name.toString();
    }

    int moves() {
        return moves;
    }

    /** Changes the zone as somebody else would. */
    void byForeignHand(Runnable edit) {
        foreignHand = true;
        try {
            edit.run();
        } finally {
            foreignHand = false;
        }
    }

    private void changed(MemoryZone.Version after) {
        transcript.say("zone " + name + (foreignHand ? " (somebody) " : " ") + after.sets());
        if (!foreignHand) {
            moves++;
            pools.forEach(pool -> compare(pool, after));
        }
        before = after;
    }

    private void compare(SimulatedPool pool, MemoryZone.Version after) {
        for (DnsName each : pool.names) {
            if (before.leadsSomewhere(each) && !after.leadsSomewhere(each)) {
                transcript.complain(each + " leads nowhere");
            }
        }
        boolean touched = pool.names.stream()
                .flatMap(each -> SimulatedPool.SERVING.stream().map(type -> RecordKey.of(each, type)))
                .anyMatch(key -> !before.get(key).equals(after.get(key)));
        String old = before.get(pool.markKey()).values().toString();
        String now = after.get(pool.markKey()).values().toString();
        boolean ours = old.equals("[]") || old.contains("owner=dnsfailover env=default");
        boolean replaced = pool.garbleCleared && !old.contains("gen=");
        if (pool.marked && touched && !ours && !replaced) {
            transcript.complain("a change of " + pool.id + " beside the mark of somebody else, " + old);
        }
        if (pool.marked && touched && (old.equals(now) || !now.contains("gen="))) {
            transcript.complain("a change of " + pool.id + " without a new mark");
        }
        boolean both = old.contains("gen=") && now.contains("gen=") && !old.equals(now);
        if (both && number(now, "gen") <= number(old, "gen")) {
            transcript.complain("the generation went from " + number(old, "gen") + " to " + number(now, "gen"));
        }
        if (both && number(now, "term") < number(old, "term")) {
            transcript.complain("the term went from " + number(old, "term") + " to " + number(now, "term"));
        }
        boolean sameTerm = both && number(now, "term") == number(old, "term");
        if (termsAreFenced && sameTerm && !by(now).isEmpty() && !by(old).isEmpty() && !by(now).equals(by(old))) {
            transcript.complain(by(now) + " wrote with the term of " + by(old) + ": " + now);
        }
    }

    /** Who wrote a mark; empty if it does not say. */
    private static String by(String mark) {
        return Stream.of(mark.split("[ \\]]"))
                .filter(word -> word.startsWith("by="))
                .findFirst()
                .orElse("");
    }

    private static long number(String mark, String field) {
        int from = mark.indexOf(field + "=") + field.length() + 1;
        int to = mark.indexOf(' ', from);
        return Long.parseLong(mark.substring(from, to));
    }

    @Override
    public String toString() {
        return name + " " + dns.traits()
                + (dns.traits().oneWriteAtATime() ? ", one write at a time" : "")
                + (dns.traits().setsTtl() ? "" : ", keeps its TTL");
    }
}
