/**
 * Builders filled from flat keys. The tables in {@link io.github.dnsfailover.internal.config.PoolKeys}, {@link
 * io.github.dnsfailover.internal.config.EngineKeys} and {@code CheckKeys} are what the keys are read by, and what
 * docs/configuration.md is written from. Not API.
 */
@NullMarked
package io.github.dnsfailover.internal.config;

import org.jspecify.annotations.NullMarked;
