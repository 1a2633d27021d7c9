package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The keys of an engine. */
public final class EngineKeys {

    private static final List<Assigned<FailoverEngine.Builder>> EACH = List.of(
            Setting.of("owner", Form.TEXT, "The owner of the records, such as the application; part of the mark.")
                    .fallback("dnsfailover")
                    .sets((b, v) -> b.owner(v.text())),
            Setting.of("environment", Form.TEXT, "The environment; part of the mark.")
                    .fallback("default")
                    .sets((b, v) -> b.environment(v.text())),
            Setting.of("site", Form.TEXT, "The site that the engine runs in.").sets((b, v) -> b.site(v.text())),
            Setting.of("rank", Form.NUMBER, "The number of this deployment.")
                    .fallback("0")
                    .sets((b, v) -> b.rank(v.longNumber())),
            Setting.of("dry-run", Form.SWITCH, "Does everything but write.")
                    .fallback("false")
                    .turnsOn(FailoverEngine.Builder::dryRun),
            Setting.of("stop-file", Form.FILE, "Nothing is written while this file exists.")
                    .sets((b, v) -> b.stopFile(v.path())),
            Setting.of("without-logging", Form.SWITCH, "Leaves out the listener that logs.")
                    .fallback("false")
                    .turnsOn(FailoverEngine.Builder::withoutLogging),
            Setting.of("leadership", Form.WORD, "Promises that no other engine writes the same records.")
                    .words("single-instance")
                    .needed("unless code says it")
                    .sets((b, v) -> {
                        v.word();
                        b.leadership(Leadership.singleInstance());
                    }),
            Setting.of("state-store.file", Form.FILE, "A file that keeps operators' intents over a restart.")
                    .fallback("in memory")
                    .sets((b, v) -> b.stateStore(StateStore.file(v.path()))));

    private static final String CONTROLS = "controls";

    private static final List<Setting> CONTROL = Stream.of(
                    Setting.of("name", Form.TEXT, "The name of a control target.")
                            .needed(),
                    Setting.of("address", Form.TEXT, "Its IPv4 or IPv6 address, without a port.")
                            .needed(),
                    Setting.of("timeout", Form.DURATION, "How long its answer may take.")
                            .fallback("3s"))
            .map(setting -> setting.in(CONTROLS + "[]").options("control"))
            .toList();

    /** What the builder must be handed. */
    static final Map<String, String> CODE = Map.of(
            "pool", "the pools, made by `EndpointPool.fromProperties(..)` or otherwise",
            "listener", "a receiver of events, such as `Alerts`",
            "runtime", "clocks and threads, where they are not the engine's own");

    static final Table TABLE = new Table(
            Stream.of(Assigned.settings(EACH), CONTROL, CheckKeys.in(CONTROLS + "[].check", "control"))
                    .flatMap(List::stream)
                    .toList(),
            CODE);

    private EngineKeys() {}

    /** What a builder that was made of keys refuses, told to whoever wrote them. */
    public static String refusal(String origin, IllegalArgumentException refused) {
        return origin + ": " + TABLE.inKeys(String.valueOf(refused.getMessage()));
    }

    /**
     * A builder with everything that the keys say; see {@link PoolKeys#read}.
     *
     * @throws IllegalArgumentException if a key is unknown, or a value breaks a rule; it names key, value and rule
     */
    public static FailoverEngine.Builder read(Source source, Consumer<FailoverEngine.Builder> rules) {
        Given given = Given.of(source, TABLE);
        FailoverEngine.Builder builder = FailoverEngine.builder();
        Assigned.all(EACH, given, builder, rules);
        given.each(CONTROLS).forEach(control -> builder.control(control(control)));
        return builder;
    }

    private static ControlTarget control(Given given) {
        Value name = given.needed("name", "a control target has a name");
        Value address = given.needed("address", "a control target has an address");
        HealthCheck check = CheckKeys.read(given.at("check"))
                .orElseThrow(() -> new IllegalArgumentException(
                        given.at("check").key("kind") + ": none given; a control target has a check"));
        name.give(v -> ControlTarget.at(v.text(), "192.0.2.1", check)); // the rule of names, told with their key
        ControlTarget target = address.make(v -> ControlTarget.at(name.text(), v.text(), check));
        return given.value("timeout")
                .map(value -> value.make(v -> target.timeout(v.duration())))
                .orElse(target);
    }
}
