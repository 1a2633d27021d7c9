package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.check.DnsCheck;
import io.github.dnsfailover.check.PingCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.TlsCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The keys of a check: what kind it is, and what each kind knows. */
final class CheckKeys {

    private static final Setting SEND_SECRET = Setting.of("send-secret", Form.SECRET, "Or the secret that is sent.")
            .options("send");

    private static final List<Assigned<DnsCheck.Builder>> DNS = List.of(
            Setting.of("type", Form.TEXT, "The type that is asked for.")
                    .fallback("A")
                    .sets((b, v) -> b.type(v.text())),
            HttpKeys.PORT.sets((b, v) -> b.port(v.number())),
            Setting.of("recursion-desired", Form.SWITCH, "For resolvers.")
                    .fallback("false")
                    .turnsOn(DnsCheck.Builder::recursionDesired),
            Setting.of("rcode", Form.TEXT, "The response code that is demanded.")
                    .sets((b, v) -> b.rcode(v.text())),
            Setting.of("answer-contains", Form.TEXT, "Data that a record of the answer must have, as in a zone file.")
                    .sets((b, v) -> b.answerContains(v.text())));

    private static final List<Assigned<TlsCheck.Builder>> TLS = List.of(
            HttpKeys.HOST.sets((b, v) -> b.host(v.text())),
            HttpKeys.TRUST_PEM.sets((b, v) -> b.tls(HttpKeys.trustingPem(v))),
            HttpKeys.CERTIFICATE_VALID_FOR.sets((b, v) -> b.certificateValidFor(v.duration())));

    private static final List<Assigned<SmtpCheck.Builder>> SMTP = List.of(
            HttpKeys.HOST.sets((b, v) -> b.host(v.text())),
            Setting.of("start-tls", Form.SWITCH, "Demands STARTTLS; `tls.trust-pem` does so, too.")
                    .fallback("false")
                    .turnsOn(SmtpCheck.Builder::startTls),
            HttpKeys.TRUST_PEM.sets((b, v) -> b.startTls(HttpKeys.trustingPem(v))),
            Setting.of("banner-contains", Form.TEXT, "A text that the banner must have.")
                    .sets((b, v) -> b.bannerContains(v.text())),
            Setting.of("ehlo", Form.TEXT, "The name in the EHLO command.").sets((b, v) -> b.ehlo(v.text())));

    private static final List<Setting> TCP = List.of(
            Setting.of("send", Form.PRIVATE_TEXT, "What is sent, unless it is a credential."),
            SEND_SECRET,
            Setting.of("expect", Form.TEXT, "What the other side must send."));

    private static final Setting QUERY =
            Setting.of("query", Form.TEXT, "The name that is asked for.").needed();

    /**
     * One kind of check.
     *
     * @param word what it is called
     * @param settings its keys
     * @param maker makes it of what was given
     */
    record Kind(String word, List<Setting> settings, Function<Given, HealthCheck> maker) {}

    static final List<Kind> KINDS = List.of(
            new Kind("http", HttpKeys.ALL, HttpKeys::make),
            new Kind("tcp", joined(List.of(HttpKeys.PORT), TCP), CheckKeys::tcp),
            new Kind("tls", joined(List.of(HttpKeys.PORT), Assigned.settings(TLS)), CheckKeys::tls),
            new Kind("smtp", joined(List.of(HttpKeys.PORT), Assigned.settings(SMTP)), CheckKeys::smtp),
            new Kind("dns", joined(List.of(QUERY), Assigned.settings(DNS)), CheckKeys::dns),
            new Kind("ping", List.of(), CheckKeys::ping));

    /** The kinds that no key can say, with what to do instead. */
    static final Map<String, String> CODE = Map.of(
            "command", "set program and arguments with `CommandCheck.program(..)`",
            "heartbeat", "the application feeds it: `HeartbeatCheck.silence(..)`",
            "combined", "`CombinedCheck` of several checks",
            "inverted", "`InvertedCheck` of another check",
            "cached", "`CachedCheck` of another check");

    static final Setting KIND = Setting.of("kind", Form.WORD, "The kind of check.")
            .needed()
            .words(KINDS.stream().map(Kind::word).toArray(String[]::new));

    /** Each key once, in the order of the kinds. */
    static final List<Setting> ALL = Stream.concat(
                    Stream.of(KIND), KINDS.stream().flatMap(kind -> kind.settings().stream()))
            .distinct()
            .toList();

    private CheckKeys() {}

    private static List<Setting> joined(List<Setting> first, List<Setting> then) {
        List<Setting> all = new ArrayList<>(first);
        all.addAll(then);
        return List.copyOf(all);
    }

    /** All keys below a group, such as {@code check}, which are for this method of the builder. */
    static List<Setting> in(String group, String option) {
        return ALL.stream().map(setting -> setting.in(group).options(option)).toList();
    }

    /** The kinds that know a key. */
    static List<String> kindsOf(Setting setting) {
        return KINDS.stream()
                .filter(kind -> kind.settings().contains(setting))
                .map(Kind::word)
                .toList();
    }

    /** The check that was described; empty if nothing of it was given. */
    static Optional<HealthCheck> read(Given check) {
        if (check.isEmpty()) {
            return Optional.empty();
        }
        Value word = check.needed("kind", "one of " + String.join(", ", KIND.words()));
        Kind kind = word.make(CheckKeys::kind);
        List<String> known = kind.settings().stream().map(Setting::name).toList();
        for (Value value : check.all()) {
            String name = value.setting().name();
            String own = name.substring(name.lastIndexOf("check.") + "check.".length());
            if (!own.equals(KIND.name()) && !known.contains(own)) {
                throw value.refused(own + " is not for a check of kind " + kind.word());
            }
        }
        return Optional.of(kind.maker().apply(check));
    }

    private static Kind kind(Value value) {
        String wanted = WrittenKey.squashed(value.text().strip());
        String code = CODE.get(wanted);
        Value.require(code == null, "a check of this kind needs code: " + code + "; give it to the builder");
        String word = value.word();
        return KINDS.stream()
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static HealthCheck tcp(Given check) {
        TcpCheck open = port(check).make(v -> TcpCheck.port(v.number()));
        Optional<Value> text = check.value("send");
        Optional<Value> secret = check.value("send-secret");
        if (text.isPresent() && secret.isPresent()) {
            throw secret.get().refused("there is a text, too, as " + text.get().key());
        }
        TcpCheck sending = text.map(value -> value.make(v -> open.send(v.text())))
                .or(() -> secret.map(value -> value.make(v -> open.send(check.secret(v)))))
                .orElse(open);
        return check.value("expect")
                .map(value -> value.make(v -> sending.expect(v.text())))
                .orElse(sending);
    }

    private static HealthCheck tls(Given check) {
        TlsCheck.Builder builder = port(check).make(v -> TlsCheck.port(v.number()));
        Assigned.all(TLS, check, builder, b -> {});
        return check.whole(builder::build);
    }

    private static HealthCheck smtp(Given check) {
        SmtpCheck.Builder builder = port(check).make(v -> SmtpCheck.port(v.number()));
        Assigned.all(SMTP, check, builder, b -> {});
        return check.whole(builder::build);
    }

    private static HealthCheck dns(Given check) {
        DnsCheck.Builder builder =
                check.needed("query", "the name that is asked for").make(v -> DnsCheck.query(v.text()));
        Assigned.all(DNS, check, builder, b -> {});
        return check.whole(builder::build);
    }

    private static HealthCheck ping(Given check) {
        return check.needed("kind", "ping").make(v -> PingCheck.bySystem());
    }

    private static Value port(Given check) {
        return check.needed("port", "1 to 65535");
    }
}
