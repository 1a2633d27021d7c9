package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What people write themselves: a loop of curl and sleep with keepalived's fall and rise, and nsupdate with a key. This
 * one is a careful author's: it moves only to a backup that answers, and tries an update again that has failed.
 */
final class HomeMade implements OnBind {

    private static final int FALL = 3;
    private static final int RISE = 2;

    private final String bash = Programs.find("bash", "bash");
    private final String label;
    private final int interval;
    private final int timeout;
    private final boolean once;
    private final Task task;
    private final Bind bind;

    /** Null before the start. */
    private Process process;

    private HomeMade(String label, int interval, int timeout, boolean once, Task task) throws IOException {
        Programs.find("curl", "curl");
        Programs.find("nsupdate", "bind9-dnsutils");
        this.label = label;
        this.interval = interval;
        this.timeout = timeout;
        this.once = once;
        this.task = task;
        this.bind = new Bind(task);
    }

    /** Sleeps for the interval between two checks; seconds. */
    static HomeMade every(String label, int interval, int timeout, Task task) throws IOException {
        return new HomeMade(label, interval, timeout, false, task);
    }

    /** The same with one try of each update, as a notify script of keepalived is run once for each transition. */
    static HomeMade once(String label, int interval, int timeout, Task task) throws IOException {
        return new HomeMade(label, interval, timeout, true, task);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String settings() {
        return "bash on BIND: curl, sleep " + interval + " s, timeout " + timeout + " s, fall " + FALL + ", rise "
                + RISE + ", nsupdate" + (once ? ", one try of each update" : "");
    }

    @Override
    public Bind bind() {
        return bind;
    }

    @Override
    public void start() throws IOException {
        bind.start();
        StringBuilder changes = new StringBuilder();
        task.names()
                .forEach((name, ttl) -> changes.append("update delete " + task.host(name) + ". A\n")
                        .append("update add " + task.host(name) + ". " + ttl + " A $1\n"));
        Path script = Files.writeString(task.folder().resolve("failover.sh"), """
            #!/bin/bash
            fails=0 oks=0 at=primary
            alive() { curl -fsS -o /dev/null -m %3$d -H "Host: %4$s" "http://$1:%5$d/index.html"; }
            move() { nsupdate -k %6$s <<U
            server 127.0.0.1 %7$d
            zone %8$s.
            %9$ssend
            U
            }
            while :; do
              if alive %1$s; then oks=$((oks+1)) fails=0; else fails=$((fails+1)) oks=0; fi
              if [ $at = primary ] && [ $fails -ge %10$d ] && alive %2$s; then
                move %2$s %12$s at=backup
              elif [ $at = backup ] && [ $oks -ge %11$d ]; then
                move %1$s %12$s at=primary
              fi
              sleep %13$d
            done
            """.formatted(
                        task.primary(),
                        task.backup(),
                        timeout,
                        task.checkedHost(),
                        task.checkPort(),
                        bind.keyFile(),
                        task.dnsPort(),
                        task.zone(),
                        changes,
                        FALL,
                        RISE,
                        once ? ";" : "&&",
                        interval));
        process = Programs.start(task.folder().resolve("script.log"), bash, script.toString());
    }

    @Override
    public InetSocketAddress address() {
        return task.address();
    }

    @Override
    public void close() {
        if (process != null) {
            Programs.end(process);
        }
        bind.close();
    }
}
