package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress<Integer> progress = new Progress<>();

    @Test
    void whatIsKeptIsFoundUntilItIsForgotten() {
        progress.keep("a", 1);
        progress.keep("a", 2);
        assertThat(progress.of("a")).contains(2);

        progress.forget("a");

        assertThat(progress.of("a")).isEmpty();
    }

    @Test
    void onlyTheNewestAreKept() {
        progress.keep("old", 1);
        progress.keep("renewed", 1);
        for (int i = 0; i < 98; i++) {
            progress.keep("filler" + i, 1);
        }
        progress.keep("renewed", 2);

        progress.keep("one more", 1);

        assertThat(progress.of("old")).isEmpty();
        assertThat(progress.of("renewed")).contains(2);
        assertThat(progress.of("filler0")).contains(1);
    }
}
