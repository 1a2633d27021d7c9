/**
 * Time, threads and randomness: everything that the engine takes from its surroundings.
 *
 * <p>Applications need this package only to share or tune threads ({@link
 * io.github.dnsfailover.runtime.ThreadedRuntime}); failover-testkit runs the same engine in virtual time.
 */
@NullMarked
package io.github.dnsfailover.runtime;

import org.jspecify.annotations.NullMarked;
