/**
 * The pure part of the engine: what is decided, and why. Each class here is a value or a function; nothing here reads a clock, starts a
 * thread, writes a log or calls anybody but the policy.
 */
@NullMarked
package io.github.dnsfailover.internal.machine;

import org.jspecify.annotations.NullMarked;
