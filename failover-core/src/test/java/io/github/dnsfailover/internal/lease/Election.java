package io.github.dnsfailover.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.internal.lease.Lease.Save;
import io.github.dnsfailover.internal.lease.Lease.Saved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Some instances over one store in simulated time, in milliseconds: calls are slow, are lost, land late; processes
 * stand still, are suspended, restart; clocks go a hundredth too fast or too slow. After each event it is looked who
 * holds the lead.
 */
final class Election {

    private static final long SECOND = 1_000;

    /** In how long somebody leads once nothing is in the way: a lease, a call that landed at the end, some looks. */
    private static final long CALM = 60 * SECOND;

    private record Event(long at, long order, Runnable action) {}

    private final long seed;
    private final Random random;
    private final PriorityQueue<Event> agenda = new PriorityQueue<>(
            (one, other) -> one.at == other.at ? Long.compare(one.order, other.order) : Long.compare(one.at, other.at));
    private final List<Member> members = new ArrayList<>();
    /**
     * Whether the store is wiped out now and then. Versions begin anew then, so whatever was on its way to an old one
     * may hit a new one: only a mark can stop that. So nothing lands late and nobody stands still for long.
     */
    private final boolean wipes;

    private final Duration lease;
    private final StringBuilder story = new StringBuilder();
    private Entry entry = Entry.NONE;
    private long now;
    private long order;
    private boolean calm;
    private boolean cut;
    private long highestTerm;
    int terms;

    Election(long seed, int size) {
        this.seed = seed;
        this.random = new Random(seed);
        this.wipes = seed % 4 == 3;
        this.lease = Duration.ofSeconds(random.nextBoolean() ? 15 : 3 + random.nextInt(20));
        for (int i = 0; i < size; i++) {
            members.add(new Member(i));
        }
    }

    void run(Duration faults) {
        members.forEach(Member::start);
        at(SECOND, this::mishap);
        until(faults.toMillis());
        calm = true;
        cut = false;
        members.forEach(Member::recover);
        until(now + CALM);
        assertThat(members.stream().filter(Member::holds).count())
                .as("leaders at the end %s", this)
                .isEqualTo(1);
        long term = highestTerm;
        until(now + CALM);
        assertThat(highestTerm).as("the term while nothing happens %s", this).isEqualTo(term);
    }

    private void until(long end) {
        while (!agenda.isEmpty() && agenda.peek().at <= end) {
            Event next = agenda.remove();
            now = next.at;
            next.action.run();
            check();
        }
        now = end;
    }

    private void at(long delay, Runnable action) {
        agenda.add(new Event(now + delay, order++, action));
    }

    private void check() {
        List<Member> holders = members.stream().filter(Member::holds).toList();
        assertThat(holders.size()).as("leaders %s", this).isLessThan(2);
        for (Member holder : holders) {
            long term = holder.term();
            if (term == holder.told) {
                continue;
            }
            if (!wipes) {
                assertThat(term).as("term of %s %s", holder.index, this).isGreaterThan(highestTerm);
            }
            holder.told = term;
            highestTerm = term;
            terms++;
            note("leads in " + term, holder);
        }
    }

    private void note(String what, Member who) {
        story.append('\n').append(now).append(' ').append(who.index).append(' ').append(what);
    }

    private void mishap() {
        if (calm) {
            return;
        }
        at(SECOND + random.nextInt(20_000), this::mishap);
        Member victim = members.get(random.nextInt(members.size()));
        long time = random.nextLong(wipes ? lease.toMillis() / 2 : 3 * lease.toMillis());
        switch (random.nextInt(9)) {
            case 0 -> victim.pause(time);
            case 1 -> victim.suspend(time);
            case 2 -> victim.restart();
            case 3 -> victim.resign();
            case 4 -> {
                cut = true;
                at(time, () -> cut = false);
            }
            case 5 -> {
                victim.isAsked = false;
                at(time, () -> victim.isAsked = true);
            }
            case 6 -> {
                victim.isCut = true;
                at(time, () -> victim.isCut = false);
            }
            case 7 -> victim.lease = victim.lease.atLeast(highestTerm + random.nextInt(3));
            case 8 -> {
                if (wipes && entry.version() > 3) { // nobody has overlooked it
                    note("wiped", victim);
                    entry = Entry.NONE;
                }
            }
            default -> throw new AssertionError();
        }
    }

    @Override
    public String toString() {
        String text = story.toString();
        return "seed " + seed + " lease " + lease + text.substring(Math.max(0, text.length() - 2_000));
    }

    private final class Member {

        private final int index;
        private final double rate = 0.99 + random.nextDouble() * 0.02;
        private final long offset = random.nextLong();
        private long wallAhead = random.nextInt(1_000_000);
        private Lease lease;
        private boolean isAsked = true;
        private boolean isCut;
        private long pausedUntil;

        /** How much of the time its monotonic clock did not count. */
        private long suspended;

        private long suspendedSince = -1;
        private int life;
        private boolean looking;
        private long told;

        Member(int index) {
            this.index = index;
            this.lease = fresh();
        }

        private Lease fresh() {
            return new Lease(new LeaseSpec(LeaseSpec.id(random.nextLong()), "m" + index, Election.this.lease));
        }

        void start() {
            int mine = life;
            at(random.nextInt(1_000), () -> round(mine));
        }

        Moment clock() {
            long stood = suspendedSince >= 0 ? now - suspendedSince : 0;
            long counted = (long) ((now - suspended - stood) * rate * 1_000_000);
            return new Moment(offset + counted, (long) (now * rate) + wallAhead);
        }

        boolean holds() {
            return lease.right().filter(right -> right.holds(clock())).isPresent();
        }

        long term() {
            return lease.right().orElseThrow().term();
        }

        /** Runs something when the process runs. */
        private void soon(long delay, Runnable action) {
            int mine = life;
            at(delay, () -> {
                if (life != mine) {
                    return;
                }
                if (now < pausedUntil) {
                    soon(pausedUntil - now, action);
                } else {
                    lease = lease.looked(clock());
                    action.run();
                }
            });
        }

        private void round(int mine) {
            if (life != mine) {
                return;
            }
            soon(SECOND, () -> round(mine));
            if (isAsked) {
                lease = lease.asked(clock(), Candidate.SILENT);
            }
            if (!looking) {
                look();
            }
        }

        private void look() {
            looking = true;
            long saves = lease.saves();
            Entry[] found = {null};
            call(() -> found[0] = entry, answered -> {
                looking = false;
                if (answered) {
                    lease = lease.loaded(clock(), saves, found[0]);
                    flush();
                }
            });
        }

        private void flush() {
            Lease.Step step = lease.due(clock(), false);
            lease = step.lease();
            step.save().ifPresent(this::save);
        }

        private void save(Save save) {
            boolean[] saved = {false};
            call(
                    () -> {
                        saved[0] = entry.version() == save.expectedVersion();
                        if (saved[0]) {
                            entry = new Entry(entry.version() + 1, save.text());
                            note("saved " + entry, this);
                        }
                    },
                    answered -> {
                        Saved how = !answered ? Saved.UNKNOWN : saved[0] ? Saved.YES : Saved.NO;
                        lease = lease.saved(clock(), how);
                        if (how == Saved.YES) {
                            flush();
                        } else if ((how == Saved.NO || lease.isBusy()) && !looking) {
                            look();
                        }
                    });
        }

        /** A call that arrives or not, and whose answer arrives or not; it is given up at its limit. */
        private void call(Runnable action, Consumer<Boolean> end) {
            int mine = life;
            int kind = calm ? 0 : random.nextInt(20);
            long there = 1L + random.nextInt(kind < 14 ? 50 : kind < 18 || wipes ? 2_000 : 20_000);
            long back = 1L + random.nextInt(kind < 14 ? 50 : 2_000);
            boolean arrives = !isCut && !cut && kind != 19;
            boolean[] over = {false};
            Runnable once = () -> {
                if (!over[0]) {
                    over[0] = true;
                    end.accept(false);
                }
            };
            soon(Math.min(3 * SECOND, Election.this.lease.toMillis() / LeaseSpec.MARGIN), once);
            if (arrives) {
                at(
                        there,
                        () -> { // whatever became of the process
                            action.run();
                            if (kind != 18 && !isCut && life == mine) {
                                soon(back, () -> {
                                    if (!over[0]) {
                                        over[0] = true;
                                        end.accept(true);
                                    }
                                });
                            }
                        });
            }
        }

        void pause(long time) {
            note("stands still for " + time, this);
            pausedUntil = Math.max(pausedUntil, now + time);
        }

        void suspend(long time) {
            if (suspendedSince >= 0) {
                return;
            }
            note("is suspended for " + time, this);
            pausedUntil = Math.max(pausedUntil, now + time);
            suspendedSince = now;
            at(time, () -> {
                suspended += now - suspendedSince;
                suspendedSince = -1;
            });
        }

        void restart() {
            note("restarts", this);
            life++;
            lease = fresh();
            looking = false;
            pausedUntil = 0;
            told = 0;
            start();
        }

        void resign() {
            note("resigns", this);
            lease = lease.resigned(random.nextBoolean() ? Calls.ENDED : Calls.MAY_BE_OUT);
            flush();
        }

        void recover() {
            isAsked = true;
            isCut = false;
            pausedUntil = Math.min(pausedUntil, now);
        }
    }
}
