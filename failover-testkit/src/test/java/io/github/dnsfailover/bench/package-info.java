/**
 * Benchmarks beside rivals, each a program: {@code mvn -q -Pbench-reaction}, {@code mvn -q -Pbench-probe}. The
 * comparison uses them, and the same systems: {@code mvn -q -Pcompare}.
 */
@NullMarked
package io.github.dnsfailover.bench;

import org.jspecify.annotations.NullMarked;
