package io.github.dnsfailover.examples.lab;

/** What can be cut: an interface, at the end that is not the victim's. */
enum Line {
    SITE_A(Host.INTERNET, "p-edge-a"),
    SITE_B(Host.INTERNET, "p-edge-b"),
    THIRD(Host.INTERNET, "p-third"),
    WEB_A(Host.EDGE_A, "p-web"),
    ENGINE_A(Host.EDGE_A, "p-eng"),
    ENGINE_B(Host.EDGE_B, "p-eng"),
    PRIVATE(Host.ROUTER_A, "under");

    private final Host host;
    private final String link;

    Line(Host host, String link) {
        this.host = host;
        this.link = link;
    }

    Host host() {
        return host;
    }

    String link() {
        return link;
    }
}
