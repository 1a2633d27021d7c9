package io.github.dnsfailover.internal.engine;

import java.time.Duration;

/**
 * The limits of calls, questions, probes and listeners that are not options: each with the reason for its value. Those
 * of the rules are in {@link io.github.dnsfailover.internal.machine.Limits}.
 */
public final class EngineLimits {

    /** Pools that begin together; most engines have fewer, and begin at once. */
    public static final int START_BATCH = 20;

    /** Between one batch and the next: 400 pools a second, whose first probes a cold JVM on one core can bear. */
    public static final Duration START_PAUSE = Duration.ofMillis(50);

    /** How often in a row one call, or all, may be refused since there were too many, until a pool is told. */
    public static final int THROTTLED_TRIES = 3;

    /** A vendor's pause is told at once from this length on: those of an ordinary throttle are shorter. */
    public static final Duration LONG_PAUSE = Duration.ofSeconds(3);

    /** After so many failures in a row the calls of a pool go in turn, however important it is. */
    public static final int TRIES_BY_IMPORTANCE = 2;

    /** A failure counts for so long: several turns of even a large engine at a slow account. */
    public static final Duration FAILED_REMEMBERED = Duration.ofMinutes(10);

    /** Pools whose writes fail until these are tried in turn: the pauses of fewer are enough. */
    public static final int FAILING_POOLS = 3;

    /** Between two tries of failing pools where the provider takes writes of others. */
    public static final Duration RETRY_GAP = Duration.ofSeconds(1);

    /** What is added to the time at which the turn of a waiting call is expected: calls take their time, too. */
    public static final Duration TURN_SLACK = Duration.ofSeconds(5);

    /** By how much longer than the budget alone would have it a turn is expected to take. */
    public static final double TURN_MARGIN = 1.5;

    /** How often it is looked whether the turns of waiting calls have moved back. */
    public static final Duration TURNS_LOOK = Duration.ofSeconds(1);

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

    /** Calls of one provider under way at once: vendors allow few a second. */
    public static final int PROVIDER_SLOTS = 8;

    /** Of these for reads at most, so that a write of any kind finds a slot while all reads hang. */
    public static final int READ_SLOTS = 6;

    /** Of these for reads of pools whose last call had to be called off: they will take as long as they may again. */
    public static final int SLOW_READ_SLOTS = 2;

    /** And so many more for failovers. */
    public static final int RESCUE_SLOTS = 2;

    /** After this wait a failover needs no slot: nobody's move waits for somebody else's call that hangs. */
    public static final Duration RESCUE_PATIENCE = Duration.ofSeconds(2);

    /**
     * So many of these are under way at most, those that hang not counted. BIND takes 100 updates at a time and drops
     * further ones without a word, which costs each of them a call's whole time.
     */
    public static final int RESCUES_AT_ONCE = 40;

    /** A call hangs once it takes so many times as long as recent calls, and {@link #RESCUE_COUNTS} at least. */
    public static final int SLOW_CALL = 4;

    /** So 40 that hang hold up the next ones for so long, and 160 for a second. */
    public static final Duration RESCUE_COUNTS = Duration.ofMillis(250);

    /** How much the time of one call counts in the average of recent calls, as a fraction. */
    public static final int USUAL_OF_CALLS = 8;

    /** Pools that look whether a provider that is out of reach has come back: one of them may hang. */
    public static final int SCOUTS = 4;

    /** How often it is looked whether the stop file exists: within 2 s it must hold. */
    public static final Duration STOP_FILE_LOOK = Duration.ofSeconds(1);

    /** Nobody writes with words older than this, so that a freeze holds by then whoever was told. */
    public static final Duration STALE_WORDS = Duration.ofSeconds(2);

    /** How often a leader says anew what is published, though nothing has changed; it is believed for five seconds. */
    public static final Duration NOTICE_RENEWAL = Duration.ofSeconds(2);

    /** Between two notices of a scope at least, so that a storm of moves is no storm of saves. */
    public static final Duration NOTICE_GAP = Duration.ofMillis(200);

    /** Saves of notices under way at once, whatever the number of scopes: the lane is for the election, too. */
    public static final int NOTICES_AT_ONCE = 2;

    /** For how long a notice below the highest version that was seen says nothing: a store may lag, or be restored. */
    public static final Duration NOTICE_WENT_BACK = Duration.ofSeconds(15);

    /** How often it is looked whether what is known to be published is still confirmed, and a notice is due. */
    public static final Duration NOTICE_LOOK = Duration.ofSeconds(1);

    /** When a reaction of the application to a move is interrupted. */
    public static final Duration REACTION_LIMIT = Duration.ofSeconds(10);

    /** How often the engine tries to store a word that several instances store at once. */
    public static final int STORE_TRIES = 5;

    /** A call of the state store or the leadership that has not returned by then has failed. */
    public static final Duration COORDINATION_ANSWER = Duration.ofSeconds(5);

    /** Calls of one kind to the state store or the leadership that may hang at once; more would fill the lane. */
    public static final int HUNG_COORDINATION = 2;

    /** Probes of one target that may hang beyond their timeout before no more are started. */
    public static final int HUNG_PROBES = 4;

    /** Probes of an engine that may hang beyond their timeout; a target with one of them gets no more then. */
    public static final int HELD_PROBES = 1_024;

    /**
     * Once so many probes are under way in an engine, none begins beside another of its target: a thousand targets that
     * hang at once would take the whole lane with their confirming probes, and all others would be blind.
     */
    public static final int CROWDED_PROBES = 1_024;

    /** A leadership whose lead is taken over later than this says something else than it means. */
    public static final Duration LONGEST_LEASE = Duration.ofDays(1);

    /** How long a closing engine waits for the lead to be given up. */
    public static final Duration LEADERSHIP_ANSWER = Duration.ofSeconds(5);

    /** Events that wait for one listener; beyond that some are dropped, see FailoverListener. */
    public static final int LISTENER_QUEUE = 1_000;

    /** And this many for each pool if that is more: a start or an outage of all pools is told in full, up to proof. */
    public static final int LISTENER_QUEUE_PER_POOL = 10;

    /** Probes that wait for one who keeps figures; of more the oldest are lost. */
    public static final int PROBES_RECORDED = 20_000;

    /** How long probes wait for others, to be handed over together. */
    public static final Duration RECORD_PAUSE = Duration.ofMillis(200);

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

    /** In so many rounds in a row a server must give a change: that it turned, and that it has stayed so. */
    public static final int AGREEING = 2;

    /**
     * And one that fell back in so many: behind its address there may be several, and with half of them stale such a
     * row does not come.
     */
    public static final int AGREEING_AFTER_A_FALL = 10;

    /**
     * How often such a round asks each: with half of the servers behind an address stale, one in 64 such rounds finds
     * no old answer, since each question is asked with and without EDNS.
     */
    public static final int ASKED_AGAIN = 3;

    /** The pause before a round that asks all again, once all have turned: a proof comes so much later. */
    public static final Duration AGREEING_PAUSE = Duration.ofMillis(500);

    /** Questions for negative TTLs that may be lost, at one server after the other, before they are unknown. */
    public static final int LOST_TTL_QUESTIONS = 3;

    /** For how long resolvers keep "no data" of which the TTL is unknown: they cut it there (RFC 2308 section 5). */
    public static final Duration LONGEST_NEGATIVE = Duration.ofDays(1);

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

    /** How often a preflight looks who leads, until that is known: a new election has read its store by then. */
    public static final int PREFLIGHT_SIGHTS = 4;

    /** Between two of these looks: elections read their store once a second. */
    public static final Duration PREFLIGHT_SIGHT_PAUSE = Duration.ofSeconds(1);

    /** How long one question to an authoritative server may take, over UDP and TCP. */
    public static final Duration SERVER_ANSWER = Duration.ofSeconds(3);

    private EngineLimits() {}
}
