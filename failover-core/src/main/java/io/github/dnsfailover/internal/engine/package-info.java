/** The pure machine of a pool, and the loop that performs its effects. */
@NullMarked
package io.github.dnsfailover.internal.engine;

import org.jspecify.annotations.NullMarked;
