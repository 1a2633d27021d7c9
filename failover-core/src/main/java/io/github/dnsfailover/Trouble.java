package io.github.dnsfailover;

import io.github.dnsfailover.FailoverEvent.Severity;
import java.time.Instant;
import java.util.List;

/**
 * Something that is wrong for a while: opened once, changed in place, closed once.
 *
 * <pre>{@code
 * for (Trouble trouble : engine.snapshot().troubles()) {
 *     System.out.println(trouble + "; what to do: " + trouble.kind().remedy());
 * }
 * }</pre>
 *
 * <p>Two troubles are the same if kind, {@link #name} and {@link #subject} are. {@link EngineSnapshot#troubles} shows
 * those that are open; {@link io.github.dnsfailover.event.TroubleBegan}, {@link
 * io.github.dnsfailover.event.TroubleChanged} and {@link io.github.dnsfailover.event.TroubleEnded} tell of them.
 * Kinds will be added. Immutable; made by the engine only.
 */
public interface Trouble {

    /** What a trouble is about. */
    enum About {
        /** The whole process. */
        ENGINE,
        /** One provider, or the lead over its pools. */
        PROVIDER,
        /** One pool. */
        POOL
    }

    /** What can be wrong. */
    enum Kind {
        /** The engine does not trust its own view. */
        BLIND(
                About.ENGINE,
                "the engine does not trust its own view: its process stood still or had no processor time, its machine "
                        + "was suspended (or its clock set ahead, which looks the same), or every control target "
                        + "fails. It moves nothing",
                "give the process more processor time; look at its network and at the control targets",
                "the only engine there is has been blind for 5 minutes: nothing moves, whatever happens"),
        /** A file on this host keeps this engine from writing. */
        STOP_FILE(
                About.ENGINE,
                "the stop file exists, so this engine writes nothing. If the file cannot be looked at, what was last "
                        + "seen of it counts",
                "remove the file when the engine may write again; if it cannot be looked at, fix what the text names"),
        /** An entry of the state store keeps all engines from writing. */
        STOP_ENTRY(
                About.ENGINE,
                "an entry of the state store stops every engine of this owner and environment, so none writes anything",
                "delete the entry that the text names when the engines may write again"),
        /** The wall clock is off. */
        CLOCK_WRONG(
                About.ENGINE,
                "this host's clock is more than a minute off what a provider's signed answers say",
                "set the clock of this host right, or that of the provider; the text says by how much"),
        /** Nothing is known of IPv6. */
        IPV6_UNSEEN(
                About.ENGINE,
                "every control target of IPv6 has failed for 30 seconds, so this engine cannot tell dead IPv6 "
                        + "addresses from a loss of its own IPv6, and withdraws none of these pools",
                "look at the way out of this host by IPv6, and at the control targets that the text names; until one "
                        + "answers, dead IPv6 addresses stay published"),
        /** This JVM keeps what it looked up for too long. */
        LOOK_UPS_KEPT(
                About.ENGINE,
                "this JVM caches DNS answers for longer than the TTL of these pools, so its own clients learn of a "
                        + "move that much later, or never",
                "put the line that the text names into the application, before its first look-up, or set the property "
                        + "in the JVM's java.security file"),
        /** The state store fails. */
        STORE_FAILS(
                About.ENGINE,
                "the state store cannot be read or written, or is too slow: what operators say may not be heard",
                "look at the store; a table that is missing is made by the statement that JdbcStateStore.ddl(..) "
                        + "prints; a state file that is torn is never replaced, so move it away by hand"),
        /** The state store was restored from an older copy, or wiped. */
        STORE_WENT_BACK(
                About.ENGINE,
                "the state store went back to something older, as it does when it is restored or wiped. What operators "
                        + "said and it forgot is kept and written back",
                "look at the operators' words that stand now: what was cleared since the copy was made may stand "
                        + "again"),
        /** The leadership fails. */
        LEADERSHIP_FAILS(
                About.ENGINE,
                "the leadership failed or did not answer, which counts as not leading",
                "look at what the election depends on"),
        /** A listener of the application fails. */
        LISTENER_FAILS(
                About.ENGINE,
                "a listener of the application threw an exception; the subject is its class",
                "fix the listener; the event at which it threw is not handed to it again, later ones are"),
        /** Alerts cannot be delivered or kept. */
        ALERTING_FAILS(
                About.ENGINE,
                "alerts cannot be delivered or kept; the subject is the notifier or the spool",
                "look at the mail server, the web hook or the disk; what waits is tried again"),
        /** A provider cannot be reached. */
        PROVIDER_UNREACHABLE(
                About.PROVIDER,
                "calls to the provider fail without an answer of its own",
                "look at the provider, and at the way there: address, port, firewall"),
        /** No instance leads. */
        NOBODY_LEADS(
                About.PROVIDER,
                "no instance leads this scope, so nothing moves",
                "look why each instance gave up the lead, and at what the election depends on",
                "always"),
        /** A newer version of the application leads. */
        CONFIGURATION_OUTDATED(
                About.PROVIDER,
                "an engine of a higher rank is a candidate, so this one leaves the lead to it and does not ask for it",
                "stop this older version, or give it a higher rank if it is the one that should lead"),
        /** This engine has seen other endpoints unhealthy than whoever leads, for longer than a verdict takes. */
        VIEWS_DIFFER(
                About.PROVIDER,
                "for longer than a verdict takes, this engine sees other endpoints unhealthy than the one that leads",
                "look at the paths from both hosts to the endpoint: one of them is broken; whoever leads decides"),
        /** Every endpoint of a pool is unhealthy. */
        ALL_DOWN(
                About.POOL,
                "every endpoint is unhealthy, or an operator said that it is down, so there is nowhere to go",
                "look at the service, then at the engine's own network; clear what an operator said, if the text names "
                        + "that",
                "always"),
        /** An endpoint is unhealthy. */
        ENDPOINT_DOWN(About.POOL, "an endpoint is unhealthy; the subject is its id", "look at the endpoint"),
        /** One address of an endpoint is dead while another one is not. */
        ADDRESS_DOWN(
                About.POOL,
                "one address of an endpoint is unhealthy while the endpoint stands by another; the subject is both",
                "look at that address and the way there: where it is published, clients that try it first wait, or get "
                        + "nothing"),
        /** IPv6 addresses are withdrawn. */
        IPV6_WITHDRAWN(
                About.POOL,
                "the IPv6 addresses of an endpoint are not published, since they alone are dead, were a moment ago, or "
                        + "are not proven; the subject is the endpoint",
                "look at the service by IPv6 and at the way there until it is healthy; clients have IPv4 only until it "
                        + "is back. With a manual failback say failback then"),
        /** Nothing could take over. */
        NOWHERE_TO_GO(
                About.POOL,
                "for 10 minutes no endpoint has been proven healthy but the one that serves, so nothing could take "
                        + "over",
                "look at the other endpoints before the one that serves fails",
                "always; clients are served, so the ordinary reminders are enough"),
        /** A check breaks its contract. */
        CHECK_BROKEN(
                About.POOL,
                "a check broke its contract, by an Error or by ignoring its timeout; the subject is the endpoint",
                "fix the check; until then its probes are inconclusive or count as failures"),
        /** The name of an endpoint leads where probes do not go. */
        TARGET_REFUSED(
                About.POOL,
                "the name of an endpoint resolves to an address in a network to which the pool sends no probes by "
                        + "name, so it is not probed; the subject is the endpoint",
                "find out who changed that name. If it is right, allow the network by namesMayLeadTo(..), as a key "
                        + "names-may-lead-to, or give the addresses by probeAt(..), as a key probe-at"),
        /** The policy's answer was refused. */
        POLICY_BROKEN(
                About.POOL,
                "the policy threw an exception or asked for what is not allowed, so the engine holds",
                "fix the policy"),
        /** A provider answers, but not with the records. */
        READ_REFUSED(
                About.POOL,
                "the provider answers, but not with the records, or with records that cannot be understood",
                "fix what the provider names: the key, its rights, the zone, or a record that another tool wrote",
                "where a record cannot be understood: no move is possible, and whoever may write one can cause it"),
        /** A change failed. */
        WRITE_FAILS(
                About.POOL,
                "a change was refused or failed; it is tried again",
                "fix what the provider names: the key, its rights, the clock, a frozen zone, a server that is gone"),
        /** The provider refuses even what changes nothing. */
        MAY_NOT_WRITE(
                About.POOL,
                "the provider refuses even a change that changes nothing, so a move would be refused, too; it is "
                        + "asked again each minute",
                "give the key its right back for the records that the text names, or thaw the zone"),
        /** The leader wants to move a pool and may not. */
        MOVE_BLOCKED(
                About.POOL,
                "the engine leads and wants to change the record, and cannot: the text says what is in the way",
                "clear what the text names, or lead traffic away by hand",
                "while clients are at a dead place, unless an operator froze the pool"),
        /** What an operator said keeps clients at a dead place. */
        HELD_AT_DEAD_PLACE(
                About.POOL,
                "what an operator said, a pin or that an endpoint is up, keeps clients at an endpoint whose checks "
                        + "fail",
                "clear lets the engine move; pin or up for an endpoint that serves moves, too",
                "always, unless an operator froze the pool"),
        /** Somebody edited the records. */
        FOREIGN_EDIT(
                About.POOL,
                "somebody else changed the records; the text says what is done about it",
                "decide whose record it is. If the edit was right, change the pool, or say by pin, down or up what it "
                        + "did (up with evenIfUnproven for IPv6 that was withdrawn); after a second edit, clear undoes "
                        + "it"),
        /** The records carry the mark of somebody else. */
        FOREIGN_OWNER(
                About.POOL,
                "the mark beside the records is of another owner, environment or pool, or is none of ours",
                "leave it if a person put a text there to move the record by hand (docs/at-3-am.md). Otherwise decide "
                        + "whose record it is: delete the mark if it is nobody's, or say clear if it is no mark at "
                        + "all, and find out who may write TXT records there",
                "always: no move is possible, and whoever may write one text record can cause it"),
        /** A newer engine took the records over. */
        FENCED(
                About.POOL,
                "a newer engine took the records over, and its mark keeps this one from writing",
                "stop this engine, or the newer one; clear takes the record back",
                "always: no move is possible, and whoever may write one text record can cause it"),
        /** The names hold values that are not of the pool. */
        FOREIGN_VALUES(
                About.POOL,
                "the names hold values that are not of the pool, so the records were not taken over",
                "decide whose record it is; takeOver(ADOPT), as a key take-over=adopt, replaces the values"),
        /** What a move needs lies in the site of the primary. */
        SHARED_SITE(
                About.POOL,
                "something that a move away from the primary needs lies in the primary's own site; the subject says "
                        + "what",
                "run it in another site, or run several in different sites; docs/topologies.md shows how"),
        /** Servers do not give the new answer. */
        NOT_PROVED(
                About.POOL,
                "not every authoritative server gives the new answer: one lags, does not answer, or another host "
                        + "answers in its place; or the answer is bogus: none of its DNSSEC signatures is valid",
                "look at the servers that the text names, and at the signing of the zone if the answer is bogus; "
                        + "the engine goes on asking",
                "the answer is bogus and the parent zone has a DS record, so that resolvers which validate answer "
                        + "SERVFAIL; not while this host's own clock is off"),
        /** An authoritative server does not answer for long, or cannot be asked from here. */
        SERVER_SILENT(
                About.PROVIDER,
                "an authoritative server has not answered for minutes, or cannot be asked from here; the subject is the"
                        + " server. Changes are proved at the others",
                "look at the server, or take it out of the zone's NS records; resolvers go on trying it"),
        /** The engine itself has a fault that concerns all pools. */
        PROCESS_FAULT(
                About.ENGINE,
                "a step of the engine that concerns all pools threw an exception; the engine goes on from where it "
                        + "was. What that step took in, such as an answer of the election, is lost and asked for anew",
                "report the stack trace from the log"),
        /** The engine itself has a fault at one pool. */
        ENGINE_FAULT(
                About.POOL,
                "a step of the engine threw an exception; the pool goes on from where it was",
                "report the stack trace from the log");

        private final About about;
        private final String meaning;
        private final String remedy;
        private final String alarmWhen;

        Kind(About about, String meaning, String remedy) {
            this(about, meaning, remedy, "");
        }

        Kind(About about, String meaning, String remedy, String alarmWhen) {
            this.alarmWhen = alarmWhen;
            this.about = about;
            this.meaning = meaning;
            this.remedy = remedy;
        }

        /**
         * Whether every instance sees it in what they share, so that one of them tells people for all: nobody leads, or
         * something stands in the state store or was lost there.
         */
        public boolean isSeenByAll() {
            return this == NOBODY_LEADS || this == STOP_ENTRY || this == STORE_WENT_BACK;
        }

        /** What troubles of this kind are about. */
        public About about() {
            return about;
        }

        /** What it means, for people. */
        public String meaning() {
            return meaning;
        }

        /** When it is an {@link Severity#ALARM}, for people; empty if it never is, but a warning. */
        public String alarmWhen() {
            return alarmWhen;
        }

        /** What to do about it, for people. */
        public String remedy() {
            return remedy;
        }
    }

    /** What is wrong. */
    Kind kind();

    /** The name of the pool, or of the provider and its scope; empty if it is about the engine. */
    String name();

    /** What it is about more closely, such as an endpoint, a listener or a server; empty if there is nothing closer. */
    String subject();

    /** The names of the pools concerned; empty if it concerns the engine and no pool in particular. */
    List<String> pools();

    /** When it began, by the wall clock. */
    Instant since();

    /** What is wrong in this case; one line. */
    String text();

    /** How much attention it deserves: NOTICE, WARNING or ALARM. */
    Severity severity();

    /** Whether it keeps a pool from moving. */
    boolean isInTheWay();
}
