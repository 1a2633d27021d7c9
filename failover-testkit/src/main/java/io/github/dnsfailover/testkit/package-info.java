/** Stand-ins for the world around the engine, and the contract that every provider is held to. */
@NullMarked
package io.github.dnsfailover.testkit;

import org.jspecify.annotations.NullMarked;
