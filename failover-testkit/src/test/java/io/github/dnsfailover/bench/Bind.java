package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.xbill.DNS.Name;

/** A BIND with the zone of a task, a key that may change it, and a port that stays when it is started again. */
final class Bind implements AutoCloseable {

    static final String KEY = "bench";
    static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String program = Programs.find("named", "bind9");
    private final Task task;
    private final Path folder;

    /** Null before the start. */
    private Process process;

    Bind(Task task) throws IOException {
        this.task = task;
        this.folder = Files.createDirectories(task.folder().resolve("bind"));
        Files.writeString(
                folder.resolve("named.conf"), """
                    controls { };
                    options {
                      listen-on port %1$d { 127.0.0.1; };
                      listen-on-v6 { none; };
                      directory "%2$s";
                      session-keyfile "%2$s/session.key";
                      managed-keys-directory "%2$s";
                      pid-file none;
                      lock-file none;
                      recursion no;
                      dnssec-validation no;
                      notify no;
                    };
                    key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                    zone "%5$s" {
                      type primary;
                      file "%2$s/zone";
                      update-policy { grant %3$s zonesub ANY; };
                    };
                    """.formatted(task.dnsPort(), folder, KEY, SECRET, task.zone()));
        StringBuilder zone = new StringBuilder("""
            $ORIGIN %s.
            @ 5 IN SOA ns1 hostmaster 1 7200 1800 259200 5
            @ 300 IN NS ns1
            ns1 300 IN A 127.0.0.1
            """.formatted(task.zone()));
        task.names().forEach((name, ttl) -> zone.append(name + " " + ttl + " IN A " + task.primary() + "\n"));
        Files.writeString(folder.resolve("zone"), zone);
    }

    /** For nsupdate. */
    Path keyFile() throws IOException {
        return Files.writeString(
                folder.resolve("key"), "key \"" + KEY + "\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };\n");
    }

    /** Somebody with the key writes an address for a name. */
    void put(String name, int ttl, String address) throws IOException {
        Path update = Files.writeString(
                folder.resolve("update"), """
                    server 127.0.0.1 %1$d
                    zone %2$s.
                    update delete %3$s. A
                    update add %3$s. %4$d A %5$s
                    send
                    """.formatted(task.dnsPort(), task.zone(), task.host(name), ttl, address));
        String said = Programs.output(
                Programs.find("nsupdate", "bind9-dnsutils"), "-k", keyFile().toString(), update.toString());
        if (!said.isBlank()) {
            throw new IOException("nsupdate: " + said);
        }
    }

    /** Starts it, the first time or again, and waits for nothing. */
    void launch() throws IOException {
        process = Programs.start(
                folder.resolve("log"),
                program,
                "-g",
                "-n",
                "1",
                "-c",
                folder.resolve("named.conf").toString());
    }

    /** Starts it, and waits until it answers. */
    void start() throws IOException {
        launch();
        Observer observer = new Observer(task.address(), Name.fromString(task.checkedHost() + "."));
        long since = System.nanoTime();
        while (observer.answer().equals("-")) {
            if (!process.isAlive() || System.nanoTime() - since > START_LIMIT.toNanos()) {
                throw new IOException("named does not start:\n" + Programs.lastLines(folder.resolve("log")));
            }
            Programs.pause(Observer.POLL);
        }
    }

    /** It is gone from one moment to the next; its journal stays. */
    void kill() throws IOException {
        Programs.signal(process, "KILL");
    }

    @Override
    public void close() {
        if (process != null) {
            Programs.end(process);
        }
    }
}
