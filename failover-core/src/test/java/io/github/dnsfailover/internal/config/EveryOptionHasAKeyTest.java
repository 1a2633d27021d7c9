package io.github.dnsfailover.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.check.DnsCheck;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.TlsCheck;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An option that is added needs a key, or a word on why it has none. */
class EveryOptionHasAKeyTest {

    @Test
    void eachOptionOfAPoolHasAKeyOrNeedsCode() {
        assertThat(known(PoolKeys.TABLE)).containsAll(options(EndpointPool.Builder.class));
    }

    @Test
    void eachOptionOfAnEndpointHasAKey() {
        Set<String> known = new TreeSet<>();
        EndpointKeys.ALL.forEach(setting -> known.addAll(setting.options()));

        assertThat(known).containsAll(options(Endpoint.class));
    }

    @Test
    void eachOptionOfAnEngineHasAKeyOrNeedsCode() {
        assertThat(known(EngineKeys.TABLE)).containsAll(options(FailoverEngine.Builder.class));
    }

    @Test
    void noKeyIsForAnOptionThatIsGone() {
        Set<String> ofPools = options(EndpointPool.Builder.class);
        ofPools.add("named");

        assertThat(ofPools).containsAll(known(PoolKeys.TABLE));
        assertThat(options(FailoverEngine.Builder.class)).containsAll(known(EngineKeys.TABLE));
    }

    @Test
    void eachOptionOfACheckHasAKey() {
        assertThat(optionsOf("http")).containsAll(options(HttpCheck.Builder.class));
        assertThat(optionsOf("tcp")).containsAll(options(TcpCheck.class));
        assertThat(optionsOf("tls")).containsAll(options(TlsCheck.Builder.class));
        assertThat(optionsOf("smtp")).containsAll(options(SmtpCheck.Builder.class));
        assertThat(optionsOf("dns")).containsAll(options(DnsCheck.Builder.class));
    }

    @Test
    void eachCheckHasAKindOrNeedsCode() throws IOException {
        List<String> kinds = new ArrayList<>(CheckKeys.CODE.keySet());
        CheckKeys.KINDS.forEach(kind -> kinds.add(kind.word()));

        try (Stream<Path> sources =
                Files.list(Path.of("src", "main", "java", "io", "github", "dnsfailover", "check"))) {
            assertThat(sources.map(source -> source.getFileName().toString())
                            .filter(name -> name.endsWith("Check.java"))
                            .map(name -> name.replace("Check.java", "").toLowerCase(Locale.ROOT)))
                    .containsExactlyInAnyOrderElementsOf(kinds);
        }
    }

    /** Public methods that give a builder, or a changed copy. */
    private static Set<String> options(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == type)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> known(Table table) {
        Set<String> known = new TreeSet<>(table.code().keySet());
        table.settings().forEach(setting -> known.addAll(setting.options()));
        return known;
    }

    private static Set<String> optionsOf(String kind) {
        return CheckKeys.KINDS.stream()
                .filter(each -> each.word().equals(kind))
                .flatMap(each -> each.settings().stream())
                .flatMap(setting -> setting.options().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
