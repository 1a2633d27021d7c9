package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machines of the lab, each a network namespace of its own. */
enum Host {
    /** The router between all places. */
    INTERNET("inet"),
    /** Site A's way out: translates the public address, and lets only HTTP in. */
    EDGE_A("edge-a"),
    WEB_A("web-a"),
    ENGINE_A("eng-a"),
    /** Site A's end of the private link. */
    ROUTER_A("rtr-a"),
    /** Site B's way out, and the security group of its instances. */
    EDGE_B("edge-b"),
    WEB_B("web-b"),
    ENGINE_B("eng-b"),
    ROUTER_B("rtr-b"),
    /** The third place: DNS primary, store, mail. */
    THIRD("third"),
    /** A secondary name server somewhere else. */
    DNS2("dns2"),
    /** Another one. */
    DNS3("dns3"),
    /** Somebody on the internet, with a resolver of his own. */
    CLIENT("client");

    /** What all names of the lab's namespaces begin with; whatever begins so is removed. */
    static final String PREFIX = "dfl-";

    private final String word;

    Host(String word) {
        this.word = word;
    }

    /** The name of its namespace. */
    String namespace() {
        return PREFIX + word;
    }

    /** Starts a server there. {@code ip netns exec} becomes the program, so it has its id. */
    Program start(Path log, String... words) throws IOException {
        return Program.start(log, command(words));
    }

    /** A command that runs there. */
    List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace()));
        all.addAll(List.of(words));
        return all;
    }
}
