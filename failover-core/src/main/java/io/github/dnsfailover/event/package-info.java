/**
 * The kinds of {@link io.github.dnsfailover.FailoverEvent}.
 *
 * <p>All are immutable and hold no secret. Those to know first: {@link io.github.dnsfailover.event.RecordsChanged},
 * {@link io.github.dnsfailover.event.ChangeProved} and {@link io.github.dnsfailover.event.HealthChanged}.
 *
 * <p>An event says what happened. What is wrong for a while is a {@link io.github.dnsfailover.Trouble}: {@link
 * io.github.dnsfailover.event.TroubleBegan}, {@link io.github.dnsfailover.event.TroubleChanged} and {@link
 * io.github.dnsfailover.event.TroubleEnded} tell of it. Only the engine makes events; the testkit makes them for tests.
 */
@NullMarked
package io.github.dnsfailover.event;

import org.jspecify.annotations.NullMarked;
