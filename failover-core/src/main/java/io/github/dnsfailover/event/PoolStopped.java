package io.github.dnsfailover.event;

/** The engine was closed; DNS stays as it is. */
public interface PoolStopped extends PoolEvent {}
