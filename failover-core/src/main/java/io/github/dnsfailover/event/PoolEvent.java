package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.util.List;

/** Something that happened to one pool. */
public interface PoolEvent extends FailoverEvent {

    /** The pool's name. */
    String pool();

    /** The one pool. */
    @Override
    default List<String> pools() {
        return List.of(pool());
    }
}
