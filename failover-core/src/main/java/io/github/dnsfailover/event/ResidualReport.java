package io.github.dnsfailover.event;

import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What still arrived at an endpoint after the records had left it; made by {@link
 * io.github.dnsfailover.client.Residual}. Immutable.
 */
public final class ResidualReport {

    /** What is known. */
    public enum Measure {
        /** Shares of what came before the move. */
        MEASURED,
        /** Requests are counted there, but too few were counted before the move to tell a share. */
        BASE_UNKNOWN,
        /** Nobody counts there, as at a place that is dead. */
        NOT_MEASURED
    }

    /**
     * What came within one minute.
     *
     * @param after when the minute began, counted from the move
     * @param part of what came in the same time before the move: 1 is all of it
     */
    public record Share(Duration after, double part) {}

    /**
     * Clients of one network.
     *
     * @param network an IPv4 network of 24 bits, or an IPv6 one of 40
     * @param requests how many came from it within the last five to ten minutes
     */
    public record Network(String network, long requests) {}

    private final String endpoint;
    private final Instant left;
    private final Measure measure;
    private final double before;
    private final Map<Integer, Duration> gone;
    private final List<Share> shares;
    private final List<Network> networks;
    private final long others;
    private final int silent;

    private ResidualReport(Builder builder) {
        endpoint = ForeignText.line(builder.endpoint);
        left = builder.left;
        measure = builder.measure;
        before = builder.before;
        gone = Map.copyOf(builder.gone);
        shares = List.copyOf(builder.shares);
        networks = List.copyOf(builder.networks);
        others = builder.others;
        silent = builder.silent;
    }

    /** Of an endpoint that the records left at this moment; nothing is measured until more is said. */
    public static Builder of(String endpoint, Instant left) {
        return new Builder(endpoint, left);
    }

    /** Id of the endpoint that was left. */
    public String endpoint() {
        return endpoint;
    }

    /** When the provider had accepted the move. */
    public Instant left() {
        return left;
    }

    /** What is known. */
    public Measure measure() {
        return measure;
    }

    /** Requests a second in the minutes before the move; 0 unless it is measured. */
    public double before() {
        return before;
    }

    /**
     * How long after the move so much was gone and no more than the rest came, for half a minute at least.
     *
     * @param percent 50, 95 or 99
     * @return empty if it is not, or so little came before the move that it cannot be told
     */
    public Optional<Duration> gone(int percent) {
        return Optional.ofNullable(gone.get(percent));
    }

    /** The share of each minute since the move, the oldest first; minutes in which nobody counted are left out. */
    public List<Share> shares() {
        return shares;
    }

    /** The largest networks that still come, the largest first; ten at most. */
    public List<Network> networks() {
        return networks;
    }

    /** Requests within the same minutes of all other networks, and of clients whose address could not be read. */
    public long others() {
        return others;
    }

    /** How many instances counted before the move and are not heard of any more; they are left out of all shares. */
    public int silent() {
        return silent;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "ResidualReport[" + endpoint + " " + left + " " + measure + " " + new TreeMap<>(gone) + "]";
    }

    /** Builds a {@link ResidualReport}; confined to one thread. */
    public static final class Builder {

        private final String endpoint;
        private final Instant left;
        private Measure measure = Measure.NOT_MEASURED;
        private double before;
        private Map<Integer, Duration> gone = Map.of();
        private List<Share> shares = List.of();
        private List<Network> networks = List.of();
        private long others;
        private int silent;

        private Builder(String endpoint, Instant left) {
            this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
            this.left = Objects.requireNonNull(left, "left");
        }

        /** It is measured: so many requests a second came before the move. */
        public Builder before(double value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("before: " + value + "; more than 0 is needed");
            }
            before = value;
            measure = Measure.MEASURED;
            return this;
        }

        /** Requests are counted, and there is nothing to compare them with. */
        public Builder withoutBase() {
            before = 0;
            measure = Measure.BASE_UNKNOWN;
            return this;
        }

        /** How long after the move so many percent were gone. */
        public Builder gone(Map<Integer, Duration> value) {
            gone = Map.copyOf(value);
            return this;
        }

        /** The share of each minute. */
        public Builder shares(List<Share> value) {
            shares = List.copyOf(value);
            return this;
        }

        /** The largest networks, the largest first, and what all others sent. */
        public Builder networks(List<Network> value, long rest) {
            networks = List.copyOf(value);
            others = rest;
            return this;
        }

        /** How many instances fell silent. */
        public Builder silent(int value) {
            silent = value;
            return this;
        }

        /** Makes the report. */
        public ResidualReport build() {
            return new ResidualReport(this);
        }
    }
}
