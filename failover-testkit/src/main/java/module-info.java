import org.jspecify.annotations.NullMarked;

/** What it takes to test a provider, a check or an application that fails over, without a network or a wall clock. */
@NullMarked
module io.github.dnsfailover.testkit {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dnsfailover.core;
    requires java.xml;
    requires jdk.httpserver;
    requires org.assertj.core;
    requires org.dnsjava;
    requires static org.jspecify;
    requires static org.junit.jupiter.api; // for the contract suite; whoever runs it brings it

    exports io.github.dnsfailover.testkit;

    // JUnit calls the contract's tests, which are not public.
    opens io.github.dnsfailover.testkit to
            org.junit.platform.commons;
}
