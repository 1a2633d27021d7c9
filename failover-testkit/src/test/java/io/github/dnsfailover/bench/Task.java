package io.github.dnsfailover.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a system watches, and what it answers for.
 *
 * @param folder for its files
 * @param names of the zone that go with the places, each with its TTL in seconds
 * @param checkPort of both places, where {@code /index.html} is
 * @param dnsPort where it answers
 */
record Task(
        Path folder,
        String zone,
        Map<String, Integer> names,
        String primary,
        String backup,
        int checkPort,
        int dnsPort) {

    Task {
        names = new LinkedHashMap<>(names);
    }

    /** The whole name, without the final dot. */
    String host(String name) {
        return name + "." + zone;
    }

    /** What a check calls the places. */
    String checkedHost() {
        return host(names.keySet().iterator().next());
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
    }
}
