package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies around whoever watches: the primary and two control targets behind a router, the backup next door. Each is
 * a network namespace without a name, which goes with the process that holds it. Confined to one thread.
 *
 * <pre>
 *            out             far
 *   watcher ----- router -------- primary, control targets
 *      |
 *      +--- lan --- backup
 * </pre>
 */
final class FarPlaces implements AutoCloseable {

    static final String PRIMARY = "192.0.2.1";
    static final String BACKUP = "198.51.100.1";
    static final List<String> CONTROLS = List.of("203.0.113.1", "203.0.113.2");

    private static final String PRIMARY_NET = "192.0.2.0/24";
    private static final String CONTROLS_NET = "203.0.113.0/24";

    private final String ip = Programs.find("ip", "iproute2");
    private final Process router;
    private final Process far;
    private final Process next;
    private final List<Apache> servers = new ArrayList<>();

    FarPlaces(Path work) throws IOException {
        router = namespace(work);
        far = namespace(work);
        next = namespace(work);
        line("out", "10.0.0.2/30", router, "10.0.0.1/30");
        line("lan", "198.51.100.254/24", next, BACKUP + "/24");
        String farPid = String.valueOf(far.pid());
        in(router, ip, "link", "add", "far", "type", "veth", "peer", "name", "far", "netns", farPid);
        end(router, "far", "10.0.1.1/30");
        end(far, "far", "10.0.1.2/30");
        in(far, ip, "link", "set", "lo", "up");
        in(far, ip, "address", "add", PRIMARY + "/32", "dev", "lo");
        for (String control : CONTROLS) {
            in(far, ip, "address", "add", control + "/32", "dev", "lo");
        }
        in(far, ip, "route", "add", "default", "via", "10.0.1.1");
        for (String net : List.of(PRIMARY_NET, CONTROLS_NET)) {
            run(ip, "route", "add", net, "via", "10.0.0.1");
            in(router, ip, "route", "add", net, "via", "10.0.1.2");
        }
        uplink(true);
        servers.add(new Apache(there(far), PRIMARY, work));
        servers.add(new Apache(there(next), BACKUP, work));
        for (String control : CONTROLS) {
            servers.add(new Apache(there(far), control, work));
        }
    }

    private static Process namespace(Path work) throws IOException {
        return Programs.start(
                work.resolve("namespaces"), Programs.find("unshare", "util-linux"), "--net", "sleep", "infinity");
    }

    private void line(String link, String here, Process host, String there) throws IOException {
        run(ip, "link", "add", link, "type", "veth", "peer", "name", link, "netns", String.valueOf(host.pid()));
        run(ip, "address", "add", here, "dev", link);
        run(ip, "link", "set", link, "up");
        end(host, link, there);
    }

    private void end(Process host, String link, String address) throws IOException {
        in(host, ip, "address", "add", address, "dev", link);
        in(host, ip, "link", "set", link, "up");
    }

    private static List<String> there(Process host) {
        return List.of(Programs.find("nsenter", "util-linux"), "--net", "--target", String.valueOf(host.pid()));
    }

    private static void in(Process host, String... command) throws IOException {
        List<String> all = new ArrayList<>(there(host));
        all.addAll(List.of(command));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        String said = Programs.output(command);
        if (!said.isBlank()) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    Apache primary() {
        return servers.get(0);
    }

    Apache backup() {
        return servers.get(1);
    }

    /** Whether the watcher's way to all but the place next door works; else what is sent is lost without a word. */
    void uplink(boolean works) throws IOException {
        in(router, Programs.find("sysctl", "procps"), "-q", "-w", "net.ipv4.ip_forward=" + (works ? 1 : 0));
    }

    /** Whether the watcher's way to the primary works, while all others do. */
    void wayToPrimary(boolean works) throws IOException {
        if (works) {
            in(router, ip, "route", "replace", PRIMARY_NET, "via", "10.0.1.2");
        } else {
            in(router, ip, "route", "replace", "blackhole", PRIMARY_NET);
        }
    }

    @Override
    public void close() {
        servers.forEach(Apache::close);
        List.of(router, far, next).forEach(Programs::end);
    }
}
