/**
 * Figures of an engine for Micrometer. Start with {@link io.github.dnsfailover.metrics.FailoverMetrics}.
 *
 * <p>Micrometer ({@code io.micrometer:micrometer-core}) is optional, and nothing here can be loaded without it.
 */
@NullMarked
package io.github.dnsfailover.metrics;

import org.jspecify.annotations.NullMarked;
