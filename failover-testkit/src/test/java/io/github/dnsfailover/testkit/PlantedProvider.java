package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.PlantedVendor.Failure;
import io.github.dnsfailover.testkit.PlantedVendor.Line;
import io.github.dnsfailover.testkit.PlantedVendor.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A correct provider of {@link PlantedVendor}, into which one {@link PlantedFault} may be planted. Thread-safe. */
final class PlantedProvider implements DnsProvider {

    private static final int TRIES = 20;
    private static final long FLOOR = 60;
    private static final long CEILING = 3_600;
    private static final int FEW = 8;
    private static final String CHANGING = "changing";

    private final PlantedVendor vendor;
    private final PlantedFault fault;
    private final ProviderTraits traits;
    private final Map<RecordKey, RecordSet> cache = new ConcurrentHashMap<>();
    private volatile long cachedAt;

    PlantedProvider(PlantedVendor vendor, PlantedFault fault, Duration slowestCall) {
        this.vendor = vendor;
        this.fault = fault;
        ProviderTraits.Builder builder = ProviderTraits.of(vendor.zone().toString(), Consistency.ATOMIC)
                .label("planted")
                .slowestCall(slowestCall);
        this.traits = (fault == PlantedFault.NONE_SET_BY_SET ? builder.setBySet() : builder).build();
    }

    @Override
    public ProviderTraits traits() {
        return traits;
    }

    @Override
    public Authorities authorities() {
        return Authorities.none();
    }

    /** A vendor's zone as it was listed. */
    private record Zone(long version, Map<String, Line> lines) {}

    // reading

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        requireWithin(keys);
        return bounded(() -> readSets(keys), "reading");
    }

    private List<RecordSet> readSets(List<RecordKey> keys) throws Failure, InterruptedException {
        boolean expired = System.nanoTime() - cachedAt > TimeUnit.SECONDS.toNanos(1);
        if (fault == PlantedFault.READS_ARE_CACHED_FOR_A_SECOND && expired) {
            cache.clear();
        }
        boolean caches =
                fault == PlantedFault.READS_ARE_CACHED_FOR_EVER || fault == PlantedFault.READS_ARE_CACHED_FOR_A_SECOND;
        if (caches && cache.keySet().containsAll(keys)) {
            return keys.stream().map(cache::get).toList();
        }
        List<RecordSet> read;
        try {
            Zone zone = fetch();
            read = keys.stream().map(key -> set(zone, key)).toList();
        } catch (Failure e) {
            if (fault == PlantedFault.AN_ERROR_IS_READ_AS_ABSENT) {
                return keys.stream().map(RecordSet::absent).toList();
            }
            throw e;
        }
        read.forEach(set -> cache.put(set.key(), set));
        cachedAt = System.nanoTime();
        boolean sorts = fault == PlantedFault.READS_IN_THE_VENDORS_ORDER;
        return sorts
                ? read.stream().sorted((a, b) -> a.key().compareTo(b.key())).toList()
                : read;
    }

    private Zone fetch() throws Failure, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Map<String, Line> lines = new HashMap<>();
            Page page = vendor.list("");
            long version = page.version();
            page.lines().forEach(line -> lines.put(line.key(), line));
            while (page.next() != null && fault != PlantedFault.ONLY_THE_FIRST_PAGE_IS_READ) {
                page = vendor.list(page.next());
                page.lines().forEach(line -> lines.put(line.key(), line));
            }
            if (page.version() == version) {
                return new Zone(version, lines);
            }
        }
        throw new Failure(503, "the zone changed while it was read");
    }

    private RecordSet set(Zone zone, RecordKey key) {
        Line line = zone.lines().get(key.name() + " " + key.type());
        if (line == null || isDropped(key)) {
            return RecordSet.absent(key);
        }
        return RecordSet.of(
                key,
                Duration.ofSeconds(line.ttl()),
                line.rdata().stream()
                        .map(value -> key.type() == RecordType.TXT ? text(value) : value)
                        .toList());
    }

    private boolean isDropped(RecordKey key) {
        String name = key.name().toString();
        return switch (fault) {
            case THE_APEX_IS_DROPPED -> key.name().equals(traits.zone());
            case WILDCARDS_ARE_DROPPED -> name.startsWith("*.");
            case UNDERSCORES_ARE_DROPPED -> name.startsWith("_");
            default -> false;
        };
    }

    private String text(String rdata) {
        return switch (fault) {
            case QUOTES_ARE_KEPT_ON_READ -> rdata.length() > 255 ? rdata.substring(0, 255) : rdata;
            case STRINGS_ARE_JOINED_BY_A_BLANK -> String.join(" ", PlantedVendor.strings(rdata));
            default -> String.join("", PlantedVendor.strings(rdata));
        };
    }

    // changing

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireWithin(change.keys());
        return bounded(() -> change(change), CHANGING);
    }

    private WriteResult change(RecordChange change) throws Failure, InterruptedException {
        if (fault != PlantedFault.ONLY_THIS_PROCESS_COMPARES) {
            return compared(change);
        }
        synchronized (vendor.lockOfItsClients()) {
            return compared(change);
        }
    }

    private WriteResult compared(RecordChange change) throws Failure, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Zone zone = fetch();
            List<RecordSet> actual =
                    change.keys().stream().map(key -> set(zone, key)).toList();
            List<RecordSet> wrong = new ArrayList<>();
            for (int j = 0; j < actual.size(); j++) {
                if (!actual.get(j).sameValues(change.transitions().get(j).expected())) {
                    wrong.add(actual.get(j));
                }
            }
            if (!wrong.isEmpty() && fault != PlantedFault.NOTHING_IS_COMPARED) {
                boolean short_ = fault == PlantedFault.A_CONFLICT_SHOWS_WHAT_DIFFERS_ONLY;
                return new WriteResult.Conflict(short_ ? wrong : actual);
            }
            if (stored(zone, change)) {
                return new WriteResult.Applied("");
            }
        }
        throw new Failure(503, "the zone changes all the time");
    }

    private boolean stored(Zone zone, RecordChange change) throws Failure, InterruptedException {
        List<Line> lines = new ArrayList<>();
        for (Transition transition : change.transitions()) {
            boolean forgotten = fault == PlantedFault.A_FAMILY_IS_NOT_DELETED
                    && transition.desired().isEmpty()
                    && transition.key().type() == RecordType.AAAA;
            if (!transition.isCondition() && !isDropped(transition.key()) && !forgotten) {
                lines.add(line(zone, transition));
            }
        }
        if (fault == PlantedFault.NONE_SET_BY_SET) {
            return storedSetBySet(zone, lines);
        }
        if (fault != PlantedFault.SETS_ARE_WRITTEN_ONE_BY_ONE) {
            boolean conditional = change.transitions().stream().anyMatch(Transition::isCondition);
            boolean always = fault == PlantedFault.NOTHING_IS_COMPARED
                    || fault == PlantedFault.ONLY_THIS_PROCESS_COMPARES
                    || (fault == PlantedFault.CONDITIONS_ARE_NOT_SENT && conditional);
            return vendor.store(always ? 0 : zone.version(), lines);
        }
        long version = zone.version();
        for (Line line : lines) {
            if (!vendor.store(version, List.of(line))) {
                return false;
            }
            version++;
        }
        return true;
    }

    /** Nothing is lost before something is there, but where a CNAME comes or goes, which stands alone; marks last. */
    private boolean storedSetBySet(Zone zone, List<Line> lines) throws Failure, InterruptedException {
        List<DnsName> turning = lines.stream()
                .filter(line -> line.type().equals("CNAME"))
                .map(Line::name)
                .toList();
        List<Line> ordered = new ArrayList<>(lines);
        ordered.sort(Comparator.comparingInt(line -> {
            boolean deleted = line.rdata().isEmpty();
            return line.type().equals("TXT") ? 3 : !deleted ? 1 : turning.contains(line.name()) ? 0 : 2;
        }));
        long version = zone.version();
        for (Line line : ordered) {
            boolean begun = version > zone.version();
            try {
                if (!vendor.store(version, List.of(line))) {
                    if (begun) {
                        throw new Failure(0, "another writer came between");
                    }
                    return false;
                }
            } catch (Failure e) {
                throw begun ? new Failure(0, "half made: " + e.getMessage()) : e;
            }
            version++;
        }
        return true;
    }

    private Line line(Zone zone, Transition transition) {
        RecordKey key = transition.key();
        long ttl = transition.desired().ttl().toSeconds();
        List<String> rdata = new ArrayList<>();
        for (String value : transition.desired().values()) {
            rdata.add(key.type() == RecordType.TXT ? rdata(value) : value);
        }
        Line old = zone.lines().get(key.name() + " " + key.type());
        if (fault == PlantedFault.OLD_VALUES_STAY && old != null && !rdata.isEmpty()) {
            rdata.addAll(old.rdata());
        }
        boolean few = fault == PlantedFault.ONLY_FEW_VALUES_ARE_TAKEN && rdata.size() > FEW;
        return new Line(
                key.name(),
                key.type().toString(),
                switch (fault) {
                    case TTLS_HAVE_A_FLOOR -> Math.max(ttl, FLOOR);
                    case TTLS_HAVE_A_CEILING -> Math.min(ttl, CEILING);
                    default -> ttl;
                },
                few ? rdata.subList(0, FEW) : rdata);
    }

    private String rdata(String text) {
        if (fault == PlantedFault.LONG_TEXTS_ARE_SPLIT && text.length() > 127) {
            return PlantedVendor.quoted(text.substring(0, 127)) + " " + PlantedVendor.quoted(text.substring(127));
        }
        return fault == PlantedFault.TEXTS_ARE_NOT_ESCAPED ? '"' + text + '"' : PlantedVendor.quoted(text);
    }

    // how calls end

    private void requireWithin(List<RecordKey> keys) throws DnsProviderException {
        boolean outside = keys.stream().anyMatch(key -> !key.name().isWithin(traits.zone()));
        if (outside && fault != PlantedFault.THE_ZONE_IS_NOT_LOOKED_AT) {
            throw DnsProviderException.notApplied(keys + " lies outside " + traits.zone());
        }
    }

    /** A call has a thread of its own, so that it ends in time whatever the vendor does. */
    private <T> T bounded(Callable<T> work, String what) throws DnsProviderException {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "planted");
            worker.setDaemon(true);
            return worker;
        });
        Future<T> call = thread.submit(work);
        try {
            return result(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.unknown(what + " was interrupted");
        } catch (TimeoutException e) {
            throw DnsProviderException.unknown(what + " took longer than " + traits.slowestCall());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw told(failure, what);
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    private <T> T result(Future<T> call) throws InterruptedException, ExecutionException, TimeoutException {
        boolean slow = fault == PlantedFault.CALLS_HAVE_NO_END;
        long nanos = slow ? TimeUnit.HOURS.toNanos(1) : traits.slowestCall().toNanos();
        if (fault != PlantedFault.INTERRUPTS_ARE_IGNORED) {
            return call.get(nanos, TimeUnit.NANOSECONDS);
        }
        long end = System.nanoTime() + nanos;
        while (true) {
            try {
                return call.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // The fault: it goes on waiting.
            }
        }
    }

    private DnsProviderException told(Failure failure, String what) {
        String shown = fault == PlantedFault.A_SECRET_IS_TOLD ? " (token " + PlantedVendor.TOKEN + ")" : "";
        String text = what + " failed: " + failure.getMessage() + shown;
        return switch (failure.status) {
            case 0 ->
                fault == PlantedFault.A_LOST_ANSWER_IS_NOT_APPLIED
                        ? DnsProviderException.notApplied(text)
                        : DnsProviderException.unknown(text);
            case 429 ->
                switch (fault) {
                    case TOO_MANY_IS_UNKNOWN ->
                        DnsProviderException.unknown(text).retryAfter(Duration.ofSeconds(30));
                    case TOO_MANY_HAS_NO_TIME ->
                        DnsProviderException.notApplied(text).answered();
                    default -> DnsProviderException.notApplied(text).retryAfter(Duration.ofSeconds(30));
                };
            case 500 ->
                what.equals(CHANGING) && fault != PlantedFault.AN_ERROR_IS_NOT_APPLIED
                        ? DnsProviderException.unknown(text).answered()
                        : DnsProviderException.notApplied(text).answered();
            case 401 ->
                fault == PlantedFault.A_REFUSAL_IS_NO_ANSWER
                        ? DnsProviderException.notApplied(text)
                        : DnsProviderException.notApplied(text).answered();
            default -> DnsProviderException.notApplied(text).answered();
        };
    }

    @Override
    public String toString() {
        return traits.toString();
    }
}
