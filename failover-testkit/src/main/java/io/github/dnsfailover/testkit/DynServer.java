package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.testkit.FakeHttp.Request;
import io.github.dnsfailover.testkit.FakeHttp.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Dyn Managed DNS inside the JVM: its REST interface at a port of the loopback address, as far as a provider needs it.
 * Sessions with change sets of their own, publishes, jobs, zone tasks, serials and the rate limit behave as the service
 * was documented and recorded; where that was never seen, the setting says so.
 *
 * <pre>{@code
 * MemoryZone zone = MemoryZone.of("example.com");
 * try (DynServer dyn = DynServer.of(zone).account("acme", "failover", "secret").start();
 *         NameServer dns = NameServer.of(zone).start()) {
 *     DnsProvider provider = DynProvider.zone("example.com").url(dyn.url())
 *             .credentials(DynCredentials.managed("acme", "failover", "secret"))
 *             .authorities(Authorities.at(List.of(dns.address()))) // or the real zone's servers are asked
 *             .build();
 *     dyn.at("PUT", "Zone", Fault.CUT_AFTER); // the next publish is made, and its answer lost
 * }
 * }</pre>
 *
 * <p>What is published stands in the {@link MemoryZone} at once, which a {@link NameServer} serves. It knows the
 * records of types A, AAAA, CNAME and TXT; foreign records in the zone only get in the way of a CNAME. No
 * permissions, redirects, services or reports.
 *
 * <p>Thread-safe.
 */
public final class DynServer implements AutoCloseable {

    /** How a zone's serial grows when it is published. */
    public enum SerialStyle {
        /** By one. */
        INCREMENT,
        /** The seconds since 1970. */
        EPOCH,
        /** The day and two digits. */
        DAY,
        /** Year, month, day, hour, minute: beyond 31 bits. */
        MINUTE
    }

    /** The ways in which a request may end other than well. */
    public enum Fault {
        /** It ends well. */
        NONE,
        /** The connection breaks, and nothing was done. */
        CUT_BEFORE,
        /** It is done, then the connection breaks. */
        CUT_AFTER,
        /** It becomes a job, told by a redirect with the status 307; done when {@link Builder#jobTime} has passed. */
        JOB_BY_REDIRECT,
        /** It becomes a job, told by the status "incomplete"; done when {@link Builder#jobTime} has passed. */
        JOB_BY_STATUS,
        /** Too many requests: this one and all others of the account are refused for {@link Builder#refusalTime}. */
        TOO_MANY,
        /** The session was unused for too long. */
        IDLE_LOGOUT,
        /** The session is not known. */
        BAD_SESSION,
        /** The session is bound to another address of the client. */
        OTHER_ADDRESS,
        /** A task of the zone keeps edits out, this one first, for {@link Builder#taskTime}. */
        ZONE_BUSY,
        /** Something in between answers 502 with a page, and nothing was done. */
        PROXY_ERROR_BEFORE,
        /** It is done, then something in between answers 504 with a page. */
        PROXY_ERROR_AFTER,
        /** The service fails with INTERNAL_ERROR, and nothing was done. */
        INTERNAL_ERROR,
        /** 406 with an empty body, and nothing was done. */
        NOT_ACCEPTABLE,
        /** It is done; the answer is 200 with an empty body. */
        EMPTY,
        /** It is done; the answer comes as in 2013: in an array, failures with the status 200. */
        LEGACY,
        /** It is done; a success comes with a warning whose code looks like that of an error. */
        WARNING,
        /** It is done; the answer has no messages. */
        NO_MESSAGES
    }

    /** What befalls each request; asked under a lock, in the order of the requests. */
    @FunctionalInterface
    public interface Plan {
        /**
         * The fate of the next request.
         *
         * @param method as in GET
         * @param resource the first part of the path, as in ARecord
         */
        Fault next(String method, String resource);
    }

    private final FakeHttp http;
    private final DynAccount account;
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    private DynServer(Builder builder) throws IOException {
        account = new DynAccount(builder);
        http = FakeHttp.start("dyn-server", this::answer);
    }

    /** Describes a server for these zones. */
    public static Builder of(MemoryZone... zones) {
        return new Builder(List.of(zones));
    }

    private Optional<Response> answer(Request request) {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            return account.answer(request);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    /** The base address, as in {@code http://127.0.0.1:4711/REST/}. */
    public String url() {
        return http.url() + "/REST/";
    }

    @Override
    public void close() {
        http.close();
    }

    // what is to happen

    /** Lets the next requests of this kind end so, one fault for each; before any {@link #plan}. */
    public DynServer at(String method, String resource, Fault... faults) {
        account.script(method, resource, List.of(faults));
        return this;
    }

    /** Decides about every request for which nothing was scripted. */
    public DynServer plan(Plan plan) {
        account.plan(Objects.requireNonNull(plan, "plan"));
        return this;
    }

    /** From here on all goes well; sessions, tasks and refusals stay as they are. */
    public void heal() {
        account.heal();
    }

    /** The client has another address from here on: sessions are bound to the old one. */
    public void moveClient() {
        account.moveClient();
    }

    /** Ends every session, as a restart of the service would; what they had queued is gone. */
    public void endSessions() {
        account.endSessions();
    }

    /** Freezes a zone as its owner would; what an edit is then told was never seen. */
    public void freeze(DnsName zone) {
        account.freeze(zone, true);
    }

    /** Ends the freeze. */
    public void thaw(DnsName zone) {
        account.freeze(zone, false);
    }

    /** From here on names are answered in capitals, as the service keeps the case in which they were first written. */
    public void shout() {
        account.shout();
    }

    // what has happened

    /** How many requests came in. */
    public int requests() {
        return account.count(DynAccount.Count.REQUESTS);
    }

    /** How many of them were logins. */
    public int logins() {
        return account.count(DynAccount.Count.LOGINS);
    }

    /** How many of them were refused because of the rate, scripted refusals left out. */
    public int refusedByRate() {
        return account.count(DynAccount.Count.REFUSED_BY_RATE);
    }

    /** How many sessions are open whose token the client has seen. */
    public int sessions() {
        return account.sessions();
    }

    /** How many sessions, whose tokens the client has seen, were open at the same time. */
    public int mostSessions() {
        return account.count(DynAccount.Count.MOST_SESSIONS);
    }

    /** How many requests came in while others were still being answered, the first one counted in. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** The most requests within any second. */
    public int busiestSecond() {
        return account.count(DynAccount.Count.BUSIEST_SECOND);
    }

    /** The most requests within any minute. */
    public int busiestMinute() {
        return account.count(DynAccount.Count.BUSIEST_MINUTE);
    }

    /** Whether any session has edits that are not published. */
    public boolean hasQueuedEdits() {
        return account.hasQueuedEdits();
    }

    /** The tokens of all sessions so far, for a look whether they were shown anywhere. */
    public List<String> tokens() {
        return account.tokens();
    }

    /** The notes of the publishes that changed something, the oldest first. */
    public List<String> notes(DnsName zone) {
        return account.notes(zone);
    }

    /** The zone's serial, as the service counts it. */
    public long serial(DnsName zone) {
        return account.serial(zone);
    }

    /** Its address. */
    @Override
    public String toString() {
        return "dyn at " + url();
    }

    /** Describes a {@link DynServer}; confined to one thread. */
    public static final class Builder {

        final List<MemoryZone> zones;
        String customer = "customer";
        String user = "user";
        String password = "password";
        InstantSource clock = InstantSource.system();
        SerialStyle serialStyle = SerialStyle.INCREMENT;
        Duration idleLimit = Duration.ofMinutes(60);
        Duration jobTime = Duration.ofSeconds(8);
        Duration taskTime = Duration.ofSeconds(2);
        Duration provisionTime = Duration.ZERO;
        Duration refusalTime = Duration.ofSeconds(60);
        boolean showsQueued = true;
        boolean emptyForMissing;

        private Builder(List<MemoryZone> zones) {
            this.zones = new ArrayList<>(zones);
        }

        /** Who may log in; default customer, user, password. */
        public Builder account(String customer, String user, String password) {
            this.customer = Objects.requireNonNull(customer, "customer");
            this.user = Objects.requireNonNull(user, "user");
            this.password = Objects.requireNonNull(password, "password");
            return this;
        }

        /** The server's clock; default the system's. Time must not run backwards. */
        public Builder clock(InstantSource value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /** How serials grow; default {@link SerialStyle#INCREMENT}. */
        public Builder serialStyle(SerialStyle value) {
            serialStyle = Objects.requireNonNull(value, "serialStyle");
            return this;
        }

        /** After this time without a request a session ends; default 60 min. The real figure is not known. */
        public Builder idleLimit(Duration value) {
            idleLimit = Objects.requireNonNull(value, "idleLimit");
            return this;
        }

        /** How long a job takes; default 8 s. */
        public Builder jobTime(Duration value) {
            jobTime = Objects.requireNonNull(value, "jobTime");
            return this;
        }

        /** How long the task of {@link Fault#ZONE_BUSY} takes; default 2 s, as one was seen to. */
        public Builder taskTime(Duration value) {
            taskTime = Objects.requireNonNull(value, "taskTime");
            return this;
        }

        /** How long the task that follows each publish keeps edits out; default not at all. */
        public Builder provisionTime(Duration value) {
            provisionTime = Objects.requireNonNull(value, "provisionTime");
            return this;
        }

        /** For how long the account is refused after too many requests; default 60 s. */
        public Builder refusalTime(Duration value) {
            refusalTime = Objects.requireNonNull(value, "refusalTime");
            return this;
        }

        /**
         * A session reads what is published, and not what it has queued. Which of both the service did is not known.
         */
        public Builder hidesQueuedEdits() {
            showsQueued = false;
            return this;
        }

        /** Answers with an empty list where no record stands, instead of "not found"; both were recorded. */
        public Builder emptyForMissing() {
            emptyForMissing = true;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws IOException if no port could be had
         */
        public DynServer start() throws IOException {
            return new DynServer(this);
        }
    }
}
