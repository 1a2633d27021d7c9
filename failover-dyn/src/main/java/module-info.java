import org.jspecify.annotations.NullMarked;

/** Providers for Dyn Managed DNS and for services that speak the dyndns2 update protocol. */
@NullMarked
module io.github.dnsfailover.dyn {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dnsfailover.core;
    requires transitive okhttp3;
    requires okio;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.github.dnsfailover.dyn;
}
