package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.RecordChange.Urgency;

/**
 * What a call of the provider may spend.
 *
 * @param urgency failovers may use the whole rate, what can wait only a part of it
 * @param budget its time
 */
public record Errand(Urgency urgency, Budget budget) {}
