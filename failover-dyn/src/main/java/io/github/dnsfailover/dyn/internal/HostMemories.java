package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of all hosts, in step with a store that other processes may use too. Confined to the call that
 * has its turn.
 */
final class HostMemories {

    private static final Logger log = LoggerFactory.getLogger(HostMemories.class);

    private final StateStore store;
    private final Map<DnsName, HostMemory> known = new HashMap<>();

    /** Whether a person has acted; that counts for hosts too that are not known yet. */
    private boolean resumed;

    private boolean storeFailed;

    HostMemories(StateStore store) {
        this.store = store;
    }

    /** What is remembered of a host. */
    HostMemory of(DnsName host) throws DynFailure {
        HostMemory memory = known.get(host);
        return memory != null ? memory : load(host);
    }

    private HostMemory load(DnsName host) throws DynFailure {
        HostMemory loaded;
        try {
            loaded = HostMemory.load(store, host);
        } catch (IOException e) {
            throw DynFailure.of(Kind.NOT_DONE, "the state store cannot be read: " + e.getMessage(), e);
        }
        known.put(host, loaded);
        if (resumed && loaded.resume()) {
            keep(loaded);
        }
        return loaded;
    }

    /** The same, with what another process may have learned since; without that if the store fails now. */
    HostMemory fresh(DnsName host) throws DynFailure {
        HostMemory memory = of(host);
        if (!memory.isUnsaved()) {
            try {
                memory.reload();
                works();
            } catch (IOException e) {
                fails(e);
            }
        }
        return memory;
    }

    /** Tries again to keep what could not be kept. */
    void retry() {
        for (HostMemory memory : known.values()) {
            if (memory.isUnsaved() && !keep(memory)) {
                return;
            }
        }
    }

    /** What cannot be kept is still remembered until the process ends; whether it could. */
    boolean keep(HostMemory memory) {
        try {
            memory.save();
            works();
            return true;
        } catch (IOException e) {
            fails(e);
            return false;
        }
    }

    private void works() {
        if (storeFailed) {
            storeFailed = false;
            log.info("dyndns2 store works again");
        }
    }

    private void fails(IOException failure) {
        if (!storeFailed) {
            storeFailed = true;
            log.warn(
                    "dyndns2 store failed, this process alone knows what the service answered: {}", failure.toString());
        }
    }

    /** A person has acted. */
    void resume() throws DynFailure {
        resumed = true;
        known.values().forEach(HostMemory::resume);
        try {
            for (HostMemory memory : known.values()) {
                memory.save();
            }
        } catch (IOException e) {
            throw DynFailure.of(
                    Kind.NOT_DONE, "the state store does not keep that updates may go on: " + e.getMessage(), e);
        }
    }
}
