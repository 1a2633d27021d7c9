/**
 * Figures of an engine for Micrometer, which is optional: nothing here can be loaded without it. Start with {@link
 * io.github.dnsfailover.metrics.FailoverMetrics}.
 */
@NullMarked
package io.github.dnsfailover.metrics;

import org.jspecify.annotations.NullMarked;
