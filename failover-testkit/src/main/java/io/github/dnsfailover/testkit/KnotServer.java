package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real Knot DNS ({@code knotd}). Where it signs, it drops a CNAME that follows a deletion in the same update. */
public final class KnotServer extends RealServer {

    private static final List<String> PLACES = List.of("/usr/sbin/knotd", "/usr/local/sbin/knotd");

    private KnotServer(Builder builder, Run run) {
        super(builder, run);
    }

    /** Starts a description; the zone takes no updates until a key is named. */
    public static Builder of(String zone) {
        return new Builder(DnsName.of(zone));
    }

    /** Its version and address. */
    @Override
    public String toString() {
        return "Knot " + version() + " at " + address();
    }

    /** Describes a {@link KnotServer}; confined to one thread. */
    public static final class Builder extends RealServer.Builder<Builder> {

        private String sections = "";

        private Builder(DnsName zone) {
            super(zone);
        }

        /** Takes this text in the place of the sections for keys, ACLs and zones; zone files lie in the storage. */
        Builder sections(String value) {
            sections = value;
            ownConfiguration = true;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IOException if it does not, with what it said
         */
        public KnotServer start() throws IOException {
            return (KnotServer) startReal();
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        String program() {
            return "Knot DNS (knotd)";
        }

        @Override
        Pattern version() {
            return Pattern.compile("version (\\d+\\.\\d+\\.\\d+)");
        }

        @Override
        List<String> versionCommand() {
            return List.of(program(program(), PLACES).toString(), "--version");
        }

        @Override
        KnotServer running(Run run) {
            return new KnotServer(this, run);
        }

        @Override
        Process start(Path folder, int port) throws IOException {
            for (DnsName each : zones()) {
                Files.writeString(folder.resolve(each + "zone"), zoneFile(each));
            }
            Path configuration = folder.resolve("knot.conf");
            Files.writeString(configuration, configuration(folder, port));
            return logging(folder, program(program(), PLACES).toString(), "-c", configuration.toString());
        }

        private String configuration(Path folder, int port) {
            StringBuilder text = new StringBuilder();
            text.append("server:\n  rundir: \"" + folder + "\"\n  listen: 127.0.0.1@" + port + "\n");
            text.append("log:\n  - target: stdout\n    any: info\n");
            text.append("database:\n  storage: \"" + folder + "\"\n");
            if (!sections.isEmpty()) {
                text.append("template:\n  - id: default\n    storage: \"" + folder + "\"\n");
                return text.append(sections).toString();
            }
            if (!keys.isEmpty()) {
                text.append("key:\n");
                keys.forEach(key -> text.append("  - id: " + key.bareName() + "\n    algorithm: " + key.algorithm()
                        + "\n    secret: " + key.secret() + "\n"));
            }
            text.append("acl:\n  - id: look\n    action: transfer\n");
            if (!granted().isEmpty()) {
                String named = granted().stream().map(Key::bareName).collect(Collectors.joining(", "));
                text.append("  - id: change\n    key: [" + named + "]\n    action: update\n");
            }
            // It keeps 20 changes by default; a test looks at more.
            text.append("template:\n  - id: default\n    storage: \"" + folder + "\"\n    zonefile-sync: -1\n"
                    + "    journal-content: changes\n    journal-max-depth: 10000\n    acl: ["
                    + (granted().isEmpty() ? "look" : "look, change") + "]\n");
            text.append("zone:\n");
            for (DnsName each : zones()) {
                boolean signs = signing != Signing.NONE && each.equals(zone);
                text.append("  - domain: " + each + "\n    file: " + each + "zone\n"
                        + (signs ? "    dnssec-signing: on\n" : ""));
            }
            return text.toString();
        }
    }
}
