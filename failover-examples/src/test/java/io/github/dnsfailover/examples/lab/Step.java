package io.github.dnsfailover.examples.lab;

/** The steps of the script, in their order. */
enum Step {
    WITHOUT_ENGINES(true, "Apache at A stops and no engine runs"),
    NORMAL(true, "Normal"),
    STOP(true, "Apache at A stops, and starts again"),
    MANUAL(false, "The same with manual failback"),
    HOST(false, "Host A loses its line"),
    SITE(true, "Site A dies whole, its engine and its uplink with it"),
    LEADER(true, "The leader's engine is killed"),
    PRIVATE_LINK(false, "The private link is cut"),
    UPLINK(true, "The leader's own uplink is cut"),
    DNS(false, "The DNS primary is down during a failover"),
    STORE(false, "PostgreSQL is killed and started again"),
    FLAPPING(false, "Apache at A flaps"),
    EDIT(false, "A person edits the record"),
    THIRD(false, "The third place is lost while A dies");

    private final boolean isShort;
    private final String title;

    Step(boolean isShort, String title) {
        this.isShort = isShort;
        this.title = title;
    }

    /** Whether it belongs to the short form. */
    boolean isShort() {
        return isShort;
    }

    String title() {
        return title;
    }
}
