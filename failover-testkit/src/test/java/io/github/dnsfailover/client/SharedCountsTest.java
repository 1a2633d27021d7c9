package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Instances of a place find each other in a store that cannot list its keys. */
class SharedCountsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LIST = "residual:www/dc1";

    private final StateStore store = StateStore.memory();

    private SharedCounts instance(String run) {
        return new SharedCounts(store, "www/dc1", new SharedCounts.Self(run, "web"));
    }

    private static Optional<Counted> count(long requests) {
        return Optional.of(new Counted(new TreeMap<>(Map.of(1L, requests)), Map.of(), 0));
    }

    private static List<Long> requests(List<Counted> counted) {
        return counted.stream().map(each -> each.slots().get(1L)).toList();
    }

    @Test
    void eachSeesTheOthersAndNotItself() throws IOException {
        SharedCounts one = instance("1");
        SharedCounts two = instance("2");
        one.exchange(count(10), NOW);

        assertThat(requests(two.exchange(count(20), NOW))).containsExactly(10L);
        assertThat(requests(one.exchange(count(11), NOW))).containsExactly(20L);
        assertThat(requests(two.exchange(count(20), NOW))).containsExactly(11L);
    }

    @Test
    void whoDoesNotServeThereSeesAllAndSavesNothing() throws IOException {
        instance("1").exchange(count(10), NOW);
        String before = store.load(LIST).text();

        assertThat(requests(instance("3").exchange(Optional.empty(), NOW))).containsExactly(10L);
        assertThat(store.load(LIST).text()).isEqualTo(before);
    }

    @Test
    void aNumberIsTakenAgainOnceItIsOld() throws IOException {
        instance("1").exchange(count(10), NOW);
        Instant later = NOW.plus(Duration.ofHours(3));

        instance("2").exchange(count(20), later);

        assertThat(store.load(LIST).text()).isEqualTo(later.getEpochSecond() + " 2 web\n");
        assertThat(requests(instance("3").exchange(Optional.empty(), later))).containsExactly(20L);
    }

    @Test
    void oneWhoseNumberWasTakenGetsAnother() throws IOException {
        SharedCounts one = instance("1");
        one.exchange(count(10), NOW);
        store.save(LIST + "/0", 1, "somebody's");

        one.exchange(count(11), NOW); // finds out
        one.exchange(count(12), NOW);

        assertThat(requests(instance("3").exchange(Optional.empty(), NOW))).containsExactly(12L);
    }

    @Test
    void beyond64InstancesNobodySaves() throws IOException {
        for (int i = 1; i <= SharedCounts.MOST + 3; i++) {
            instance(Integer.toHexString(i)).exchange(count(i), NOW);
        }

        assertThat(instance("fff").exchange(Optional.empty(), NOW)).hasSize(SharedCounts.MOST);
    }

    @Test
    void aListThatSomebodyElseWroteIsWrittenAnew() throws IOException {
        store.save(LIST, 0, "hello\n99999999999999999999 zz -\n");

        instance("1").exchange(count(10), NOW);

        assertThat(requests(instance("3").exchange(Optional.empty(), NOW))).containsExactly(10L);
    }
}
