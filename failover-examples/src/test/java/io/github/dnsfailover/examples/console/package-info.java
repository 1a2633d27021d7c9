/** The console's pages in a real browser: what they show, what may be done there, and what nobody may do. */
@NullMarked
package io.github.dnsfailover.examples.console;

import org.jspecify.annotations.NullMarked;
