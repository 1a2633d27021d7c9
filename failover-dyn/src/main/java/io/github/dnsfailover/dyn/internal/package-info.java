/** The parts of the Dyn providers; nothing here is for applications. */
@NullMarked
package io.github.dnsfailover.dyn.internal;

import org.jspecify.annotations.NullMarked;
