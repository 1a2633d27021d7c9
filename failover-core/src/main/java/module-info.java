import org.jspecify.annotations.NullMarked;

/** Moves DNS names between endpoints when one of them fails, from inside the application that they lead to. */
@NullMarked
module io.github.dnsfailover.core {
    // Optional, for HttpCheck.jsonEquals, the stores in etcd and Kubernetes, and the console.
    requires static com.fasterxml.jackson.core;
    requires transitive okhttp3; // client listens to the application's own OkHttpClient
    requires org.dnsjava;
    requires static transitive org.jspecify;
    // Optional, for the package notify: mail needs the first two, webhooks the third.
    requires static jakarta.mail;
    requires static org.eclipse.angus.mail;
    requires static com.fasterxml.jackson.databind;
    // Optional, for the package metrics.
    requires static micrometer.core;
    requires org.slf4j;
    // For JdbcStateStore alone.
    requires static java.sql;
    // For JdkConsole alone.
    requires static jdk.httpserver;

    exports io.github.dnsfailover;
    exports io.github.dnsfailover.check;
    exports io.github.dnsfailover.client;
    exports io.github.dnsfailover.console;
    exports io.github.dnsfailover.dns;
    exports io.github.dnsfailover.event;
    exports io.github.dnsfailover.leader;
    exports io.github.dnsfailover.metrics;
    exports io.github.dnsfailover.notify;
    exports io.github.dnsfailover.rfc2136;
    exports io.github.dnsfailover.runtime;

    // The engine alone makes events; the testkit makes them for tests.
    exports io.github.dnsfailover.internal.event to
            io.github.dnsfailover.testkit;

    // Sockets on which bytes count, below every vendor's client.
    exports io.github.dnsfailover.internal.net to
            io.github.dnsfailover.dyn,
            io.github.dnsfailover.route53;
}
