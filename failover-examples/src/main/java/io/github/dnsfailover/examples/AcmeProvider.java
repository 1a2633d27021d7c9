package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.util.List;

/** A provider of one's own, for a vendor whose zones have versions. A test runs DnsProviderContract against it. */
final class AcmeProvider implements DnsProvider {

    private static final int TRIES =
            10; // others may change other records meanwhile; as often as this, something is wrong

    private final AcmeZone acme;

    AcmeProvider(AcmeZone acme) {
        this.acme = acme;
    }

    @Override
    public ProviderTraits traits() {
        return ProviderTraits.of(acme.name().toString(), ProviderTraits.Consistency.ATOMIC)
                .label("acme")
                .build();
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(acme.name())) {
                throw DnsProviderException.notApplied(key + " lies outside " + acme.name());
            }
        }
        return acme.fetch().get(keys);
    }

    // readme: custom provider
    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        for (int i = 0; i < TRIES; i++) {
            AcmeZone.Copy zone = acme.fetch();
            List<RecordSet> actual = zone.get(change.keys());
            for (Transition transition : change.transitions()) {
                if (!transition.expected().sameValues(zone.get(transition.key()))) {
                    return new WriteResult.Conflict(actual);
                }
            }
            if (stored(zone, change.transitions())) {
                return new WriteResult.Applied("");
            }
        }
        throw DnsProviderException.notApplied("the zone changed " + TRIES + " times while it was being changed");
    }
    // readme: end

    private boolean stored(AcmeZone.Copy zone, List<Transition> transitions) throws DnsProviderException {
        AcmeZone.Copy changed = zone;
        for (Transition transition : transitions) {
            changed = changed.with(transition.desired());
        }
        try {
            return acme.store(changed);
        } catch (AcmeZone.Refused e) {
            throw DnsProviderException.notApplied("acme refuses: " + e.getMessage(), e);
        }
    }

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
