package io.github.dnsfailover.instances;

import io.github.dnsfailover.instances.InstanceProcess.Led;
import java.time.Duration;

/** What befalls the leader or the store. */
enum Fault {
    LEADER_KILLED(Outcome.ANOTHER_LEADS) {
        @Override
        void strike(Rig rig, Led leader, int round) {
            rig.instance(leader).kill();
        }
    },
    LEADER_STOPPED(Outcome.ANOTHER_LEADS) {
        @Override
        void strike(Rig rig, Led leader, int round) throws Exception {
            rig.instance(leader).signal("STOP");
        }

        @Override
        void heal(Rig rig, Led leader) throws Exception {
            rig.instance(leader).signal("CONT");
        }
    },
    LEADER_TERMINATED(Outcome.ANOTHER_LEADS) {
        @Override
        void strike(Rig rig, Led leader, int round) {
            rig.instance(leader).terminate();
        }

        /** It hands over; others would wait longer for the end of its lease. */
        @Override
        Duration limit(Rig rig) {
            return Duration.ofSeconds(2);
        }
    },
    LEADER_CUT_FROM_STORE(Outcome.ANOTHER_LEADS) {
        @Override
        void strike(Rig rig, Led leader, int round) {
            rig.toStore(leader).set(way(round));
        }

        @Override
        void heal(Rig rig, Led leader) {
            rig.toStore(leader).set(Gate.Way.OPEN);
        }
    },
    LEADER_CUT_FROM_DNS(Outcome.ANOTHER_LEADS) {
        @Override
        void strike(Rig rig, Led leader, int round) {
            rig.toDns(leader).set(way(round));
        }

        @Override
        void heal(Rig rig, Led leader) {
            rig.toDns(leader).set(Gate.Way.OPEN);
        }

        /** Three calls in a row must fail first. */
        @Override
        Duration limit(Rig rig) {
            return Instance.CALL_LIMIT.multipliedBy(4).plus(Duration.ofSeconds(6));
        }
    },
    STORE_KILLED(Outcome.WRITES_GO_ON) {
        @Override
        void strike(Rig rig, Led leader, int round) throws Exception {
            rig.store().killAndRestart();
        }
    },
    STORE_ROLLED_BACK(Outcome.NEW_TERM) {
        @Override
        void strike(Rig rig, Led leader, int round) throws Exception {
            rig.first().putBack();
        }

        @Override
        Duration limit(Rig rig) {
            return super.limit(rig).plus(rig.store().estrangement());
        }
    },
    /** Nobody is left who knows how far the terms have come; the mark does. */
    STORE_ROLLED_BACK_UNDER_NEW_INSTANCES(Outcome.NEW_TERM) {
        @Override
        void strike(Rig rig, Led leader, int round) throws Exception {
            rig.killAll();
            rig.first().putBack();
            rig.refill();
        }

        /** They start, wait for a lease, and are told by the mark that their term is too low. */
        @Override
        Duration limit(Rig rig) {
            return rig.lease().multipliedBy(2).plus(Duration.ofSeconds(15));
        }
    };

    /** What has to follow. */
    enum Outcome {
        ANOTHER_LEADS,
        NEW_TERM,
        WRITES_GO_ON
    }

    private final Outcome outcome;

    Fault(Outcome outcome) {
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether somebody else has to have led since the copy of the store was made, so that its terms fall. */
    boolean needsAnEarlierTerm() {
        return this == STORE_ROLLED_BACK || this == STORE_ROLLED_BACK_UNDER_NEW_INSTANCES;
    }

    abstract void strike(Rig rig, Led leader, int round) throws Exception;

    void heal(Rig rig, Led leader) throws Exception {}

    /** Within which time another has the lead. */
    Duration limit(Rig rig) {
        return rig.lease().plus(Duration.ofSeconds(2));
    }

    private static Gate.Way way(int round) {
        return round % 2 == 0 ? Gate.Way.STILL : Gate.Way.CUT;
    }
}
