/**
 * Questions and answers on the wire, with dnsjava's message classes: one exchange over UDP or TCP within a deadline,
 * the checks that every answer has to pass, and records turned into record sets and back.
 */
@NullMarked
package io.github.dnsfailover.internal.wire;

import org.jspecify.annotations.NullMarked;
