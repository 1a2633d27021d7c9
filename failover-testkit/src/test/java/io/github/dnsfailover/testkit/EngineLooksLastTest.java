package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens while an engine looks, right before a write, whether operators have said something new. */
class EngineLooksLastTest {

    private final Stage stage = new Stage();
    private final StateStore memory = StateStore.memory();
    private final AtomicBoolean leads = new AtomicBoolean(true);

    /** What happens while the store is asked, from when the looks of each second are late. */
    private Runnable meanwhile = () -> {};

    private boolean late;
    private int asked;

    private final Leadership leadership = scope -> leads.get() ? OptionalLong.of(5) : OptionalLong.empty();

    private final StateStore store = new StateStore() {
        @Override
        public Entry load(String key) throws IOException {
            Entry entry = memory.load(key);
            if (late) {
                asked++;
                meanwhile.run();
            }
            return entry;
        }

        @Override
        public boolean save(String key, long version, String text) throws IOException {
            return memory.save(key, version, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }
    };

    @BeforeEach
    void start() {
        stage.leadership(leadership).engine(engine -> engine.stateStore(store)).start();
        stage.advance(60);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** The primary fails, and looks that are made each second come too late for the write. */
    private void failWhileLooksAreLate() {
        stage.check.fails("dc1", "refused");
        stage.runtime.delayLane(Lane.COORDINATION, Duration.ofMinutes(5));
        late = true;
        stage.advance(12);
        assertThat(asked).as("questions to the store on the way to a write").isPositive();
    }

    @Test
    void aWriteThatNothingStandsAgainstIsMade() {
        failWhileLooksAreLate();

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aLeadThatIsLostMeanwhileWritesNoMore() {
        int before = stage.all(RecordsChanged.class).size();
        meanwhile = () -> leads.set(false);

        failWhileLooksAreLate();

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.all(RecordsChanged.class)).hasSize(before);
    }

    @Test
    void anAnswerThatTookLongIsAsOldAsItsQuestion() {
        meanwhile = () -> stage.runtime.standStill(Duration.ofSeconds(3));

        failWhileLooksAreLate();

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }
}
