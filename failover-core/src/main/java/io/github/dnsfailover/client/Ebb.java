package io.github.dnsfailover.client;

import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualReport.Network;
import io.github.dnsfailover.event.ResidualReport.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the traffic of a place runs out: from what its instances counted to a report. A share is what came to the
 * instances that counted for the whole time in question, divided by what came to the same ones before; those that have
 * nothing from before add to the first alone, so that in doubt more is said to come. Pure.
 */
final class Ebb {

    /** Until a minute before the move, by when a place that fails may already have lost its clients. */
    private static final int BASE_BEGINS = 36; // slots before the move, six minutes

    private static final int BASE_ENDS = 6;
    private static final int LEAST_BASE = 6; // slots that must have been measured in it

    /** What others have counted is seen by then. */
    private static final int LAG = 3;

    private static final int LEAST_WINDOW = 3; // half a minute, which a pause of clients does not last
    private static final int LONGEST_WINDOW = 60;

    /** What would remain in a window must be more than chance gives: fewer than so many requests are no measure. */
    private static final int LEAST_REST = 5;

    private static final int MINUTE = 6;
    private static final int MINUTES = 60;
    private static final int MOST_NETWORKS = 10;

    private final long first;
    private final int length;
    private final List<Column> columns;

    /** One instance: what it counted since the move, as sums from the first slot on. */
    private static final class Column {

        private final long[] requests;
        private final int[] measured;

        /** Requests in a slot before the move; negative if it has nothing from then. */
        private final double base;

        Column(Counted counted, long moved, int length) {
            requests = new long[length + 1];
            measured = new int[length + 1];
            for (int i = 0; i < length; i++) {
                Long count = counted.slots().get(moved + 1 + i);
                requests[i + 1] = requests[i] + (count == null ? 0 : count);
                measured[i + 1] = measured[i] + (count == null ? 0 : 1);
            }
            Map<Long, Long> before = counted.slots().subMap(moved - BASE_BEGINS, moved - BASE_ENDS);
            base = before.size() < LEAST_BASE
                    ? -1
                    : before.values().stream().mapToLong(Long::longValue).sum() / (double) before.size();
        }

        boolean measures(int from, int to) {
            return measured[to] - measured[from] == to - from;
        }
    }

    private Ebb(List<Counted> counted, Instant accepted, Instant now) {
        long moved = Tally.slot(accepted);
        first = moved + 1;
        length = (int) Math.max(0, Math.min(MINUTES * MINUTE, Tally.slot(now) - LAG - moved));
        columns = counted.stream().map(each -> new Column(each, moved, length)).toList();
    }

    /**
     * The report of an endpoint.
     *
     * @param counted what each instance there counted
     * @param accepted when the records left it
     */
    static ResidualReport report(String endpoint, Instant accepted, List<Counted> counted, Instant now) {
        Ebb ebb = new Ebb(counted, accepted, now);
        ResidualReport.Builder report = ResidualReport.of(endpoint, accepted);
        double base = ebb.base();
        if (ebb.columns.stream().noneMatch(column -> column.measured[ebb.length] > 0)) {
            return report.build();
        }
        if (base * LONGEST_WINDOW * 0.5 < LEAST_REST) {
            report.withoutBase();
        } else {
            report.before(base / Tally.SLOT.toSeconds())
                    .gone(ebb.gone(accepted, base))
                    .shares(ebb.shares())
                    .silent(ebb.silent());
        }
        addNetworks(report, counted);
        return report.build();
    }

    /** Requests in a slot before the move, of all that counted. */
    private double base() {
        return columns.stream().mapToDouble(column -> Math.max(0, column.base)).sum();
    }

    private Map<Integer, Duration> gone(Instant accepted, double base) {
        Map<Integer, Duration> gone = new TreeMap<>();
        for (int percent : new int[] {50, 95, 99}) {
            double rest = (100 - percent) / 100.0;
            int window = (int) Math.max(LEAST_WINDOW, Math.ceil(LEAST_REST / rest / base));
            for (int end = window; window <= LONGEST_WINDOW && end <= length; end++) {
                if (share(end - window, end, rest) <= rest) {
                    gone.put(percent, Duration.between(accepted, Tally.end(first + end - 1)));
                    break;
                }
            }
        }
        return gone;
    }

    /**
     * Of the slots from one to before another.
     *
     * @param rest what would be much too little to tell: more than all if no more than that came before
     */
    private double share(int from, int to, double rest) {
        long came = 0;
        double before = 0;
        for (Column column : columns) {
            if (column.measures(from, to)) {
                came += column.requests[to] - column.requests[from];
                before += Math.max(0, column.base) * (to - from);
            }
        }
        return before <= 0 || before * rest < LEAST_REST / 2.0 ? Double.POSITIVE_INFINITY : came / before;
    }

    private List<Share> shares() {
        List<Share> shares = new ArrayList<>();
        for (int minute = 0; minute < MINUTES && (minute + 1) * MINUTE <= length; minute++) {
            double part = share(minute * MINUTE, (minute + 1) * MINUTE, Double.POSITIVE_INFINITY);
            if (part < Double.POSITIVE_INFINITY) {
                shares.add(new Share(Duration.ofMinutes(minute), part));
            }
        }
        return shares;
    }

    private int silent() {
        int lately = Math.max(0, length - LEAST_WINDOW);
        return (int) columns.stream()
                .filter(column -> column.base >= 0 && column.measured[length] == column.measured[lately])
                .count();
    }

    private static void addNetworks(ResidualReport.Builder report, List<Counted> counted) {
        Map<Long, Long> networks = new TreeMap<>();
        long others = 0;
        for (Counted each : counted) {
            each.networks().forEach((network, count) -> networks.merge(network, count, Long::sum));
            others += each.others();
        }
        List<Network> largest = new ArrayList<>();
        for (Map.Entry<Long, Long> each : Counted.largest(networks)) {
            if (largest.size() < MOST_NETWORKS) {
                largest.add(new Network(io.github.dnsfailover.client.Network.text(each.getKey()), each.getValue()));
            } else {
                others += each.getValue();
            }
        }
        report.networks(largest, others);
    }
}
