package io.github.dnsfailover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkLaneTest {

    private final List<Thread> made = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger granted = new AtomicInteger(Integer.MAX_VALUE);
    private final CountDownLatch hung = new CountDownLatch(1);
    private final ThreadFactory factory = work -> {
        if (granted.getAndDecrement() <= 0) {
            throw new OutOfMemoryError("thrown by a test");
        }
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    };
    private final Deque<Runnable> later = new ConcurrentLinkedDeque<>();
    private WorkLane lane = lane(8, 100);

    private WorkLane lane(int width, int queue) {
        return new WorkLane(new WorkLane.Limits(width, queue), factory, later::add);
    }

    @AfterEach
    void close() {
        hung.countDown();
        lane.close();
    }

    private void hang() {
        try {
            hung.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(20, TimeUnit.SECONDS);
        assertThat(taken).as("within 20 s").isNotNull();
        return taken;
    }

    /** Until a thread waits for work: nothing else here waits for a time. */
    private static void awaitIdle(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private Thread threadOf(CountDownLatch mayEnd) throws InterruptedException {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        lane.execute(() -> {
            threads.add(Thread.currentThread());
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return take(threads);
    }

    @Test
    void theThreadThatWorkedLastWorksNext() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Thread one = threadOf(first);
        Thread other = threadOf(second);
        first.countDown();
        awaitIdle(one);
        second.countDown();
        awaitIdle(other);

        assertThat(threadOf(second)).isSameAs(other);
        awaitIdle(other);
        assertThat(threadOf(second)).isSameAs(other);
        assertThat(made).hasSize(2);
    }

    @Test
    void aBatchIsTakenByAsManyThreadsAsItNeedsHoweverManyOfThemHang() throws Exception {
        BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
        for (int i = 0; i < 7; i++) {
            lane.execute(this::hang);
            int number = i;
            lane.execute(() -> done.add(number));
        }

        for (int i = 0; i < 7; i++) {
            take(done);
        }

        assertThat(made).hasSize(8);
    }

    @Test
    void noMoreThreadsAreMadeThanTheWidthAllowsAndTheRestWaits() throws Exception {
        lane = lane(2, 100);
        BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
        lane.execute(this::hang);
        lane.execute(this::hang);
        for (int i = 0; i < 50; i++) {
            int number = i;
            lane.execute(() -> done.add(number));
        }

        hung.countDown();

        for (int i = 0; i < 50; i++) {
            take(done);
        }
        assertThat(made).hasSize(2);
    }

    @Test
    void theLimitIsOfWhatWaitsWhileAllThreadsWork() {
        lane = lane(3, 2);
        for (int i = 0; i < 5; i++) {
            lane.execute(this::hang);
        }

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> lane.execute(this::hang))
                .withMessage("2 pieces of work wait already");
    }

    @Test
    void whatIsTakenBackDoesNotRun() throws Exception {
        lane = lane(1, 100);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Runnable dropped = () -> done.add("dropped");
        lane.execute(this::hang);
        lane.execute(dropped);
        lane.execute(() -> done.add("kept"));

        assertThat(lane.remove(dropped)).isTrue();
        assertThat(lane.remove(dropped)).isFalse();
        hung.countDown();

        assertThat(take(done)).isEqualTo("kept");
        assertThat(done).isEmpty();
    }

    @Test
    void withoutAnyThreadItIsSaidAndTheNextTimeIsATimeOfItsOwn() throws Exception {
        granted.set(0);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> lane.execute(() -> done.add("lost")));
        assertThat(lane.isBusy()).isFalse();
        granted.set(1);
        lane.execute(() -> done.add("next"));

        assertThat(take(done)).isEqualTo("next");
        assertThat(done).isEmpty();
    }

    @Test
    void whereNoFurtherThreadIsGrantedThoseThereAreComeToAllOfIt() throws Exception {
        granted.set(2);
        BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
        lane.execute(this::hang);
        for (int i = 0; i < 50; i++) {
            int number = i;
            lane.execute(() -> done.add(number));
        }

        for (int i = 0; i < 50; i++) {
            take(done);
        }

        assertThat(made).hasSize(2);
    }

    @Test
    void aThreadOutlivesWorkThatThrows() throws Exception {
        lane = lane(1, 100);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        lane.execute(() -> {
            throw new AssertionError("thrown by a test");
        });

        lane.execute(() -> done.add("next"));

        assertThat(take(done)).isEqualTo("next");
        assertThat(made).hasSize(1);
    }

    @Test
    void whatEndsAThreadDoesNotShrinkTheLane() throws Exception {
        lane = lane(1, 100);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        lane.execute(() -> Thrown.sneakily(new Throwable("thrown by a test")));
        lane.execute(() -> done.add("waited"));
        assertThat(take(done)).isEqualTo("waited");
        made.get(0).join();

        lane.execute(() -> done.add("came later"));

        assertThat(take(done)).isEqualTo("came later");
        assertThat(made).hasSize(2);
    }

    @Test
    void itIsBusyWhileAThreadWorks() throws Exception {
        assertThat(lane.isBusy()).isFalse();
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread thread = threadOf(mayEnd);
        assertThat(lane.isBusy()).isTrue();

        mayEnd.countDown();
        awaitIdle(thread);

        assertThat(lane.isBusy()).isFalse();
    }

    @Test
    void theCloseInterruptsWhatRunsAndDropsWhatWaits() throws Exception {
        lane = lane(1, 100);
        AtomicBoolean ran = new AtomicBoolean();
        Thread thread = threadOf(new CountDownLatch(1));
        lane.execute(() -> ran.set(true));

        lane.close();
        thread.join();

        assertThat(ran).isFalse();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> lane.execute(this::hang))
                .withMessage("closed");
    }

    @Test
    void theCloseEndsIdleThreads() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread thread = threadOf(mayEnd);
        mayEnd.countDown();
        awaitIdle(thread);

        lane.close();

        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }

    /** Whoever submits gets his own work back; what others submitted meanwhile is in nobody's hands. */
    @Test
    void workThatCameWhileAThreadWasRefusedIsDoneOnceOneIsGranted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch refuse = new CountDownLatch(1);
        AtomicBoolean refused = new AtomicBoolean();
        ThreadFactory slow = work -> {
            if (refused.getAndSet(true)) {
                return factory.newThread(work);
            }
            asked.countDown();
            awaitQuietly(refuse);
            throw new OutOfMemoryError("thrown by a test");
        };
        lane = new WorkLane(new WorkLane.Limits(4, 10), slow, later::add);
        FutureTask<String> first = new FutureTask<>(() -> {
            assertThatThrownBy(() -> lane.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);
            return "given back";
        });
        factory.newThread(first).start();
        asked.await();
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        lane.execute(() -> done.add("done"));

        refuse.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("given back");
        assertThat(later).hasSize(1);
        later.remove().run();

        assertThat(take(done)).isEqualTo("done");
    }

    @Test
    void workThatWaitsIsDoneThoughTheLastThreadEndsAndNoneIsGrantedAtOnce() throws Exception {
        lane = lane(1, 100);
        granted.set(1);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        lane.execute(() -> {
            awaitQuietly(goOn);
            Thrown.sneakily(new Throwable("thrown by a test"));
        });
        lane.execute(() -> done.add("done"));

        goOn.countDown();
        made.get(0).join();
        assertThat(later).hasSize(1);
        granted.set(1);
        later.remove().run();

        assertThat(take(done)).isEqualTo("done");
    }

    @Test
    void whateverAFactoryThrowsDoesNotEndTheLane() throws Exception {
        AtomicBoolean thrown = new AtomicBoolean();
        ThreadFactory broken = work -> {
            if (thrown.getAndSet(true)) {
                return factory.newThread(work);
            }
            throw new InternalError("thrown by a test");
        };
        lane = new WorkLane(new WorkLane.Limits(4, 10), broken, later::add);
        assertThatThrownBy(() -> lane.execute(() -> {})).isInstanceOf(InternalError.class);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();

        lane.execute(() -> done.add("done"));

        assertThat(take(done)).isEqualTo("done");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
