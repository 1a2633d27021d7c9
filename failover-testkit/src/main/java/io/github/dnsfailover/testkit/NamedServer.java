package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real BIND 9 ({@code named}).
 *
 * <pre>{@code
 * try (NamedServer bind = NamedServer.of("example.com").key("k1", secret).start()) {
 *     DnsProvider dns = Rfc2136Provider.zone("example.com").server("127.0.0.1", bind.port())
 *             .key(TsigKey.of("k1", secret))
 *             .build();
 * }
 * }</pre>
 */
public final class NamedServer extends RealServer {

    private static final List<String> PLACES =
            List.of("/usr/sbin/named", "/usr/local/sbin/named", "/usr/bin/named", "/opt/homebrew/sbin/named");

    private NamedServer(Builder builder, Run run) {
        super(builder, run);
    }

    /** Whether {@code named} is there to be started. */
    public static boolean isInstalled() {
        return RealServer.Builder.find(PLACES).isPresent();
    }

    /** Starts a description; the zone takes no updates until a key is named. */
    public static Builder of(String zone) {
        return new Builder(DnsName.of(zone));
    }

    /** Its version and address. */
    @Override
    public String toString() {
        return "BIND " + version() + " at " + address();
    }

    /** Describes a {@link NamedServer}; confined to one thread. */
    public static final class Builder extends RealServer.Builder<Builder> {

        private String clauses = "";

        private Builder(DnsName zone) {
            super(zone);
        }

        /**
         * Signs the zone into a copy of it: updates go into the unsigned zone, answers come from the signed one, a
         * little later.
         */
        public Builder inlineSigned() {
            signing = Signing.INLINE;
            return this;
        }

        /** Takes this text in the place of the clauses for keys and zones; the first key is that of the hand. */
        Builder clauses(String value) {
            clauses = value;
            ownConfiguration = true;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IOException if it does not, with what it said
         */
        public NamedServer start() throws IOException {
            return (NamedServer) startReal();
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        String program() {
            return "BIND 9 (named)";
        }

        @Override
        Pattern version() {
            return Pattern.compile("BIND (\\d+\\.\\d+\\.\\d+)");
        }

        @Override
        List<String> versionCommand() {
            return List.of(program(program(), PLACES).toString(), "-v");
        }

        @Override
        NamedServer running(Run run) {
            return new NamedServer(this, run);
        }

        @Override
        Process start(Path folder, int port) throws IOException {
            for (DnsName each : zones()) {
                Files.writeString(folder.resolve(each + "zone"), zoneFile(each));
            }
            Path configuration = folder.resolve("named.conf");
            Files.writeString(configuration, configuration(folder, port));
            return logging(
                    folder,
                    program(program(), PLACES).toString(),
                    "-g",
                    "-c",
                    configuration.toString(),
                    "-p",
                    Integer.toString(port));
        }

        private String configuration(Path folder, int port) {
            StringBuilder text = new StringBuilder();
            text.append("controls { };\noptions {\n");
            text.append("  listen-on port ").append(port).append(" { 127.0.0.1; };\n  listen-on-v6 { none; };\n");
            text.append("  directory \"").append(folder).append("\";\n");
            text.append("  session-keyfile \"").append(folder).append("/session.key\";\n");
            text.append("  managed-keys-directory \"").append(folder).append("\";\n");
            text.append("  pid-file none;\n  lock-file none;\n");
            // What a small zone has kept of its changes soon is larger than the zone: then BIND would send all of it.
            text.append("  max-ixfr-ratio unlimited;\n");
            text.append("  recursion no;\n  dnssec-validation no;\n  notify no;\n};\n");
            if (!clauses.isEmpty()) {
                return text.append(clauses).toString();
            }
            keys.forEach(key -> text.append("key \"" + key.name() + "\" { algorithm " + key.algorithm() + "; secret \""
                    + key.secret() + "\"; };\n"));
            zones().forEach(each -> text.append(zoneClause(each)));
            return text.toString();
        }

        private String zoneClause(DnsName name) {
            StringBuilder text = new StringBuilder();
            text.append("zone \"" + name + "\" {\n  type primary;\n  file \"" + name + "zone\";\n");
            if (!keys.isEmpty()) {
                text.append("  update-policy {\n");
                granted().forEach(key -> text.append("    grant " + key.name() + " zonesub ANY;\n"));
                text.append("  };\n");
            }
            if (signing != Signing.NONE && name.equals(zone)) {
                String inline = signing == Signing.INLINE ? "yes" : "no";
                text.append("  dnssec-policy default;\n  inline-signing " + inline + ";\n");
            }
            return text.append("};\n").toString();
        }
    }
}
