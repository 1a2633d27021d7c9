package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Trouble;

/** Why the records are not ours to change. Immutable. */
record Refusal(Trouble.Kind kind, String text) {}
