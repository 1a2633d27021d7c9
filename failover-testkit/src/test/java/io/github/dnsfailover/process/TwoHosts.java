package io.github.dnsfailover.process;

import java.io.IOException;
import java.util.List;

/** Two network namespaces with a cable between them: in one the engine, in the other all that it looks at. */
final class TwoHosts implements AutoCloseable {

    static final String ENGINE = "10.77.0.1";
    static final String PRIMARY = "10.77.0.2";
    static final String BACKUP = "10.77.0.3";
    static final String ROUTER = "10.77.0.4";

    private final String ip = Commands.require("ip (iproute2)", List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"));
    private final String engine = "fo-engine-" + ProcessHandle.current().pid();
    private final String world = "fo-world-" + ProcessHandle.current().pid();

    TwoHosts() throws InterruptedException {
        try {
            ip("netns", "add", engine);
            ip("netns", "add", world);
            ip("-n", engine, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", world);
            up(engine, ENGINE);
            up(world, PRIMARY);
            ip("-n", world, "address", "add", BACKUP + "/24", "dev", "cable");
            ip("-n", world, "address", "add", ROUTER + "/24", "dev", "cable");
        } catch (IOException e) {
            close();
            Commands.missing("network namespaces cannot be made here (" + e.getMessage() + ")");
        }
    }

    private void up(String host, String address) throws IOException, InterruptedException {
        ip("-n", host, "address", "add", address + "/24", "dev", "cable");
        ip("-n", host, "link", "set", "lo", "up");
        ip("-n", host, "link", "set", "cable", "up");
    }

    private void ip(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = ip;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Commands.run(command);
    }

    List<String> inEngineHost() {
        return List.of(ip, "netns", "exec", engine);
    }

    List<String> inWorld() {
        return List.of(ip, "netns", "exec", world);
    }

    /** The engine's own side: its packets go nowhere, and nobody says so. */
    void cut() throws IOException, InterruptedException {
        ip("-n", world, "link", "set", "cable", "down");
    }

    void mend() throws IOException, InterruptedException {
        ip("-n", world, "link", "set", "cable", "up");
    }

    /** The engine's own side forbids it to send to this address. */
    void prohibit(String address) throws IOException, InterruptedException {
        ip("-n", engine, "route", "add", "prohibit", address);
    }

    @Override
    public void close() {
        for (String host : List.of(engine, world)) {
            try {
                ip("netns", "del", host);
            } catch (IOException e) {
                System.err.println("namespace " + host + " was not there: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
