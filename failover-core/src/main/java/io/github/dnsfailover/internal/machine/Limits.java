package io.github.dnsfailover.internal.machine;

import java.time.Duration;

/** The limits that are not options: each with the reason for its value. */
public final class Limits {

    /** The only engine there is may be blind for so long until it is an alarm: what passes by itself has passed. */
    public static final Duration LONG_BLIND = Duration.ofMinutes(5);

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

    /** And for more than the timeout divided by this it gave the check itself none: it is not told to be broken. */
    public static final int CLEAR_VIEW = 10;

    /** How long the view must have been good before the engine acts on it again: longer than most starvation lasts. */
    public static final Duration SANE = Duration.ofSeconds(10);

    /** How often the leadership is asked, and a shared state store is looked at. */
    public static final Duration LEADERSHIP_POLL = Duration.ofSeconds(1);

    /**
     * For how long what a leader says is published counts; it says so anew each two seconds, and is read each second.
     */
    public static final Duration NOTICE_FRESH = Duration.ofSeconds(5);

    /** A write that is out for so long may have landed, so nobody can say what stands there; most take less. */
    public static final Duration WRITE_LANDS = Duration.ofSeconds(2);

    /** A read that is due for so long and does not come leaves open what stands there: somebody may have changed it. */
    public static final Duration READ_OVERDUE = Duration.ofSeconds(60);

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

    /** For so long at most nothing is asked since a provider has sent more requests than one for each call. */
    public static final Duration LONGEST_DEBT = Duration.ofSeconds(10);

    /** More in a second no vendor allows: a provider that counts wrongly must not make the budget boundless. */
    public static final int MOST_REQUESTS = 10_000;

    /** By how much of itself a pause is lengthened at random: it is never shorter than the vendor asked. */
    public static final double BACK_OFF_JITTER = 0.25;

    /** The longest pause after failed calls while a change is wanted: six tries a minute. */
    public static final Duration HURRIED_BACK_OFF = Duration.ofSeconds(10);

    /** A probe that takes longer than its timeout divided by this may be hung: others are started beside it. */
    public static final int SUSPECT_FRACTION = 3;

    /** How much less the longest time of late counts after each further probe, as a fraction: half of it after five. */
    public static final int USUAL_FORGETS = 8;

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

    /** So long every control target of IPv6 must have failed until people are told: a short gap does no harm. */
    public static final Duration IPV6_UNSEEN = Duration.ofSeconds(30);

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

    /** The longest wait between two reads of a provider that is out of reach: it must be known soon when it is back. */
    public static final Duration SCOUT_PAUSE = Duration.ofSeconds(3);

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

    /**
     * For how many leases after its last word a higher rank keeps lower ones from the lead; then they need one more.
     */
    private static final int RANK_LEASES = 4;

    /** Within which time a lower rank leads once a higher one has fallen silent. */
    static long ranksWait(EngineSpec spec) {
        return RANK_LEASES * spec.lease();
    }

    /** Looks in a row at which nobody led, after which somebody who had given up leads again. */
    public static final int UNLED_LOOKS = 2;

    /** How much longer than a lease nobody may lead before people are told. */
    public static final Duration UNLED_GRACE = Duration.ofSeconds(5);

    /** For how much longer than a lease somebody speaks for all after what he told is over: he may be gone by then. */
    public static final Duration SPEAKS_ON = Duration.ofSeconds(30);

    /** How much longer than a lease nobody may be seen to lead before people are told: the store may only be slow. */
    public static final Duration UNSEEN_GRACE = Duration.ofSeconds(30);

    /** A look at the words of operators that takes longer than this is told: the next one would be late. */
    public static final Duration SLOW_LOOK = Duration.ofMillis(1_500);

    /**
     * Whoever shares records and has not heard operators for this long gives up the lead. No write waits for it, since
     * each looks for itself whether the words are fresh; and a store that stands still for 6 s must change no leader:
     * up to 1 s before that they were heard, and the look after it may follow on one that hangs for 3 s.
     */
    public static final Duration DEAF = Duration.ofSeconds(10);

    /** For how long a word that is obeyed once waits for a leader who can obey it. */
    public static final Duration OBEYED_WITHIN = Duration.ofMinutes(5);

    /**
     * From when a word is said until whoever leads has heard it, if the store answers: all tries to store it, and a
     * look.
     */
    public static final Duration WORD_TRAVELS = Duration.ofSeconds(60);

    /** How often an alarm is called to mind while it lasts. */
    public static final Duration REMINDER = Duration.ofMinutes(15);

    /** How long a pool may have no proven place left to go: a restart of the backup is over by then. */
    public static final Duration STRANDED = Duration.ofMinutes(10);

    /** How long an ordinary wait may keep clients at a dead place before that is told. */
    public static final Duration BLOCKED_AFTER = Duration.ofSeconds(10);

    /**
     * The same for a call that has begun: a move takes no longer at most providers, and the call may hang for long.
     */
    public static final Duration SILENT_CALL = Duration.ofSeconds(3);

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

    /** Probes kept as the evidence of a health change. */
    public static final int EVIDENCE = 10;

    /** By how much a clock may seem to have changed without news: answers take their time, and tell whole seconds. */
    public static final Duration CLOCK_JITTER = Duration.ofSeconds(5);

    /**
     * How far the wall clock may be off what a provider's signed answers say: answers take time, and it is in seconds.
     */
    public static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    /** How long it is told that the state store went back: whoever restored it should look what stands there. */
    public static final Duration WENT_BACK_TOLD = Duration.ofMinutes(15);

    /** How often a state store that cannot be read is tried again. */
    public static final Duration STORE_RETRY = Duration.ofSeconds(10);

    /** So long a listener that threw must take its events until that is over: it may fail at some and take others. */
    public static final Duration LISTENER_CALM = Duration.ofSeconds(60);

    /** The term of a pool's bound that grows where many pools share an account's calls. */
    public static final String READ_TERM = "the records are read";

    /**
     * How far ahead a mark tells of old answers: longer TTLs are cut by most resolvers, and a wrong clock must not
     * last.
     */
    public static final Duration LONGEST_HORIZON = Duration.ofDays(7);

    /** The TTL of the addresses behind an alias, which no record of ours tells: that of load balancers at AWS. */
    public static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    private Limits() {}
}
