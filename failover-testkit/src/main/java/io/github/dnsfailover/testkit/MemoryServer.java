package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One authoritative server of a {@link MemoryZone}, without a network: it can keep an old version, be out of reach, or
 * have lost its authority. Starts by following the zone. Where the zone has an alias, it answers
 * with the address 192.0.2.254 for whatever the target's are. Thread-safe.
 */
public final class MemoryServer implements Authorities.Server {

    private static final String BEHIND_ALIAS = "192.0.2.254";
    private static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    /** What decides its answers. */
    @FunctionalInterface
    private interface Mood {
        Answer answer(RecordKey key);
    }

    private final String name;
    private final MemoryZone zone;
    private volatile Mood mood;
    private volatile Signatures signatures = new Signatures(Signatures.State.UNSIGNED, "");

    MemoryServer(String name, MemoryZone zone) {
        this.name = Objects.requireNonNull(name, "name");
        this.zone = zone;
        this.mood = this::fromNow;
    }

    @Override
    public String name() {
        return name;
    }

    /** Answers from the zone as it is. */
    public void follow() {
        mood = this::fromNow;
    }

    /** Keeps answering from the zone as it is at this moment. */
    public void keepOld() {
        MemoryZone.Version old = zone.current();
        mood = key -> from(old, key);
    }

    /** Answers nothing. */
    public void goUnreachable() {
        mood = key -> new Answer.Unreachable(name + " does not answer");
    }

    /** Answers without authority. */
    public void loseAuthority() {
        mood = key -> new Answer.NotAuthoritative(name + " answered REFUSED");
    }

    /** What its signatures are worth from now on; none, at first. */
    public void sign(Signatures worth) {
        signatures = Objects.requireNonNull(worth, "worth");
    }

    @Override
    public Signatures signatures(List<RecordKey> keys, Instant at, Duration timeout) {
        return signatures;
    }

    @Override
    public Answer ask(RecordKey key, Duration timeout) {
        return mood.answer(key);
    }

    private Answer fromNow(RecordKey key) {
        return from(zone.current(), key);
    }

    private Answer from(MemoryZone.Version version, RecordKey key) {
        RecordSet set = withAlias(version, key);
        RecordSet alias = version.get(RecordKey.of(key.name(), RecordType.CNAME));
        Duration whenEmpty = alias.isEmpty() ? zone.negativeTtl() : alias.ttl();
        return new Answer.Authoritative(set, set.isEmpty() ? whenEmpty : Duration.ZERO);
    }

    /** Where an alias stands, questions for A are answered with an address in place of its target's. */
    private static RecordSet withAlias(MemoryZone.Version version, RecordKey key) {
        RecordSet alias = version.get(RecordKey.of(key.name(), RecordType.ALIAS));
        boolean stands = key.type() == RecordType.A && !alias.isEmpty();
        return stands ? RecordSet.of(key, ALIAS_TTL, BEHIND_ALIAS) : version.get(key);
    }

    @Override
    public String toString() {
        return name;
    }
}
