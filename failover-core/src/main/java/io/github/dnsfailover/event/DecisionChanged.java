package io.github.dnsfailover.event;

/** The policy or the rules around it came to another decision. */
public interface DecisionChanged extends PoolEvent {

    /** What is to be published, or that the record is held. */
    String decision();

    /** Why. */
    String reason();
}
