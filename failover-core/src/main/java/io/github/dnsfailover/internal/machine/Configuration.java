package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import java.util.List;

/** What tells one version of an application from another one: the names of a pool, its endpoints and their values. */
final class Configuration {

    private Configuration() {}

    static String fingerprint(List<RecordKey> keys, List<Endpoint> endpoints) {
        StringBuilder text = new StringBuilder(keys.toString());
        for (Endpoint endpoint : endpoints) {
            text.append('\n').append(endpoint.id()).append(' ').append(endpoint.priority());
            for (RecordType type : RecordType.values()) {
                text.append(' ').append(endpoint.values(type));
            }
        }
        return Mark.fingerprintOf(text.toString());
    }
}
