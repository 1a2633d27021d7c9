package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which record sets a pool reads and writes, in which order. Pure. */
final class KeyLayout {

    private static final List<RecordType> SERVING =
            List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.ALIAS);

    private KeyLayout() {}

    /**
     * Name by name what may serve, as far as the provider knows the type, and the mark at the end.
     *
     * @param mark null if the pool keeps none
     */
    static List<RecordKey> of(EndpointPool pool, ProviderTraits traits, @Nullable RecordKey mark) {
        List<RecordKey> keys = new ArrayList<>();
        for (DnsName name : pool.names()) {
            for (RecordType type : SERVING) {
                if (traits.types().contains(type)) {
                    keys.add(RecordKey.of(name, type));
                }
            }
        }
        Optional.ofNullable(mark).ifPresent(keys::add);
        return List.copyOf(keys);
    }
}
