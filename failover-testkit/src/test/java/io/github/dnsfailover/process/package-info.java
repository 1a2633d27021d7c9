/** An engine in a process of its own, to which the operating system does what it does on bad days. */
@NullMarked
package io.github.dnsfailover.process;

import org.jspecify.annotations.NullMarked;
