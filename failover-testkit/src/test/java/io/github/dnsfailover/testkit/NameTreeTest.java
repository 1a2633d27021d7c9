package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsName;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NameTreeTest {

    private static final DnsName APEX = DnsName.of("example.com");

    private static DnsName numbered(int number) {
        return DnsName.of("pool" + number + ".example.com");
    }

    @Test
    void itHoldsWhatAMapWouldHold() {
        Random random = new Random(7);
        TreeMap<DnsName, Integer> map = new TreeMap<>();
        NameTree<Integer> tree = NameTree.empty();

        for (int i = 0; i < 5_000; i++) {
            DnsName name = numbered(random.nextInt(500));
            if (random.nextInt(3) == 0) {
                map.remove(name);
                tree = tree.without(name);
            } else {
                map.put(name, i);
                tree = tree.with(name, i);
            }
            DnsName any = numbered(random.nextInt(500));
            assertThat(tree.get(any)).isEqualTo(map.get(any));
        }

        TreeMap<DnsName, Integer> held = new TreeMap<>();
        tree.nodes().forEach(node -> held.put(node.name(), node.value()));
        assertThat(held).isEqualTo(map);
    }

    @Test
    void aTreeStaysAsItWas() {
        NameTree<String> before = NameTree.<String>empty().with(APEX, "old");

        NameTree<String> after = before.with(APEX, "new").with(numbered(1), "more");

        assertThat(before.get(APEX)).isEqualTo("old");
        assertThat(before.nodes()).hasSize(1);
        assertThat(after.without(APEX).get(APEX)).isNull();
        assertThat(after.get(APEX)).isEqualTo("new");
    }

    @Test
    void namesBelowAreFoundWithoutOneAbove() {
        NameTree<String> tree =
                NameTree.<String>empty().with(DnsName.of("a.b.example.com"), "").with(DnsName.of("xb.example.com"), "");

        assertThat(tree.hasWithin(DnsName.of("a.b.example.com"))).isTrue();
        assertThat(tree.hasWithin(DnsName.of("b.example.com"))).isTrue();
        assertThat(tree.hasWithin(APEX)).isTrue();
        assertThat(tree.hasWithin(DnsName.of("c.b.example.com"))).isFalse();
        assertThat(tree.hasWithin(DnsName.of("x.example.com"))).isFalse();
        assertThat(tree.hasWithin(DnsName.of("example.net"))).isFalse();
    }

    @Test
    void aChangeSharesAllButTheWayToItsName() {
        NameTree<Integer> large = NameTree.empty();
        for (int i = 0; i < 20_000; i++) {
            large = large.with(numbered(i), i);
        }
        Set<Object> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        nodes.addAll(large.nodes());

        for (NameTree<Integer> changed :
                List.of(large.with(numbered(777), 0), large.with(APEX, 0), large.without(numbered(19_999)))) {
            assertThat(changed.nodes().stream().filter(node -> !nodes.contains(node)))
                    .as("new nodes; a way of a balanced tree of 20,000 is 15 long, and one by chance about twice that")
                    .hasSizeLessThan(60);
        }
    }

    @Test
    void theOrderOfChangesDoesNotShow() {
        NameTree<Integer> up = NameTree.empty();
        NameTree<Integer> down = NameTree.empty();
        for (int i = 0; i < 1_000; i++) {
            up = up.with(numbered(i), 0);
            down = down.with(numbered(999 - i), 0);
        }

        assertThat(up.nodes()).isEqualTo(down.nodes());
        assertThat(up.root).isEqualTo(down.root);
    }
}
