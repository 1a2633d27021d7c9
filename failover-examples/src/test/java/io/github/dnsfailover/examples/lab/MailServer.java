package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Exim in the third place: wants STARTTLS and a login, and keeps every mail in one file. */
final class MailServer {

    static final String LOGIN = "failover";
    static final String PASSWORD = "of-the-lab-only";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Path folder;

    MailServer(Path work, Authority authority) throws IOException {
        folder = Files.createDirectories(work.resolve("exim"));
        open(folder); // Exim becomes its own user
        for (String each : List.of("spool", "log", "mail")) {
            open(Files.createDirectories(folder.resolve(each)));
        }
        authority.sign(Topology.MAIL, folder);
        Path configuration = folder.resolve("exim.conf");
        Files.writeString(configuration, """
                primary_hostname = mail.example.com
                qualify_domain = example.com
                local_interfaces = %2$s
                daemon_smtp_ports = 25
                spool_directory = %1$s/spool
                log_file_path = %1$s/log/%%slog
                pid_file_path = %1$s/exim.pid
                exim_user = Debian-exim
                exim_group = Debian-exim
                never_users =
                keep_environment =
                host_lookup =
                rfc1413_query_timeout = 0s
                tls_advertise_hosts = *
                tls_certificate = %1$s/server.pem
                tls_privatekey = %1$s/server.key
                auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
                acl_smtp_rcpt = check_rcpt
                begin acl
                check_rcpt:
                  deny !encrypted = *
                  deny !authenticated = *
                  accept
                begin routers
                all:
                  driver = accept
                  transport = to_file
                begin transports
                to_file:
                  driver = appendfile
                  file = %1$s/mail/all
                  user = Debian-exim
                  group = Debian-exim
                begin authenticators
                plain:
                  driver = plaintext
                  public_name = PLAIN
                  server_prompts = :
                  server_condition = ${if and{{eq{$auth2}{%3$s}}{eq{$auth3}{%4$s}}}}
                  server_set_id = $auth2
                """.formatted(folder, Topology.MAIL, LOGIN, PASSWORD));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
        Program exim = Host.THIRD.start(folder.resolve("out"), "exim4", "-C", configuration.toString(), "-bdf", "-q1m");
        Waiting.await(() -> "Exim greets, it runs: " + exim.isAlive(), START_LIMIT, MailServer::greets);
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static boolean greets() {
        try {
            return Program.run(Host.THIRD.command("socat", "-T1", "-", "TCP:" + Topology.MAIL + ":25"), "QUIT\r\n")
                    .said()
                    .startsWith("220");
        } catch (IOException e) {
            return false;
        }
    }

    /** All mails that have come, the first first, each as it stands in the file. */
    List<String> mails() throws IOException {
        Path all = folder.resolve("mail/all");
        if (!Files.exists(all)) {
            return new ArrayList<>();
        }
        String text = Files.readString(all, StandardCharsets.UTF_8);
        return new ArrayList<>(Arrays.stream(text.split("(?m)^From (?=\\S+ \\w{3} \\w{3} )"))
                .filter(mail -> !mail.isBlank())
                .toList());
    }
}
