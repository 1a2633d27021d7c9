package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.testkit.MemoryZone.Draft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session at {@link DynServer}: who may use it, what it has queued, its job. Guarded by the server's lock. */
final class DynSession {

    /** A queued edit: what it does to the zone, and how the list of changes shows it. */
    record Edit(Consumer<Draft> effect, ObjectNode shown) {}

    /** Work that takes its time. */
    static final class Job {

        private final long id;
        private final Instant due;
        private final boolean redirects;
        private final Supplier<DynAnswer> work;

        /** Null until it is done. */
        private @Nullable DynAnswer answer;

        Job(long id, Instant due, boolean redirects, Supplier<DynAnswer> work) {
            this.id = id;
            this.due = due;
            this.redirects = redirects;
            this.work = work;
        }

        long id() {
            return id;
        }

        boolean redirects() {
            return redirects;
        }

        @Nullable
        DynAnswer answer() {
            return answer;
        }

        void look(Instant now) {
            if (answer == null && !now.isBefore(due)) {
                answer = work.get();
            }
        }
    }

    private final String token;
    private final int clientAddress;
    private final Map<DynZone, List<Edit>> edits = new HashMap<>();
    private final Map<Long, Job> jobs = new HashMap<>();
    private boolean known = true;
    private Instant lastUse;

    DynSession(String token, int clientAddress, Instant now) {
        this.token = token;
        this.clientAddress = clientAddress;
        this.lastUse = now;
    }

    String token() {
        return token;
    }

    int clientAddress() {
        return clientAddress;
    }

    Instant lastUse() {
        return lastUse;
    }

    void used(Instant now) {
        lastUse = now;
    }

    /** Whether the client has ever seen its token. */
    boolean isKnown() {
        return known;
    }

    /** The answer to the login was lost. */
    void unknown() {
        known = false;
    }

    List<Edit> edits(DynZone zone) {
        return edits.computeIfAbsent(zone, z -> new ArrayList<>());
    }

    boolean hasEdits() {
        return edits.values().stream().anyMatch(list -> !list.isEmpty());
    }

    Map<Long, Job> jobs() {
        return jobs;
    }

    boolean isBusy() {
        return jobs.values().stream().anyMatch(job -> job.answer() == null);
    }

    /** The zone as this session sees it, with what it has queued. */
    Draft view(DynZone zone) {
        Draft draft = zone.memory().current().draft();
        edits(zone).forEach(edit -> edit.effect().accept(draft));
        return draft;
    }
}
