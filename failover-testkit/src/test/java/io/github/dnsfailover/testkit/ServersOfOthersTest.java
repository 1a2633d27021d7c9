package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.event.ChangeProved;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers as a provider may name them whose code nobody checked: what they break is told. */
class ServersOfOthersTest {

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    /** What may be wrong with a server before it is asked. */
    enum Oddity {
        IS_NULL,
        HAS_NO_NAME,
        THROWS
    }

    /** It was asked on the engine's thread, and the proof ended there without a word. */
    @ParameterizedTest
    @EnumSource(Oddity.class)
    void aListThatCannotBeUsedIsTold(Oddity oddity) {
        stage.provider(named(() -> Arrays.asList(new Good(), odd(oddity))));

        stage.start();
        stage.advance(30);

        assertThat(stage.only(Kind.NOT_PROVED).text()).contains("the servers could not be found");
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void aPreflightEndsWithWordsOfIt(Oddity oddity) {
        stage.provider(named(() -> Arrays.asList(new Good(), odd(oddity))));
        stage.start();

        CompletableFuture<PreflightReport> report = stage.running().preflight();

        assertThat(stage.runtime.advanceUntil(report::isDone, Duration.ofMinutes(5)))
                .isTrue();
        assertThat(report.join().toString()).contains("not found, so changes cannot be proved");
    }

    /** Null was taken for the right answer, so that a change was said to be proved that nobody had seen there. */
    @Test
    void aServerThatAnswersNullProvesNothing() {
        stage.provider(named(() -> List.of(new Good(), new Good() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            @SuppressWarnings("NullAway") // as a server may that nobody checked
            public Answer ask(RecordKey key, Duration timeout) {
                return null;
            }
        })));

        stage.start();
        stage.advance(30);

        assertThat(stage.all(ChangeProved.class)).isEmpty();
        assertThat(stage.only(Kind.NOT_PROVED).text()).contains("odd does not answer: its question answered null");
    }

    @SuppressWarnings("NullAway") // as a server may that nobody checked
    private @Nullable Server odd(Oddity oddity) {
        return switch (oddity) {
            case IS_NULL -> null;
            case HAS_NO_NAME ->
                new Good() {
                    @Override
                    public String name() {
                        return null;
                    }
                };
            case THROWS ->
                new Good() {
                    @Override
                    public String unaskable() {
                        throw new IllegalStateException("an oversight");
                    }
                };
        };
    }

    private class Good implements Server {

        @Override
        public String name() {
            return "good";
        }

        @Override
        public Answer ask(RecordKey key, Duration timeout) {
            RecordSet there = stage.zone.get(key);
            return new Answer.Authoritative(there, Duration.ofSeconds(there.isEmpty() ? 30 : 0));
        }
    }

    private DnsProvider named(Authorities authorities) {
        return new DnsProvider() {
            @Override
            public ProviderTraits traits() {
                return stage.memory.traits();
            }

            @Override
            public Authorities authorities() {
                return authorities;
            }

            @Override
            public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
                return stage.memory.read(keys);
            }

            @Override
            public WriteResult apply(RecordChange change) throws DnsProviderException {
                return stage.memory.apply(change);
            }
        };
    }
}
