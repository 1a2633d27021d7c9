/** Benchmarks beside rivals, each a program: {@code mvn -q -Pbench-reaction}, {@code mvn -q -Pbench-probe}. */
@NullMarked
package io.github.dnsfailover.bench;

import org.jspecify.annotations.NullMarked;
