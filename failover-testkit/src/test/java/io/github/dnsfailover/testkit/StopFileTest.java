package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleBegan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that stops an engine: for whoever has a shell on its host and nothing else. */
class StopFileTest {

    @TempDir
    Path directory;

    private final Stage stage = new Stage().stands(Stage.DC1);

    @AfterEach
    void close() {
        stage.close();
    }

    private Path file() {
        return directory.resolve("stop");
    }

    private void start(Path path) {
        stage.engine(engine -> engine.stopFile(path)).start();
        stage.advance(20);
    }

    /** A link to itself: what is said to be inside it cannot be looked at, on any JDK. */
    private Path loop(Path link) throws IOException {
        return Files.createSymbolicLink(link, link);
    }

    private List<Trouble> begun(Trouble.Kind kind) {
        return stage.all(TroubleBegan.class).stream()
                .map(TroubleBegan::trouble)
                .filter(trouble -> trouble.kind() == kind)
                .toList();
    }

    @Test
    void whileItExistsNothingIsWrittenAndAfterwardsTheEngineDoesWhatIsRight() throws IOException {
        start(file());
        Files.createFile(file());
        stage.advance(2);

        stage.check.fails("dc1", "refused");
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().frozen()).isEqualTo("the stop file " + file() + " exists");
        assertThat(stage.wrong()).contains(Trouble.Kind.STOP_FILE);

        Files.delete(file());
        stage.advance(10);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.wrong()).doesNotContain(Trouble.Kind.STOP_FILE);
        assertThat(stage.ended(Trouble.Kind.STOP_FILE)).hasSize(1);
    }

    @Test
    void whoPutItThereWantsNoAlarmThatNothingMoves() throws IOException {
        start(file());
        Files.createFile(file());
        stage.advance(2);

        stage.check.fails("dc1", "refused");
        stage.advance(300);

        assertThat(begun(Trouble.Kind.MOVE_BLOCKED)).allMatch(trouble -> trouble.severity() == Severity.WARNING);
        assertThat(begun(Trouble.Kind.STOP_FILE)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.WARNING);
            assertThat(trouble.isInTheWay()).isTrue();
            assertThat(trouble.pools()).containsExactly("www");
        });
    }

    @Test
    void atTheStartNotEvenAMarkIsWritten() throws IOException {
        Files.createFile(file());

        start(file());

        assertThat(stage.zone.get(Stage.MARK).isEmpty()).isTrue();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void noWordOfAnOperatorIsStrongerThanIt() throws IOException {
        start(file());
        Files.createFile(file());
        stage.advance(2);

        String pin =
                stage.say(OperatorIntent.pin("www", "aws").evenIfUnproven()).toString();
        stage.say(OperatorIntent.clear("www"));

        assertThat(pin).isEqualTo("WAITING: the stop file " + file() + " exists");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aDirectoryOrALinkThatLeadsNowhereCounts() throws IOException {
        Files.createSymbolicLink(file(), directory.resolve("nowhere"));
        start(file());
        assertThat(stage.wrong()).contains(Trouble.Kind.STOP_FILE);

        Files.delete(file());
        Files.createDirectory(file());
        stage.advance(2);
        assertThat(stage.ended(Trouble.Kind.STOP_FILE)).isEmpty();
    }

    @Test
    void untilItWasSeenOnceNothingIsWrittenAndThatIsTold() throws IOException {
        Path loop = loop(directory.resolve("loop"));

        start(loop.resolve("stop"));
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(begun(Trouble.Kind.STOP_FILE))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text())
                        .startsWith(loop.resolve("stop") + " cannot be looked at: ")
                        .endsWith("; last seen: nothing is written until then"));
    }

    @Test
    void whatCannotBeLookedAtAnyMoreIsAsItWasLastSeen() throws IOException {
        Path link = directory.resolve("link");
        start(link.resolve("stop"));
        loop(link);
        stage.advance(5);

        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(begun(Trouble.Kind.STOP_FILE))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.isInTheWay()).isFalse());
    }
}
