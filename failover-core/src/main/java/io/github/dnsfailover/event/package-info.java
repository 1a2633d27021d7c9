/**
 * The kinds of {@link io.github.dnsfailover.FailoverEvent}.
 *
 * <p>All are immutable and hold no secret. Those to know first: {@link io.github.dnsfailover.event.RecordsChanged}, {@link
 * io.github.dnsfailover.event.ChangeProved} and {@link io.github.dnsfailover.event.HealthChanged}.
 *
 * <p>Their constructors are for the engine and for tests of listeners. They are no promise: when an event tells more, its
 * constructor takes more.
 */
@NullMarked
package io.github.dnsfailover.event;

import org.jspecify.annotations.NullMarked;
