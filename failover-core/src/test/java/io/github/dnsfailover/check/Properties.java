package io.github.dnsfailover.check;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** System properties that hold until closed. */
final class Properties implements AutoCloseable {

    private final Map<String, String> set;
    private final Map<String, String> before = new HashMap<>();

    Properties(Map<String, String> set) {
        this.set = set;
        set.forEach((name, value) -> {
            String old = System.setProperty(name, value);
            if (old != null) {
                before.put(name, old);
            }
        });
    }

    Set<String> names() {
        return set.keySet();
    }

    @Override
    public void close() {
        for (String name : set.keySet()) {
            String old = before.get(name);
            if (old == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, old);
            }
        }
    }
}
