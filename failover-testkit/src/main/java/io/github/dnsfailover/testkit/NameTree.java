package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names with something at each, as a tree in which the names below a name follow it. A change makes a new tree that
 * shares all but the way to the changed name with the one before, so that it costs about the same in a large zone as in
 * a small one, and versions may be kept. Immutable.
 *
 * <p>It is a treap: ordered by name, and a heap by a hash of the name, which keeps it shallow whatever the order of the
 * changes.
 */
final class NameTree<V> {

    private static final char AFTER_LABEL = 0; // sorts before whatever a label may hold

    /** What is at one name; names before it lie left, names after it right. */
    record Node<V>(
            String key,
            int rank,
            DnsName name,
            V value,
            @Nullable Node<V> left,
            @Nullable Node<V> right) {

        private Node<V> with(@Nullable Node<V> newLeft, @Nullable Node<V> newRight) {
            return new Node<>(key, rank, name, value, newLeft, newRight);
        }
    }

    /** Null if no name has anything. */
    final @Nullable Node<V> root;

    private NameTree(@Nullable Node<V> root) {
        this.root = root;
    }

    static <V> NameTree<V> empty() {
        return new NameTree<>(null);
    }

    /** What is at a name; null if nothing is. */
    @Nullable
    V get(DnsName name) {
        String key = key(name);
        Node<V> node = root;
        while (node != null) {
            int side = key.compareTo(node.key);
            if (side == 0) {
                return node.value;
            }
            node = side < 0 ? node.left : node.right;
        }
        return null;
    }

    /** Whether there is anything at a name or below it. */
    boolean hasWithin(DnsName name) {
        String key = key(name);
        Node<V> node = root;
        while (node != null) {
            if (node.key.startsWith(key)) {
                return true;
            }
            node = key.compareTo(node.key) < 0 ? node.left : node.right;
        }
        return false;
    }

    /** The tree with this at a name, in the place of what is there. */
    NameTree<V> with(DnsName name, V value) {
        String key = key(name);
        Objects.requireNonNull(value, "value");
        return new NameTree<>(with(root, new Node<>(key, rank(key), name, value, null, null)));
    }

    /** The rank follows from the key: below a node of a lower rank the key cannot be. */
    private static <V> Node<V> with(@Nullable Node<V> node, Node<V> added) {
        if (node == null) {
            return added;
        }
        int side = added.key.compareTo(node.key);
        if (side == 0) {
            return added.with(node.left, node.right);
        }
        if (added.rank > node.rank) {
            return added.with(before(node, added.key), after(node, added.key));
        }
        return side < 0 ? node.with(with(node.left, added), node.right) : node.with(node.left, with(node.right, added));
    }

    private static <V> @Nullable Node<V> before(@Nullable Node<V> node, String key) {
        if (node == null) {
            return null;
        }
        return node.key.compareTo(key) < 0 ? node.with(node.left, before(node.right, key)) : before(node.left, key);
    }

    private static <V> @Nullable Node<V> after(@Nullable Node<V> node, String key) {
        if (node == null) {
            return null;
        }
        return node.key.compareTo(key) > 0 ? node.with(after(node.left, key), node.right) : after(node.right, key);
    }

    /** The tree with nothing at a name. */
    NameTree<V> without(DnsName name) {
        return get(name) == null ? this : new NameTree<>(without(root, key(name)));
    }

    private static <V> @Nullable Node<V> without(@Nullable Node<V> node, String key) {
        if (node == null) {
            return null;
        }
        int side = key.compareTo(node.key);
        if (side == 0) {
            return joined(node.left, node.right);
        }
        return side < 0
                ? node.with(without(node.left, key), node.right)
                : node.with(node.left, without(node.right, key));
    }

    private static <V> @Nullable Node<V> joined(@Nullable Node<V> left, @Nullable Node<V> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.rank > right.rank
                ? left.with(left.left, joined(left.right, right))
                : right.with(joined(left, right.left), right.right);
    }

    /** All nodes, each name before those below it. */
    List<Node<V>> nodes() {
        List<Node<V>> nodes = new ArrayList<>();
        walk(root, nodes::add);
        return nodes;
    }

    private static <V> void walk(@Nullable Node<V> node, Consumer<Node<V>> each) {
        if (node != null) {
            walk(node.left, each);
            each.accept(node);
            walk(node.right, each);
        }
    }

    /** The labels from the right, so that the key of a name begins that of each name below it. */
    private static String key(DnsName name) {
        String text = name.toString();
        StringBuilder key = new StringBuilder(text.length());
        int end = text.length() - 1;
        while (end > 0) {
            int dot = text.lastIndexOf('.', end - 1);
            key.append(text, dot + 1, end).append(AFTER_LABEL);
            end = dot;
        }
        return key.toString();
    }

    /** Spread well (the last step of MurmurHash3), since names often differ in a number alone. */
    private static int rank(String key) {
        int hash = key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
