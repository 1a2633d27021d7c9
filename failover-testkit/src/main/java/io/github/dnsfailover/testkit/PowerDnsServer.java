package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * A real PowerDNS ({@code pdns_server}) with its zone in SQLite. It keeps no changes for transfers, so triggers in
 * the database write them down.
 */
public final class PowerDnsServer extends RealServer {

    private static final List<String> PLACES = List.of("/usr/sbin/pdns_server", "/usr/local/sbin/pdns_server");
    private static final List<String> TOOLS = List.of("/usr/bin/pdnsutil", "/usr/local/bin/pdnsutil");
    private static final List<String> SQLITE = List.of("/usr/bin/sqlite3", "/usr/local/bin/sqlite3");
    private static final List<String> SCHEMAS = List.of(
            "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql",
            "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql",
            "/usr/share/doc/pdns/schema.sqlite3.sql");

    private static final String WRITES_DOWN = """
            CREATE TABLE told (n INTEGER PRIMARY KEY, what TEXT, name TEXT, type TEXT, ttl INTEGER, content TEXT);
            CREATE TRIGGER told_insert AFTER INSERT ON records WHEN NEW.type IS NOT NULL BEGIN
              INSERT INTO told VALUES (NULL, '+', NEW.name, NEW.type, NEW.ttl, NEW.content); END;
            CREATE TRIGGER told_delete AFTER DELETE ON records WHEN OLD.type IS NOT NULL BEGIN
              INSERT INTO told VALUES (NULL, '-', OLD.name, OLD.type, OLD.ttl, OLD.content); END;
            CREATE TRIGGER told_update AFTER UPDATE ON records WHEN NEW.type IS NOT NULL BEGIN
              INSERT INTO told VALUES (NULL, '-', OLD.name, OLD.type, OLD.ttl, OLD.content);
              INSERT INTO told VALUES (NULL, '+', NEW.name, NEW.type, NEW.ttl, NEW.content); END;
            """;

    private PowerDnsServer(Builder builder, Run run) {
        super(builder, run);
    }

    /** Starts a description; the zone takes no updates until a key is named. */
    public static Builder of(String zone) {
        return new Builder(DnsName.of(zone));
    }

    /** Writes into the database past the server, as other programs of the same database do. */
    public void sql(String statements) throws IOException {
        Builder.sqlite(folder(), statements);
    }

    /** The server makes a change and its serial in one transaction, the serial last. */
    @Override
    List<Change> changesSince(long serial) throws IOException {
        List<Change> changes = new ArrayList<>();
        List<Record> deletions = new ArrayList<>();
        List<Record> additions = new ArrayList<>();
        String rows = Builder.sqlite(folder(), "SELECT what, name, type, ttl, content FROM told ORDER BY n;");
        for (String row : rows.lines().toList()) {
            String[] parts = row.split("\\|", 5);
            Name name = Name.fromString(parts[1] + ".");
            Record record = Record.fromString(
                    name, Type.value(parts[2]), DClass.IN, Long.parseLong(parts[3]), parts[4], Name.root);
            (parts[0].equals("+") ? additions : deletions).add(record);
            if (parts[0].equals("+") && record instanceof SOARecord soa) {
                if (soa.getSerial() > serial) {
                    changes.add(new Change(List.copyOf(deletions), List.copyOf(additions)));
                }
                deletions.clear();
                additions.clear();
            }
        }
        return changes;
    }

    /** Its version and address. */
    @Override
    public String toString() {
        return "PowerDNS " + version() + " at " + address();
    }

    /** Describes a {@link PowerDnsServer}; confined to one thread. */
    public static final class Builder extends RealServer.Builder<Builder> {

        private String policy = "";
        private String settings = "";
        private List<String> commands = List.of();

        private Builder(DnsName zone) {
            super(zone);
        }

        /**
         * Lets a script in Lua, with a function {@code updatepolicy}, say what may be written, in the place of the
         * keys.
         */
        public Builder policy(String lua) {
            policy = Objects.requireNonNull(lua, "lua");
            return this;
        }

        /** Takes these settings for updates, in the place of its own; the first key is that of the hand. */
        Builder settings(String lines) {
            settings = lines;
            ownConfiguration = true;
            return this;
        }

        /** Runs these commands of {@code pdnsutil} before the start, one in a line, in the place of its own. */
        Builder commands(String lines) {
            commands = lines.lines().toList();
            ownConfiguration = true;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IOException if it does not, with what it said
         */
        public PowerDnsServer start() throws IOException {
            return (PowerDnsServer) startReal();
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        String program() {
            return "PowerDNS (pdns_server with its backend for SQLite, sqlite3)";
        }

        @Override
        Pattern version() {
            return Pattern.compile("Server (\\d+\\.\\d+\\.\\d+)");
        }

        @Override
        List<String> versionCommand() {
            for (List<String> needed : List.of(TOOLS, SQLITE)) {
                program(program(), needed);
            }
            return List.of(program(program(), PLACES).toString(), "--version");
        }

        @Override
        PowerDnsServer running(Run run) {
            return new PowerDnsServer(this, run);
        }

        @Override
        Process start(Path folder, int port) throws IOException {
            Files.writeString(folder.resolve("pdns.conf"), settings(folder, port));
            Path schema = SCHEMAS.stream()
                    .map(Path::of)
                    .filter(Files::isReadable)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no schema of PowerDNS's for SQLite in " + SCHEMAS));
            sqlite(folder, Files.readString(schema));
            for (DnsName each : zones()) {
                Files.writeString(folder.resolve(each + "zone"), zoneFile(each));
                tool(
                        folder,
                        "load-zone",
                        each.toString(),
                        folder.resolve(each + "zone").toString());
                tool(folder, "set-kind", each.toString(), "primary");
            }
            for (String command : ownConfiguration ? commands : ownCommands()) {
                String[] words = command.split(" ", -1);
                tool(folder, Arrays.copyOfRange(words, 1, words.length));
            }
            if (signing != Signing.NONE) {
                tool(folder, "secure-zone", zone.toString());
                tool(folder, "rectify-zone", zone.toString());
            }
            sqlite(folder, WRITES_DOWN);
            return logging(folder, program(program(), PLACES).toString(), "--config-dir=" + folder);
        }

        private List<String> ownCommands() {
            List<String> own = new ArrayList<>();
            for (Key key : keys) {
                own.add("pdnsutil import-tsig-key " + key.bareName() + " " + key.algorithm() + " " + key.secret());
            }
            String named = granted().stream().map(Key::bareName).collect(Collectors.joining(" "));
            for (DnsName each : granted().isEmpty() ? List.<DnsName>of() : zones()) {
                own.add("pdnsutil set-meta " + each + " TSIG-ALLOW-DNSUPDATE " + named);
                own.add("pdnsutil set-meta " + each + " SOA-EDIT-DNSUPDATE INCREASE");
            }
            return own;
        }

        private String settings(Path folder, int port) throws IOException {
            Path script = folder.resolve("policy.lua");
            Files.writeString(script, policy);
            return String.join(
                    "\n",
                    "launch=gsqlite3",
                    "gsqlite3-database=" + folder.resolve("pdns.sqlite"),
                    "gsqlite3-dnssec=yes",
                    "local-address=127.0.0.1",
                    "local-port=" + port,
                    "socket-dir=" + folder,
                    "daemon=no",
                    "guardian=no",
                    "webserver=no",
                    "api=no",
                    "disable-syslog=yes",
                    "security-poll-suffix=",
                    ownConfiguration ? settings : "dnsupdate=" + (granted().isEmpty() ? "no" : "yes"),
                    policy.isEmpty() ? "" : "lua-dnsupdate-policy-script=" + script,
                    "");
        }

        private static void tool(Path folder, String... words) throws IOException {
            List<String> command = new ArrayList<>(
                    List.of(program("PowerDNS (pdnsutil)", TOOLS).toString(), "--config-dir=" + folder));
            command.addAll(List.of(words));
            run(command);
        }

        private static String sqlite(Path folder, String statements) throws IOException {
            return run(List.of(
                    program("sqlite3", SQLITE).toString(),
                    "-cmd",
                    ".timeout 5000",
                    folder.resolve("pdns.sqlite").toString(),
                    statements));
        }
    }
}
