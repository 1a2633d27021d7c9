package io.github.dnsfailover.internal.machine;

import java.time.Duration;

/** The limits that are not options: each with the reason for its value. */
public final class Limits {

    /** A probe that has not begun by then tells more about this machine than about the target. */
    public static final Duration PROBE_START = Duration.ofSeconds(1);

    /** An input this late means that the process stood still or is starved: what it saw meanwhile is not to be trusted. */
    public static final Duration LAG = Duration.ofSeconds(2);

    /** A process kept from running for more than the timeout divided by this gave a target no fair chance to answer. */
    public static final int FAIR_CHANCE = 2;

    /** How long the view must have been good before the engine acts on it again: longer than most starvation lasts. */
    public static final Duration SANE = Duration.ofSeconds(10);

    /** How often an engine that does not lead asks whether it does. */
    public static final Duration LEADERSHIP_POLL = Duration.ofSeconds(1);

    /** Pools that begin together; most engines have fewer, and begin at once. */
    public static final int START_BATCH = 20;

    /** Between one batch and the next: 400 pools a second, whose first probes a cold JVM on one core can bear. */
    public static final Duration START_PAUSE = Duration.ofMillis(50);

    /** The first wait after a failed call to a provider; it doubles from there. */
    public static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    /** The longest wait after a failed call, also when a vendor asks for more: a repaired provider must be found soon. */
    public static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    /** A probe that takes longer than its timeout divided by this may be hung: others are started beside it. */
    public static final int SUSPECT_FRACTION = 3;

    /** Probes of one target under way at once, the hung one included. */
    public static final int CONFIRMING_PROBES = 4;

    /** The share by which confirming probes are further apart than they need: threads begin a little late. */
    public static final int STAGGER_MARGIN = 50;

    /** For how many intervals a target must have been unhealthy to be probed less often. */
    public static final int LONG_DOWN_IN_INTERVALS = 10;

    /** An endpoint that fails again within so many soaks after it recovered has relapsed. */
    public static final int RELAPSE_IN_SOAKS = 10;

    /** Relapses that count: the soak of a failback grows to eight times its length. */
    public static final int MOST_RELAPSES = 3;

    /** From one look at the control targets to the next while nothing fails. */
    public static final Duration CONTROL_INTERVAL = Duration.ofSeconds(10);

    /** The same while all of them fail. */
    public static final Duration CONTROL_RECHECK = Duration.ofSeconds(1);

    /** The shortest time between two looks, however many pools ask for one. */
    public static final Duration CONTROL_GAP = Duration.ofMillis(200);

    /** Failures met by the application that make a burst. */
    public static final int REPORT_BURST = 3;

    /** Within this time. */
    public static final Duration REPORT_WINDOW = Duration.ofSeconds(10);

    /** After a burst was told, further ones are left alone for this long: the probes that it brought forward must end first. */
    public static final Duration REPORT_QUIET = Duration.ofSeconds(5);

    /** How much of a reported cause is kept, in characters. */
    public static final int REPORT_CAUSE = 200;

    /** The longest wait between repairs that do not last; a person's edit of a TTL is still set right within it. */
    public static final Duration LONGEST_REPAIR_PAUSE = Duration.ofHours(1);

    /** Failed calls in a row until the engine says that it cannot reach its provider, and gives up the lead. */
    public static final int PROVIDER_FAILURES = 3;

    /** For how long a failback that was asked for and could not be made is still made without a soak. */
    public static final Duration FAILBACK_ASKED = Duration.ofMinutes(5);

    /** The soonest that a policy may be asked again because it said so; sooner would be a busy loop. */
    public static final Duration SHORTEST_REVIEW = Duration.ofMillis(100);

    /** The latest; a pool is looked at this often anyway. */
    public static final Duration LONGEST_REVIEW = Duration.ofHours(1);

    /** Inconclusive probes in a row that are repeated at the pace of doubt; after that the normal interval holds. */
    public static final int QUICK_INCONCLUSIVE = 3;

    /** Probes of one target that may hang beyond their timeout before no more are started. */
    public static final int HUNG_PROBES = 4;

    /** Probes kept as the evidence of a health change. */
    public static final int EVIDENCE = 10;

    /** A leadership that has not answered by then is taken for one that says no. */
    public static final Duration LEADERSHIP_ANSWER = Duration.ofSeconds(5);

    /** How often a state store that cannot be read is tried again. */
    public static final Duration STORE_RETRY = Duration.ofSeconds(10);

    /** Events that wait for one listener; beyond that some are dropped, see FailoverListener. */
    public static final int LISTENER_QUEUE = 1_000;

    /** And this many for each pool if that is more: an outage of all pools is told in full, from health to proof. */
    public static final int LISTENER_QUEUE_PER_POOL = 5;

    /** How often an event is offered again to a lane that had no room for it. */
    public static final Duration LISTENER_RETRY = Duration.ofSeconds(1);

    /** For how long a closing engine lets listeners take what waits for them. */
    public static final Duration LISTENER_DRAIN = Duration.ofSeconds(2);

    /** How often a closing engine looks whether they have. */
    public static final Duration LISTENER_LOOK = Duration.ofMillis(10);

    /** The first pause between two rounds of questions to the authoritative servers. */
    public static final Duration FIRST_PROOF_PAUSE = Duration.ofMillis(500);

    /** The longest pause while a change is fresh. */
    public static final Duration LONGEST_PROOF_PAUSE = Duration.ofSeconds(5);

    /** After this time without proof people are told, and servers that lag are asked slowly. */
    public static final Duration PROOF_LIMIT = Duration.ofSeconds(60);

    /** The pause between rounds after that. */
    public static final Duration SLOW_PROOF_PAUSE = Duration.ofSeconds(60);

    /** How long one question to an authoritative server may take, over UDP and TCP. */
    public static final Duration SERVER_ANSWER = Duration.ofSeconds(3);

    /** The TTL of the addresses behind an alias, which no record of ours tells: that of load balancers at AWS. */
    public static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    private Limits() {}
}
