package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dnsfailover.OperatorIntent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What pages are told by and by, in virtual time. */
class ConsoleStreamsTest {

    private static final Visitor LEA = Visitor.looking("lea");

    private final Shown shown = new Shown().start();

    @AfterEach
    void close() {
        shown.close();
    }

    /** Where a stream goes: what came is taken as events. */
    private static final class Reader extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;
        private boolean gone;

        /** How long each write takes. */
        private Runnable pace = () -> {};

        /** How long it takes to close it. */
        private Runnable leaving = () -> {};

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (gone) {
                throw new IOException("broken pipe");
            }
            bytes.write(b, off, len);
            pace.run();
        }

        @Override
        public void close() {
            closed = true;
            leaving.run();
        }

        /** What has come since this was asked before: {@code engine}, {@code pool www}, or {@code alive}. */
        List<String> news() {
            return events().stream().map(Reader::name).toList();
        }

        List<String> events() {
            List<String> events = new ArrayList<>(
                    List.of(bytes.toString(StandardCharsets.UTF_8).split("\n\n", -1)));
            events.removeIf(String::isEmpty);
            bytes.reset();
            return events;
        }

        private static String name(String event) {
            String kind = event.substring("event: ".length(), event.indexOf('\n'));
            return kind.equals("engine") || kind.equals("alive")
                    ? kind
                    : kind + " " + data(event).path("pool").asText();
        }

        static JsonNode data(String event) {
            return Shown.json(event.substring(event.indexOf("data: ") + "data: ".length()));
        }
    }

    private ConsoleAnswer ask(String query) {
        return shown.console.answer(
                shown.by(LEA, "GET", "/api/v1/stream").query(query).build());
    }

    private Reader open(String query) {
        ConsoleAnswer answer = ask(query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", "text/event-stream");
        Reader reader = new Reader();
        answer.stream(reader);
        shown.runtime.advance(Duration.ZERO);
        return reader;
    }

    @Test
    void aStreamBeginsWithAll() {
        Reader reader = open("");

        List<String> events = reader.events();
        assertThat(events).hasSize(3);
        assertThat(events.get(0)).startsWith("event: engine\ndata: {\"api\":1,");
        assertThat(Reader.data(events.get(0)).has("pools")).isFalse();
        assertThat(Reader.data(events.get(0)).at("/visitor/name").asText()).isEqualTo("lea");
        assertThat(Reader.data(events.get(1)).path("pool").asText()).isEqualTo("www");
        assertThat(Reader.data(events.get(2)).path("pool").asText()).isEqualTo("api");
    }

    @Test
    void aMoveIsToldWithinAQuarterOfASecond() {
        Reader reader = open("");
        reader.news();

        shown.begin(OperatorIntent.pin("www", "aws"));
        shown.runtime.advance(Duration.ofMillis(250));

        List<String> events = reader.events();
        assertThat(events).hasSize(1);
        assertThat(Reader.data(events.get(0)).path("pool").asText()).isEqualTo("www");
        assertThat(Reader.data(events.get(0)).path("published").toString()).isEqualTo("[\"aws\"]");
    }

    @Test
    void whatStaysTheSameIsNotToldAgain() {
        Reader reader = open("");
        shown.advance(30);
        reader.news();

        shown.advance(60);

        assertThat(reader.news()).as("but that it lives").containsOnly("alive");
    }

    @Test
    void aStreamWithoutNewsTellsEachFifteenSecondsThatItLives() {
        Reader reader = open("");
        shown.advance(30);
        reader.news();

        shown.advance(60);

        assertThat(reader.news()).hasSize(4).containsOnly("alive");
    }

    @Test
    void aPoolIsToldAtLengthToWhoeverLooksAtIt() {
        Reader reader = open("pool=%77ww");
        List<String> first = reader.events();
        shown.say(OperatorIntent.freeze("api"));
        shown.say(OperatorIntent.freeze("www"));

        List<String> later = reader.events();

        assertThat(first).hasSize(1);
        assertThat(first.get(0)).startsWith("event: detail\ndata: ");
        assertThat(Reader.data(first.get(0)).has("explanation")).isTrue();
        assertThat(later)
                .isNotEmpty()
                .allMatch(event -> Reader.data(event).path("pool").asText().equals("www"));
        assertThat(Reader.data(later.get(later.size() - 1))
                        .at("/intents/0/text")
                        .asText())
                .isEqualTo("freeze");
    }

    @Test
    void oneMoreThanThereArePlacesIsToldToComeBack() {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            readers.add(open(i % 2 == 0 ? "" : "pool=www"));
        }

        ConsoleAnswer refused = ask("");
        readers.get(7).gone = true;
        shown.advance(20);
        ConsoleAnswer taken = ask("");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsEntry("Retry-After", "10");
        assertThat(readers.get(7).closed).isTrue();
        assertThat(readers.get(8).closed).isFalse();
        assertThat(taken.status()).isEqualTo(200);
    }

    /** An adapter that fails between the answer and the stream. */
    @Test
    void aPlaceThatNobodyTakesIsFreeAgain() {
        for (int i = 0; i < 32; i++) {
            assertThat(ask("").status()).isEqualTo(200);
        }
        ConsoleAnswer late = ask("");
        shown.advance(10);
        ConsoleAnswer next = ask("");

        assertThat(late.status()).isEqualTo(503);
        assertThat(next.status()).isEqualTo(200);
    }

    @Test
    void whoeverComesTooLateFindsItsPlaceGivenAway() {
        ConsoleAnswer answer = ask("");
        shown.advance(11);
        Reader reader = new Reader();

        answer.stream(reader);
        shown.advance(1);

        assertThat(reader.closed).isTrue();
        assertThat(reader.news()).isEmpty();
    }

    @Test
    void aReaderWhoDoesNotReadHoldsUpNobodyElse() {
        Reader slow = open("");
        Reader quick = open("");
        slow.news();
        quick.news();
        slow.pace = () -> shown.runtime.elapse(Duration.ofHours(1));

        shown.say(OperatorIntent.freeze("www"));
        shown.say(OperatorIntent.freeze("api"));

        assertThat(slow.news()).hasSize(1);
        assertThat(quick.news()).contains("pool www", "pool api");
    }

    @Test
    void aReaderWhoDoesNotReadIsCutOffAndItsPlaceIsFree() {
        Reader slow = open("");
        for (int i = 0; i < 31; i++) {
            open("");
        }
        slow.pace = () -> shown.runtime.elapse(Duration.ofHours(1));
        shown.say(OperatorIntent.freeze("www"));

        shown.advance(28);
        boolean early = slow.closed;
        int before = ask("").status();
        shown.advance(3);

        assertThat(early).isFalse();
        assertThat(before).isEqualTo(503);
        assertThat(slow.closed).isTrue();
        assertThat(ask("").status()).isEqualTo(200);
    }

    /** As the JDK's server does, which first reads what a request promised to send, and waits for it. */
    @Test
    void aStreamThatDoesNotCloseLosesItsPlaceAllTheSame() {
        for (int i = 0; i < 32; i++) {
            Reader reader = open("");
            reader.leaving = () -> shown.runtime.elapse(Duration.ofHours(1));
            reader.gone = true;
        }
        shown.say(OperatorIntent.freeze("www"));
        int before = ask("").status();

        shown.advance(3);

        assertThat(before).isEqualTo(503);
        assertThat(ask("").status()).isEqualTo(200);
    }

    /** Nothing waits in line for it but what is true by then. */
    @Test
    void aSlowReaderIsToldTheLatest() {
        Reader slow = open("pool=www");
        slow.pace = () -> shown.runtime.elapse(Duration.ofSeconds(20));
        shown.say(OperatorIntent.pin("www", "aws"));
        slow.events();
        shown.say(OperatorIntent.pin("www", "dc1"));
        shown.say(OperatorIntent.pin("www", "aws"));
        shown.say(OperatorIntent.freeze("www"));

        shown.advance(20);

        List<String> events = slow.events();
        assertThat(events).hasSize(1);
        assertThat(Reader.data(events.get(0)).path("intents")).hasSize(2);
    }

    @Test
    void streamsEndWithTheEngineAndSayThatItEnded() {
        Reader reader = open("");
        reader.news();

        shown.engine.close();
        shown.advance(5);

        List<String> events = reader.events();
        assertThat(reader.closed).isTrue();
        assertThat(events.stream()
                        .filter(event -> event.startsWith("event: engine"))
                        .map(event -> Reader.data(event).path("running").asBoolean()))
                .contains(false);
    }

    /** Many pages come back at once, each a moment after the other: there is never a moment without one. */
    @Test
    void streamsThatComeAfterTheEndOfTheEngineStay() {
        open("");
        shown.engine.close();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            shown.runtime.advance(Duration.ofMillis(100));
            readers.add(open(""));
        }

        shown.advance(5);

        assertThat(readers.get(0).closed).as("it began before the end was seen").isTrue();
        assertThat(readers.subList(5, 20)).noneMatch(reader -> reader.closed);
    }

    @Test
    void anEngineThatWasNotStartedYetHasStreams() {
        try (Shown still = new Shown()) {
            ConsoleAnswer answer =
                    still.console.answer(still.by(LEA, "GET", "/api/v1/stream").build());
            Reader reader = new Reader();
            answer.stream(reader);
            still.advance(20);
            boolean before = reader.closed;
            still.engine.start();
            still.advance(30);

            assertThat(before).isFalse();
            assertThat(reader.closed).isFalse();
            assertThat(reader.news()).contains("engine", "pool www");
        }
    }

    @Test
    void streamsEndWithTheConsoleAndNoneBegins() {
        Reader reader = open("");
        ConsoleAnswer asked = ask("");

        shown.console.close();
        Reader late = new Reader();
        asked.stream(late);
        shown.runtime.advance(Duration.ofMillis(100));

        assertThat(reader.closed).isTrue();
        assertThat(late.closed).isTrue();
        assertThat(ask("").status()).isEqualTo(503);
        assertThat(shown.get(LEA, "/api/v1/engine").status()).isEqualTo(200);
    }

    @Test
    void closingTwiceDoesNoHarm() {
        shown.console.close();
        shown.console.close();

        assertThat(shown.get(LEA, "/").status()).isEqualTo(200);
    }
}
