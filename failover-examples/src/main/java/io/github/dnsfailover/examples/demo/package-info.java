/** The parts of the demo: two web sites, a DNS, a client that knows nothing but the name, and the story they play. */
@NullMarked
package io.github.dnsfailover.examples.demo;

import org.jspecify.annotations.NullMarked;
