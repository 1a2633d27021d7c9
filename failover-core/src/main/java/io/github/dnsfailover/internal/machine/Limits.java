package io.github.dnsfailover.internal.machine;

import java.time.Duration;

/** The limits that are not options: each with the reason for its value. */
public final class Limits {

    /** A probe that has not begun by then tells more about this machine than about the target. */
    public static final Duration PROBE_START = Duration.ofSeconds(1);

    /**
     * An input this late means that the process stood still or is starved: what it saw meanwhile is not to be trusted.
     */
    public static final Duration LAG = Duration.ofSeconds(2);

    /** How often the process is stepped at least: lateness can be told only from a deadline. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** A process kept from running for more than the timeout divided by this gave a target no fair chance to answer. */
    public static final int FAIR_CHANCE = 2;

    /** How long the view must have been good before the engine acts on it again: longer than most starvation lasts. */
    public static final Duration SANE = Duration.ofSeconds(10);

    /** How often the leadership is asked, and a shared state store is looked at. */
    public static final Duration LEADERSHIP_POLL = Duration.ofSeconds(1);

    /** Pools that begin together; most engines have fewer, and begin at once. */
    public static final int START_BATCH = 20;

    /** Between one batch and the next: 400 pools a second, whose first probes a cold JVM on one core can bear. */
    public static final Duration START_PAUSE = Duration.ofMillis(50);

    /** The first wait after a failed call to a provider; it doubles from there. */
    public static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    /**
     * The longest wait after a failed call, also when a vendor asks for more: a repaired provider must be found soon.
     */
    public static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    /** In how long a budget of calls would come back from nothing to its whole: others have their share by then. */
    public static final Duration REGAINED_WITHIN = Duration.ofSeconds(100);

    /** A budget of calls never shrinks to less than its whole divided by this: a failover must go out in the end. */
    public static final int LEAST_SHARE = 8;

    /** What a budget of calls may save up: a single failover never waits, and a burst does not look like an attack. */
    public static final Duration BURST = Duration.ofMillis(500);

    /** The share of a budget that calm reads and proofs may take: the rest is for other programs, and for bad days. */
    public static final double CALM_SHARE = 0.2;

    /** By how much of itself a pause is lengthened at random: it is never shorter than the vendor asked. */
    public static final double BACK_OFF_JITTER = 0.25;

    /** How often in a row one call, or all, may be refused since there were too many, until a pool is told. */
    public static final int THROTTLED_TRIES = 3;

    /** What is added to the time at which the turn of a waiting call is expected: calls take their time, too. */
    public static final Duration TURN_SLACK = Duration.ofSeconds(5);

    /** By how much longer than the budget alone would have it a turn is expected to take. */
    public static final double TURN_MARGIN = 1.5;

    /** How often it is looked whether the turns of waiting calls have moved back. */
    public static final Duration TURNS_LOOK = Duration.ofSeconds(1);

    /** The longest pause after failed calls while a change is wanted: six tries a minute. */
    public static final Duration HURRIED_BACK_OFF = Duration.ofSeconds(10);

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

    /**
     * After a burst was told, further ones are left alone for this long: the probes that it brought forward must end
     * first.
     */
    public static final Duration REPORT_QUIET = Duration.ofSeconds(5);

    /** How much of a reported cause is kept, in characters. */
    public static final int REPORT_CAUSE = 200;

    /** The longest wait between repairs that do not last; a person's edit of a TTL is still set right within it. */
    public static final Duration LONGEST_REPAIR_PAUSE = Duration.ofHours(1);

    /** Failed calls in a row until a provider is out of reach, if they span some time. */
    public static final int PROVIDER_FAILURES = 3;

    /** Failed calls in a row until people are told: one alone may be a lost packet. */
    public static final int PROVIDER_FAILURES_TOLD = 2;

    /** The time that they must span: what happens to many pools at once is one failure. */
    public static final Duration PROVIDER_FAILING = Duration.ofSeconds(3);

    /** A call that takes longer than this, and may take longer still, leaves its pool without a provider. */
    public static final Duration PROVIDER_HANGS = Duration.ofSeconds(20);

    /** Calls of one provider under way at once: vendors allow few a second. */
    public static final int PROVIDER_SLOTS = 8;

    /** Of these for reads at most, so that a write of any kind finds a slot while all reads hang. */
    public static final int READ_SLOTS = 6;

    /** Of these for reads of pools whose last call had to be called off: they will take as long as they may again. */
    public static final int SLOW_READ_SLOTS = 2;

    /** And so many more for failovers. */
    public static final int RESCUE_SLOTS = 2;

    /** After this wait a failover needs no slot: nobody's move waits for somebody else's call. */
    public static final Duration RESCUE_PATIENCE = Duration.ofSeconds(2);

    /**
     * Within which pools ask a provider for themselves, one after the other, once a call of another pool was not
     * answered.
     */
    public static final Duration SECOND_OPINION = Duration.ofSeconds(2);

    /**
     * A provider at which a call hangs is out of reach if no other pool was answered for so long: more than a second
     * opinion takes.
     */
    public static final Duration HANG_DOUBT = Duration.ofSeconds(5);

    /** Pools that look whether a provider that is out of reach has come back: one of them may hang. */
    public static final int SCOUTS = 4;

    /** The longest wait between two reads of a provider that is out of reach: it must be known soon when it is back. */
    public static final Duration SCOUT_PAUSE = Duration.ofSeconds(10);

    /**
     * How often a provider that can is asked whether the records may be written: a lost right is told before it is
     * missed.
     */
    public static final Duration RIGHTS_EVERY = Duration.ofMinutes(5);

    /** How soon after a first refusal it is asked again: a zone that is frozen for an edit by hand is no trouble. */
    public static final Duration RIGHTS_CONFIRM = Duration.ofSeconds(10);

    /** How often while a right is missing, or while no answer is had. */
    public static final Duration RIGHTS_RECHECK = Duration.ofSeconds(60);

    /** Refusals in a row until a right counts as missing. */
    public static final int RIGHTS_REFUSALS = 2;

    /** For how long a needed change must have failed until another instance should try. */
    public static final Duration CHANGE_FAILING = Duration.ofSeconds(30);

    /** For how long the lead is given up then; it doubles from case to case. */
    public static final Duration FIRST_HANDOVER = Duration.ofMinutes(2);

    /** The longest: a fault that lasts passes the lead on four times an hour between two instances. */
    public static final Duration LONGEST_HANDOVER = Duration.ofMinutes(30);

    /** Looks in a row at which nobody led, after which somebody who had given up leads again. */
    public static final int UNLED_LOOKS = 2;

    /** How much longer than a lease nobody may lead before people are told. */
    public static final Duration UNLED_GRACE = Duration.ofSeconds(5);

    /** A look at the words of operators that takes longer than this is told: the next one would be late. */
    public static final Duration SLOW_LOOK = Duration.ofMillis(1_500);

    /** Whoever shares records and has not heard operators for this long gives up the lead. */
    public static final Duration DEAF = Duration.ofSeconds(5);

    /** Nobody writes with words older than this, so that a freeze holds by then whoever was told. */
    public static final Duration STALE_WORDS = Duration.ofSeconds(2);

    /** For how long a word that is obeyed once waits for a leader who can obey it. */
    public static final Duration OBEYED_WITHIN = Duration.ofMinutes(5);

    /**
     * From when a word is said until whoever leads has heard it, if the store answers: all tries to store it, and a
     * look.
     */
    public static final Duration WORD_TRAVELS = Duration.ofSeconds(60);

    /** How often the engine tries to store a word that several instances store at once. */
    public static final int STORE_TRIES = 5;

    /** A call of the state store or the leadership that has not returned by then has failed. */
    public static final Duration COORDINATION_ANSWER = Duration.ofSeconds(5);

    /** Calls of one kind to the state store or the leadership that may hang at once; more would fill the lane. */
    public static final int HUNG_COORDINATION = 2;

    /** How often an alarm is called to mind while it lasts. */
    public static final Duration REMINDER = Duration.ofMinutes(15);

    /** How long a pool may have no proven place left to go: a restart of the backup is over by then. */
    public static final Duration STRANDED = Duration.ofMinutes(10);

    /** How long an ordinary wait may keep clients at a dead place before that is told. */
    public static final Duration BLOCKED_AFTER = Duration.ofSeconds(10);

    /** The first pause after a fault of the engine's own; it doubles from there. */
    public static final Duration FIRST_FAULT_PAUSE = Duration.ofSeconds(1);

    /** The longest pause after a fault of the engine's own. */
    public static final Duration LONGEST_FAULT_PAUSE = Duration.ofSeconds(60);

    /** The soonest that a policy may be asked again because it said so; sooner would be a busy loop. */
    public static final Duration SHORTEST_REVIEW = Duration.ofMillis(100);

    /** The latest; a pool is looked at this often anyway. */
    public static final Duration LONGEST_REVIEW = Duration.ofHours(1);

    /** Inconclusive probes in a row that are repeated at the pace of doubt; after that the normal interval holds. */
    public static final int QUICK_INCONCLUSIVE = 3;

    /** Probes of one target that may hang beyond their timeout before no more are started. */
    public static final int HUNG_PROBES = 4;

    /** Probes of an engine that may hang beyond their timeout; a target with one of them gets no more then. */
    public static final int HELD_PROBES = 1_024;

    /** Probes kept as the evidence of a health change. */
    public static final int EVIDENCE = 10;

    /** How long a closing engine waits for the lead to be given up. */
    public static final Duration LEADERSHIP_ANSWER = Duration.ofSeconds(5);

    /** By how much a clock may seem to have changed without news: answers take their time, and tell whole seconds. */
    public static final Duration CLOCK_JITTER = Duration.ofSeconds(5);

    /**
     * How far the wall clock may be off what a provider's signed answers say: answers take time, and it is in seconds.
     */
    public static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    /** How often a state store that cannot be read is tried again. */
    public static final Duration STORE_RETRY = Duration.ofSeconds(10);

    /** Events that wait for one listener; beyond that some are dropped, see FailoverListener. */
    public static final int LISTENER_QUEUE = 1_000;

    /** And this many for each pool if that is more: an outage of all pools is told in full, from health to proof. */
    public static final int LISTENER_QUEUE_PER_POOL = 5;

    /** So long a listener that threw must take its events until that is over: it may fail at some and take others. */
    public static final Duration LISTENER_CALM = Duration.ofSeconds(60);

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

    /** After this time without proof people are told: secondaries that follow NOTIFY need a second or two. */
    public static final Duration PROOF_LIMIT = Duration.ofSeconds(15);

    /** The same while the vendor itself says that the change is on its way; Route 53 says so for up to a minute. */
    public static final Duration VENDOR_LIMIT = Duration.ofSeconds(60);

    /** The pause between rounds after that: with the answer's time, a server that is back is seen within 15 s. */
    public static final Duration SLOW_PROOF_PAUSE = Duration.ofSeconds(10);

    /** A server that says nothing for so long is a trouble of its own, and no change waits for it any more. */
    public static final Duration SERVER_SILENT = Duration.ofMinutes(2);

    /** How long a preflight waits for the authoritative servers, finding them included. */
    public static final Duration PREFLIGHT_SERVERS = Duration.ofSeconds(60);

    /**
     * Questions on behalf of one provider under way at once: two pools' worth of a large zone's servers, which may all
     * be silent.
     */
    public static final int QUESTION_SLOTS = 16;

    /** How long one of them may hang, and how long one may wait for others; ten times what a server is given. */
    public static final Duration QUESTION_LIMIT = Duration.ofSeconds(30);

    /** Calls of preflights at one provider under way at once, and probes of control targets. */
    public static final int PREFLIGHT_SLOTS = 4;

    /** Checks of preflights under way at once; a fraction of what probes may leave behind when they hang. */
    public static final int PREFLIGHT_CHECKS = 64;

    /** When a call of a preflight is interrupted, and given up if it waits: no report waits for so long. */
    public static final Duration PREFLIGHT_HANGS = Duration.ofMinutes(5);

    /** How long one question to an authoritative server may take, over UDP and TCP. */
    public static final Duration SERVER_ANSWER = Duration.ofSeconds(3);

    /**
     * How far ahead a mark tells of old answers: longer TTLs are cut by most resolvers, and a wrong clock must not
     * last.
     */
    public static final Duration LONGEST_HORIZON = Duration.ofDays(7);

    /** The TTL of the addresses behind an alias, which no record of ours tells: that of load balancers at AWS. */
    public static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    private Limits() {}
}
