package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API says, and that it says it as its schema has it. */
class ConsoleJsonTest {

    private static final Visitor ALICE = Visitor.acting("alice");

    private final Shown shown = new Shown();

    @AfterEach
    void close() {
        shown.close();
    }

    /** Against one of the shapes that the schema names; an unknown field is a fault. */
    private void isOf(String shape, JsonNode json) {
        JsonNode all = Shown.json(shown.get(ALICE, "/api/v1/schema.json"));
        ObjectNode one = all.deepCopy();
        one.remove("anyOf");
        one.put("$ref", "#/$defs/" + shape);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://example.com/schema.json"), one);
        assertThat(schema.validate(json)).as(shape + " " + json).isEmpty();
    }

    private void allIsAsTheSchemaSays() {
        isOf("engine", Shown.json(shown.get(ALICE, "/api/v1/engine")));
        isOf("engine", Shown.json(Console.json(shown.engine)));
        isOf("pool", Shown.json(shown.get(ALICE, "/api/v1/pools/www")));
        isOf("pool", Shown.json(shown.get(Visitor.looking("lea"), "/api/v1/pools/api")));
        Picture.Frame frame =
                new Picture(shown.engine, new History(shown.engine.pools()), shown.runtime::nanoTime).frame();
        isOf("engineAlone", Shown.json(frame.engine(Optional.empty())));
        isOf("summary", Shown.json(frame.pools().values().iterator().next().json()));
        isOf("error", Shown.json(shown.get(ALICE, "/none")));
    }

    private JsonNode www() {
        return Shown.json(shown.get(ALICE, "/api/v1/pools/www"));
    }

    /** It has a runtime of its own, as one that is made by {@link Console#of}: closing a console ends that. */
    @Test
    void aClosedConsoleHearsNothingMore() {
        shown.start();
        Console other = new Console(shown.engine, new VirtualRuntime(2), outcome -> Optional.empty());
        ConsoleRequest ask = shown.by(ALICE, "GET", "/api/v1/pools/www").build();
        shown.say(OperatorIntent.pin("www", "aws"));
        shown.advance(30);

        other.close();
        JsonNode then = Shown.json(other.answer(ask));
        shown.say(OperatorIntent.pin("www", "dc1"));
        shown.advance(30);
        JsonNode now = Shown.json(other.answer(ask));

        assertThat(then.path("events")).isNotEmpty();
        assertThat(now.path("events")).isEqualTo(then.path("events"));
        assertThat(then.path("probes")).isNotEmpty();
        assertThat(now.path("probes")).isEqualTo(then.path("probes"));
        assertThat(www().path("events")).hasSizeGreaterThan(now.path("events").size());
        assertThat(now.path("version")).as("what it asks for").isEqualTo(www().path("version"));
    }

    @Test
    void theSchemaIsOne() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

        assertThat(meta.validate(Shown.json(shown.get(ALICE, "/api/v1/schema.json"))))
                .isEmpty();
    }

    @Test
    void whateverStateItIsInItIsAsTheSchemaSays() {
        allIsAsTheSchemaSays(); // not started
        shown.engine.start();
        allIsAsTheSchemaSays(); // nothing is known
        shown.advance(30);
        allIsAsTheSchemaSays(); // all is well
        shown.check.fails("dc1", "refused");
        shown.advance(60);
        allIsAsTheSchemaSays(); // moved
        shown.check.fails("aws", "refused");
        shown.advance(60);
        allIsAsTheSchemaSays(); // all down
        shown.say(OperatorIntent.pin("www", "aws").evenIfUnproven().lasting(Duration.ofHours(1)));
        shown.say(OperatorIntent.freeze("www"));
        allIsAsTheSchemaSays(); // said
        shown.zone.put(RecordSet.of(Shown.WWW, Duration.ofSeconds(30), "203.0.113.9"));
        shown.advance(120);
        allIsAsTheSchemaSays(); // edited
        shown.engine.close();
        shown.advance(10);
        allIsAsTheSchemaSays(); // closed
    }

    @Test
    void whatIsSentIsAsTheSchemaSays() {
        shown.start();
        String body = "{\"kind\":\"PIN\",\"endpoint\":\"aws\",\"because\":\"x\",\"version\":\""
                + shown.www().version() + "\",\"lasting\":\"2h\",\"evenIfUnproven\":false,\"lifts\":[]}";

        ConsoleAnswer answer = shown.act(ALICE, "www", body);

        isOf("action", Shown.json(body));
        isOf("outcome", Shown.json(answer));
    }

    @Test
    void theEngineIsShownInShort() {
        shown.start();
        JsonNode engine = Shown.json(shown.get(ALICE, "/api/v1/engine"));

        assertThat(engine.path("api").asInt()).isEqualTo(1);
        assertThat(engine.path("at").asText()).isEqualTo("2026-01-01T00:00:30Z");
        assertThat(engine.path("owner").asText()).isEqualTo("dnsfailover");
        assertThat(engine.path("running").asBoolean()).isTrue();
        assertThat(engine.at("/leads/0/own").asBoolean()).isTrue();
        assertThat(Shown.texts(engine.path("pools"), "pool")).containsExactly("www", "api");
        assertThat(engine.at("/pools/0/published").toString()).isEqualTo("[\"dc1\"]");
        assertThat(engine.at("/pools/0/confirmed").asBoolean()).isTrue();
        assertThat(engine.at("/pools/0/next").asText())
                .isEqualTo("If everything goes on as it is, nothing is changed.");
        assertThat(engine.at("/pools/0/worst").isNull()).isTrue();
        assertThat(engine.at("/pools/0/endpoints/1/site").asText()).isEqualTo("aws");
    }

    @Test
    void aMoveIsShownWithItsTimesAndItsProof() {
        shown.start();
        shown.check.fails("dc1", "refused");
        shown.runtime.advanceUntil(() -> shown.published().contains("198.51.100.109"), Duration.ofMinutes(1));
        shown.runtime.advance(Duration.ofMillis(1));
        JsonNode before = www().path("moves").path(0);
        shown.advance(60);

        JsonNode after = www().path("moves").path(0);

        assertThat(before.path("cause").asText()).isEqualTo("FAILOVER");
        assertThat(before.path("from").toString()).isEqualTo("[\"dc1\"]");
        assertThat(before.path("to").toString()).isEqualTo("[\"aws\"]");
        assertThat(before.path("acceptedToServedMillis").isNull()).isTrue();
        assertThat(before.path("lastServer").isNull()).isTrue();
        assertThat(after.path("accepted")).isEqualTo(before.path("accepted"));
        assertThat(after.path("lastServer").asText()).isNotEmpty();
        assertThat(after.path("acceptedToServedMillis").isNumber()).isTrue();
        assertThat(after.path("horizon").asText()).isNotEmpty();
        assertThat(Shown.texts(www().path("moves"), "cause")).containsExactly("FAILOVER", "ADOPTION");
        assertThat(Shown.texts(www().path("servers"), "gives")).containsOnly("NEW");
    }

    @Test
    void historyIsBoundedAndTheNewestComesFirst() {
        shown.start();
        for (int i = 0; i < 130; i++) {
            shown.say(i % 2 == 0 ? OperatorIntent.pin("www", "aws") : OperatorIntent.pin("www", "dc1"));
            shown.advance(10);
        }

        JsonNode pool = www();
        List<Instant> events = times(pool.path("events"));
        List<Instant> moves = times(pool.path("moves"));
        List<Instant> probes = times(pool.path("probes"));

        assertThat(events).hasSize(200).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(moves).hasSize(20).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(probes).hasSize(20).isSortedAccordingTo(Comparator.reverseOrder());
    }

    private static List<Instant> times(JsonNode list) {
        return Shown.texts(list, "at").stream().map(Instant::parse).toList();
    }

    @Test
    void probesComeWithWhatTheyFound() {
        shown.check.answers("aws", HealthResult.inconclusive("no <b>route</b>"));
        shown.start();

        JsonNode probe = StreamSupport.stream(www().path("probes").spliterator(), false)
                .filter(each -> each.path("endpoint").asText().equals("aws"))
                .findFirst()
                .orElseThrow();

        assertThat(probe.path("target").asText()).isEqualTo("198.51.100.109");
        assertThat(probe.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(probe.path("detail").asText()).isEqualTo("no <b>route</b>");
    }

    @Test
    void textOfOthersIsNothingButText() {
        String hostile = "</script><img src=x onerror='alert(1)'>&amp;\u2028\u2029\"\\\u0000\n\ndata: {}\r\u202e\ud800";
        shown.check.fails("dc1", hostile);
        shown.start();
        shown.advance(60);
        shown.say(OperatorIntent.freeze("www").because(hostile));

        for (String path : List.of("/api/v1/engine", "/api/v1/pools/www")) {
            String text = Shown.text(shown.get(Visitor.acting(hostile), path));

            assertThat(text).contains("onerror=").doesNotContain("<", ">", "&", "'", "\n", "\r", "\u2028", "\u2029");
            assertThat(text.chars()).as("printable ASCII").allMatch(c -> c >= ' ' && c <= '~');
            assertThat(Shown.json(text).toString()).contains("<img src=x onerror='alert(1)'>");
        }
    }

    @Test
    void anEngineThatIsNotStartedOrIsClosedIsShownAsThat() {
        JsonNode before = Shown.json(shown.get(ALICE, "/api/v1/engine"));
        shown.start();
        shown.engine.close();
        shown.advance(10);
        JsonNode after = Shown.json(shown.get(ALICE, "/api/v1/engine"));

        assertThat(before.path("running").asBoolean()).isFalse();
        assertThat(before.at("/pools/0/published").isNull()).isTrue();
        assertThat(before.at("/pools/0/confirmed").asBoolean()).isFalse();
        assertThat(after.path("running").asBoolean()).isFalse();
        assertThat(after.at("/pools/0/waitsFor").asText()).isEqualTo("the engine is closed");
        assertThat(shown.get(ALICE, "/").status()).isEqualTo(200);
    }

    /** Whoever looks often gets the same picture, so that looking costs the engine nothing. */
    @Test
    void onePictureServesAllWhoLookWithinAQuarterOfASecond() {
        shown.start();
        String first = Shown.json(shown.get(ALICE, "/api/v1/engine")).path("at").asText();
        shown.runtime.advance(Duration.ofMillis(249));
        String second =
                Shown.json(shown.get(ALICE, "/api/v1/engine")).path("at").asText();
        shown.runtime.advance(Duration.ofMillis(1));
        String third = Shown.json(shown.get(ALICE, "/api/v1/engine")).path("at").asText();

        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo("2026-01-01T00:00:30.250Z");
    }

    /** Its snapshots say for ever what was true last. */
    @Test
    void anEngineThatHangsIsToldFromOneInPeace() {
        shown.start();
        shown.advance(3_600);
        boolean inPeace =
                Shown.json(shown.get(ALICE, "/api/v1/engine")).path("hangs").asBoolean();

        shown.runtime.standStill(Duration.ofMinutes(1));

        assertThat(inPeace).isFalse();
        assertThat(Shown.json(shown.get(ALICE, "/api/v1/engine")).path("hangs").asBoolean())
                .isTrue();
        assertThat(www().path("hangs").asBoolean()).isTrue();
        allIsAsTheSchemaSays();

        shown.advance(1);
        assertThat(www().path("hangs").asBoolean()).isFalse();

        shown.engine.close();
        shown.advance(120);
        assertThat(www().path("hangs").asBoolean()).isFalse();
    }

    @Test
    void anEngineThatWasNotStartedDoesNotHang() {
        shown.advance(3_600);

        assertThat(www().path("hangs").asBoolean()).isFalse();
    }
}
