package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedIntentTest {

    @TempDir
    Path folder;

    @Test
    void aPinSurvivesARestart() {
        Lab before = new Lab();
        try (FailoverEngine engine = RememberedIntent.engine(before.www, folder)
                .runtime(before.runtime)
                .build()) {
            engine.start();
            before.runtime.advance(Duration.ofMinutes(5));
            before.soon(OperatorsHand.moveAway(engine));
        }
        before.runtime.advance(Duration.ofSeconds(10));

        Lab after = new Lab(before.zone);
        try (FailoverEngine engine = RememberedIntent.engine(after.www, folder)
                .runtime(after.runtime)
                .build()) {
            engine.start();
            after.runtime.advance(Duration.ofMinutes(30));

            assertThat(engine.snapshot().pool("www").intent()).contains("ec2", "alice", "patching dc1");
            assertThat(after.published()).containsExactly(Lab.BACKUP);
        }
    }
}
