package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the lease is performed: calls, threads, limits. */
@Timeout(60)
class LeaseLeadershipTest {

    private static final String SCOPE = "example.com.";
    private static final String KEY = "lead:shop-prod/example.com.";

    private final VirtualRuntime runtime = new VirtualRuntime(7);
    private final SharedStateStore store = new SharedStateStore();

    private LeaseLeadership virtual(StateStore over) {
        return LeaseLeadership.in(over, "shop-prod").runtime(runtime).build();
    }

    private void ask(Leadership leadership, int seconds, String... scopes) {
        for (int i = 0; i < seconds; i++) {
            for (String scope : scopes) {
                try {
                    leadership.term(scope);
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("fail"); // and counts as no lead
                }
            }
            runtime.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void allScopesAreReadInOneQuestionASecond() {
        List<Collection<String>> questions = new ArrayList<>();
        LeaseLeadership leadership = virtual(noting(questions));
        leadership.term("a.example.");
        leadership.term("b.example.");

        ask(leadership, 60, "a.example.", "b.example.");

        assertThat(questions).hasSizeBetween(59, 62);
        assertThat(questions)
                .allSatisfy(keys -> assertThat(keys)
                        .containsExactlyInAnyOrder(
                                "lead:shop-prod/a.example.",
                                "rank:shop-prod/a.example.",
                                "lead:shop-prod/b.example.",
                                "rank:shop-prod/b.example."));
    }

    /** The store, with a note of each question. */
    private Way noting(List<Collection<String>> questions) {
        return new Way(store) {
            @Override
            public Map<String, Entry> load(Collection<String> keys) throws IOException {
                questions.add(List.copyOf(keys));
                return super.load(keys);
            }
        };
    }

    @Test
    void nothingIsReadBeforeItIsAsked() {
        List<Collection<String>> questions = new ArrayList<>();
        LeaseLeadership leadership = virtual(noting(questions));
        assertThat(leadership.holds(SCOPE, 1)).isFalse();
        leadership.resign(SCOPE);

        runtime.advance(Duration.ofMinutes(1));

        assertThat(questions).isEmpty();
    }

    @Test
    void aRenewalWhoseReplyIsLostKeepsTheTerm() {
        AtomicBoolean loses = new AtomicBoolean();
        LeaseLeadership leadership = virtual(new Way(store) {
            @Override
            public boolean save(String key, long expectedVersion, String text) throws IOException {
                boolean saved = super.save(key, expectedVersion, text);
                if (loses.get()) {
                    throw new IOException("the reply was lost");
                }
                return saved;
            }
        });
        ask(leadership, 20, SCOPE);
        loses.set(true);

        for (int i = 0; i < 300; i++) {
            ask(leadership, 1, SCOPE);
            assertThat(leadership.term(SCOPE)).hasValue(1);
        }
    }

    /** A store that is read-only from now on, and counts how often somebody tries to save. */
    private Way readOnly(AtomicBoolean broken, AtomicInteger tries) {
        return new Way(store) {
            @Override
            public boolean save(String key, long expectedVersion, String text) throws IOException {
                if (broken.get()) {
                    tries.incrementAndGet();
                    throw new IOException("read-only");
                }
                return super.save(key, expectedVersion, text);
            }
        };
    }

    @Test
    void aLeadThatCannotBeGivenUpIsTriedOnceOrTwiceASecondAndNotAfterTheEnd() {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger tries = new AtomicInteger();
        LeaseLeadership leadership = virtual(readOnly(broken, tries));
        ask(leadership, 20, SCOPE);
        assertThat(leadership.term(SCOPE)).hasValue(1);
        broken.set(true);

        leadership.resign(SCOPE);
        runtime.advance(Duration.ofSeconds(5));
        assertThat(tries.get()).isBetween(3, 14);

        assertNothingIsTriedAfterTheEnd(leadership, tries);
    }

    private void assertNothingIsTriedAfterTheEnd(LeaseLeadership leadership, AtomicInteger tries) {
        leadership.close();
        runtime.advance(Duration.ofSeconds(3));
        tries.set(0);
        runtime.advance(Duration.ofMinutes(1));

        assertThat(tries).hasValue(0);
    }

    @Test
    void aTakeOverOfUnknownOutcomeIsNotTriedAfterTheEndEither() {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger tries = new AtomicInteger();
        Way lossy = new Way(readOnly(broken, tries)) {
            @Override
            public boolean save(String key, long expectedVersion, String text) throws IOException {
                super.save(key, expectedVersion, text);
                broken.set(true);
                throw new IOException("the reply was lost");
            }
        };
        LeaseLeadership leadership = virtual(lossy);
        for (int i = 0; i < 20 && !broken.get(); i++) {
            ask(leadership, 1, SCOPE);
        }

        assertNothingIsTriedAfterTheEnd(leadership, tries);
    }

    @Test
    void aStoreThatDoesNothingForFiveSecondsIsToldWithItsWords() {
        AtomicBoolean broken = new AtomicBoolean(true);
        LeaseLeadership leadership = virtual(readOnly(broken, new AtomicInteger()));
        ask(leadership, 19, SCOPE);
        runtime.advance(Duration.ofSeconds(3));

        assertThatIllegalStateException()
                .isThrownBy(() -> leadership.term(SCOPE))
                .withMessageContaining("saves fail: java.io.IOException: read-only");

        broken.set(false);
        runtime.advance(Duration.ofSeconds(2));
        assertThat(leadership.term(SCOPE)).isPresent();
    }

    @Test
    void aCallThatHangsIsGivenUpAndTheLeadOutlivesIt() {
        AtomicInteger hangs = new AtomicInteger();
        LeaseLeadership leadership = virtual(new Way(store) {
            @Override
            public Map<String, Entry> load(Collection<String> keys) throws IOException {
                if (hangs.getAndDecrement() > 0) {
                    runtime.elapse(Duration.ofHours(1));
                }
                return super.load(keys);
            }
        });
        ask(leadership, 20, SCOPE);

        for (int i = 0; i < 20; i++) {
            hangs.set(1);
            ask(leadership, 15, SCOPE);
            assertThat(leadership.term(SCOPE)).hasValue(1);
        }
    }

    @Test
    void aStoreThatLeavesOutAnEntryOrAnswersNothingGivesNoLead() {
        LeaseLeadership leadership = virtual(new Way(store) {
            @Override
            public Map<String, Entry> load(Collection<String> keys) {
                return Map.of();
            }
        });

        ask(leadership, 60, SCOPE);

        assertThat(leadership.term(SCOPE)).isEmpty();
    }

    @Test
    void aStoreThatThrowsWhatItLikesGivesNoLead() {
        LeaseLeadership leadership = virtual(new Way(store) {
            @Override
            public Map<String, Entry> load(Collection<String> keys) {
                throw new IllegalStateException("broken");
            }
        });

        ask(leadership, 60, SCOPE);

        assertThatIllegalStateException()
                .isThrownBy(() -> leadership.term(SCOPE))
                .withMessageContaining("reads fail: java.lang.IllegalStateException: broken");
    }

    @Test
    void changesAreTold() {
        AtomicInteger told = new AtomicInteger();
        LeaseLeadership leadership = virtual(store);
        leadership.onChange(told::incrementAndGet);
        ask(leadership, 20, SCOPE);
        assertThat(told).hasValue(1);

        leadership.resign(SCOPE);

        assertThat(told).hasValue(2);
    }

    @Test
    void whatIsNoneOfOursIsRefusedWithWordsAndLeftAlone() throws IOException {
        store.save(KEY, 0, "hands off");
        LeaseLeadership leadership = virtual(store);
        leadership.term(SCOPE);
        runtime.advance(Duration.ofMinutes(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> leadership.term(SCOPE))
                .withMessageStartingWith(KEY + " in shared memory: what is stored for the lead is of another program");
        assertThat(store.load(KEY)).isEqualTo(new StateStore.Entry(1, "hands off"));
    }

    @Test
    void whoGaveUpSaysWhetherCallsMayBeOut() {
        LeaseLeadership one = virtual(store);
        LeaseLeadership other = virtual(store);
        ask(one, 20, SCOPE);
        ask(other, 1, SCOPE);

        one.resign(SCOPE, Calls.ENDED);
        ask(other, 2, SCOPE);
        assertThat(other.before(SCOPE, 2)).isEqualTo(Calls.ENDED);
        assertThat(other.before(SCOPE, 1)).isEqualTo(Calls.MAY_BE_OUT);

        other.resign(SCOPE);
        ask(one, 3, SCOPE);
        assertThat(one.before(SCOPE, 3)).isEqualTo(Calls.MAY_BE_OUT);
    }

    @Test
    void aRuntimeThatWasHandedInFallsSilentAfterTheEnd() {
        List<Collection<String>> questions = new ArrayList<>();
        LeaseLeadership leadership = virtual(noting(questions));
        ask(leadership, 20, SCOPE);
        store.fail();
        leadership.close();
        leadership.close();
        runtime.advance(Duration.ofSeconds(5));
        int asked = questions.size();

        runtime.advance(Duration.ofMinutes(5));

        assertThat(questions).hasSize(asked);
        assertThat(leadership.term(SCOPE)).isEmpty();
    }

    @Test
    void aStoreThatNeverAnswersHoldsUpNobody() {
        CountDownLatch never = new CountDownLatch(1);
        LeaseLeadership leadership = LeaseLeadership.in(
                        new Way(store) {
                            @Override
                            public Map<String, Entry> load(Collection<String> keys) throws IOException {
                                deaf(never);
                                return super.load(keys);
                            }
                        },
                        "shop-prod")
                .lease(Duration.ofSeconds(3))
                .build();
        long began = System.nanoTime();
        assertThat(leadership.term(SCOPE)).isEmpty();
        leadership.resign(SCOPE);
        leadership.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        never.countDown();
    }

    @Test
    void onRealThreadsALeadIsTakenAndHandedOverAndThreadsAreNamedAndEnd() throws Exception {
        LeaseLeadership one = LeaseLeadership.in(store, "named-1")
                .lease(Duration.ofSeconds(3))
                .build();
        LeaseLeadership other = LeaseLeadership.in(store, "named-1")
                .lease(Duration.ofSeconds(3))
                .build();
        assertThat(lead(one, Duration.ofSeconds(10))).hasValue(1);
        assertThat(other.term(SCOPE)).isEmpty();
        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);

        one.close();
        long began = System.nanoTime();
        assertThat(lead(other, Duration.ofSeconds(10))).hasValue(2);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        other.close();
        assertThat(store.load("lead:named-1/" + SCOPE).text()).startsWith("lead 1 term=2 holder=- lease=3000 calls=1");
        for (Thread thread : threads()) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lease-named-1-"))
                .toList();
    }

    /** Asks until it leads. */
    private static OptionalLong lead(LeaseLeadership leadership, Duration limit) throws InterruptedException {
        CountDownLatch changed = new CountDownLatch(1);
        leadership.onChange(changed::countDown);
        long end = System.nanoTime() + limit.toNanos();
        while (leadership.term(SCOPE).isEmpty() && System.nanoTime() - end < 0) {
            if (changed.await(500, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return leadership.term(SCOPE);
    }

    private static void deaf(CountDownLatch never) {
        boolean interrupted = false;
        while (true) {
            try {
                if (never.await(30, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Settings

    @Test
    void aStoreOfThisMachineIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaseLeadership.in(StateStore.memory(), "shop"))
                .withMessage(
                        "store: memory reaches this machine only; instances elect one of them over a store that all"
                                + " of them share");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "a b",
                "ä",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void aNameThatDoesNotFitIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaseLeadership.in(store, name))
                .withMessageStartingWith("name: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 2_999, 300_001})
    void aLeaseBeyondItsBoundsIsRefused(long millis) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaseLeadership.in(store, "shop").lease(Duration.ofMillis(millis)))
                .withMessageStartingWith("lease: ");
    }

    @Test
    void itSaysWhatItIs() {
        LeaseLeadership leadership = LeaseLeadership.in(store, "shop")
                .site("eu-central-1")
                .runtime(runtime)
                .build();

        assertThat(leadership).hasToString("lease shop in shared memory");
        assertThat(leadership.site()).isEqualTo("eu-central-1");
        assertThat(leadership.lease()).as("and the pause of others").isEqualTo(Duration.ofSeconds(16));
        assertThat(leadership.instances()).isEqualTo(Leadership.Instances.SEVERAL);
    }

    @Test
    void whatPeopleSeeOfAnInstanceCannotBreakTheText() throws IOException {
        LeaseLeadership leadership = LeaseLeadership.in(store, "shop-prod")
                .instance("web 3 term=99\nholder=x")
                .runtime(runtime)
                .build();
        ask(leadership, 20, SCOPE);

        assertThat(store.load(KEY).text()).endsWith(" by=web_3_term_99_holder_x");
        assertThat(leadership.term(SCOPE)).hasValue(1);
    }

    /** A way to a store that a test bends. */
    private static class Way implements StateStore {

        private final StateStore inner;

        Way(StateStore inner) {
            this.inner = inner;
        }

        @Override
        public Entry load(String key) throws IOException {
            return inner.load(key);
        }

        @Override
        public Map<String, Entry> load(Collection<String> keys) throws IOException {
            return inner.load(keys);
        }

        @Override
        public boolean save(String key, long expectedVersion, String text) throws IOException {
            return inner.save(key, expectedVersion, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }
    }
}
