package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A provider of one's own, for a vendor whose zones have versions. A test runs DnsProviderContract against it. */
final class AcmeProvider implements DnsProvider {

    private static final int TRIES =
            10; // others may change other records meanwhile; as often as this, something is wrong

    private static final Duration PAUSE = Duration.ofSeconds(30); // this vendor names no time in its 429

    private final AcmeZone acme;
    private final String token;
    private final ProviderTraits traits;

    // readme: provider traits
    AcmeProvider(AcmeZone acme, String token, Duration slowestCall) {
        this.acme = acme;
        this.token = token;
        this.traits = ProviderTraits.of(acme.name().toString(), ProviderTraits.Consistency.ATOMIC)
                .label("acme")
                .slowestCall(slowestCall)
                .build();
    }

    @Override
    public ProviderTraits traits() {
        return traits;
    }
    // readme: end

    // readme: provider read
    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        requireWithin(keys);
        return sets(new Call("reading").fetch(), keys);
    }

    private void requireWithin(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(acme.name())) {
                throw DnsProviderException.notApplied(key + " lies outside " + acme.name());
            }
        }
    }

    private static List<RecordSet> sets(AcmeZone.Copy zone, List<RecordKey> keys) throws DnsProviderException {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            sets.add(set(zone, key));
        }
        return sets;
    }

    private static RecordSet set(AcmeZone.Copy zone, RecordKey key) throws DnsProviderException {
        AcmeZone.Data data = zone.get(AcmeZone.Copy.key(key));
        List<String> values = new ArrayList<>();
        for (String value : data.values()) {
            values.add(key.type() == RecordType.TXT ? AcmeText.text(key, value) : value);
        }
        return values.isEmpty() ? RecordSet.absent(key) : RecordSet.of(key, Duration.ofSeconds(data.ttl()), values);
    }
    // readme: end

    // readme: custom provider
    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireWithin(change.keys());
        Call call = new Call("changing");
        for (int i = 0; i < TRIES; i++) {
            AcmeZone.Copy zone = call.fetch();
            List<RecordSet> actual = sets(zone, change.keys());
            for (int t = 0; t < actual.size(); t++) {
                if (!change.transitions().get(t).expected().sameValues(actual.get(t))) {
                    return new WriteResult.Conflict(actual);
                }
            }
            if (call.store(changed(zone, change.transitions()))) {
                return new WriteResult.Applied("");
            }
        }
        throw DnsProviderException.notApplied("the zone changed " + TRIES + " times while it was being changed")
                .answered();
    }
    // readme: end

    // readme: provider write
    private static AcmeZone.Copy changed(AcmeZone.Copy zone, List<Transition> transitions) {
        AcmeZone.Copy changed = zone;
        for (Transition transition : transitions) {
            RecordSet desired = transition.desired();
            List<String> values = desired.values();
            if (desired.key().type() == RecordType.TXT) {
                values = values.stream().map(AcmeText::quoted).toList();
            }
            String key = AcmeZone.Copy.key(desired.key());
            changed = transition.isCondition()
                    ? changed
                    : changed.with(key, new AcmeZone.Data(desired.ttl().toSeconds(), values));
        }
        return changed;
    }
    // readme: end

    // readme: provider call
    /** One call: all of its requests together have the time that the traits promise. */
    private final class Call {

        private final String what;
        private final long end = System.nanoTime() + traits.slowestCall().toNanos();

        private Call(String what) {
            this.what = what;
        }

        AcmeZone.Copy fetch() throws DnsProviderException {
            try {
                return acme.fetch(token, left());
            } catch (AcmeZone.Failed e) {
                throw told(e, DnsProviderException.notApplied(what + " failed: " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DnsProviderException.notApplied(what + " was interrupted");
            }
        }

        boolean store(AcmeZone.Copy changed) throws DnsProviderException {
            try {
                return acme.store(token, changed, left());
            } catch (AcmeZone.Failed e) {
                boolean refused = e.status() >= 400 && e.status() < 500;
                String text = what + " failed: " + e.getMessage();
                throw told(e, refused ? DnsProviderException.notApplied(text) : DnsProviderException.unknown(text));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DnsProviderException.unknown(what + " was interrupted"); // it may be stored by now
            }
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        }

        private DnsProviderException told(AcmeZone.Failed failed, DnsProviderException failure) {
            return switch (failed.status()) {
                case 0 -> failure; // nobody has answered
                case 429 -> failure.throttled().retryAfter(PAUSE);
                default -> failure.answered();
            };
        }
    }
    // readme: end

    /** This vendor has no servers of its own; without this method they are those of the zone's NS records. */
    @Override
    public Authorities authorities() {
        return Authorities.none();
    }

    @Override
    public String toString() {
        return traits().toString();
    }
}
