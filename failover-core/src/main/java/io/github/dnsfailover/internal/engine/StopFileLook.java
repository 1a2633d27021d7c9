package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/** Looks each second whether anything stands where the stop file belongs. Engine thread only. */
final class StopFileLook {

    private final EngineRuntime runtime;
    private final Coordination coordination;
    private final Path path;
    private final Consumer<EngineInput> tell;
    private boolean closed;

    StopFileLook(EngineRuntime runtime, Coordination coordination, Path path, Consumer<EngineInput> tell) {
        this.runtime = runtime;
        this.coordination = coordination;
        this.path = path;
        this.tell = tell;
    }

    void begin() {
        tell.accept(new EngineInput.StopFileWatched(path.toString()));
        look();
    }

    private void look() {
        if (!closed) {
            coordination.call(Coordination.Kind.STOP_FILE, this::exists, this::looked);
        }
    }

    /** On a thread of the lane. A link counts, wherever it leads. */
    private boolean exists() throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void looked(Ended<Boolean> end) {
        Boolean exists = end.value();
        tell.accept(
                exists == null
                        ? new EngineInput.StopFileFailed(FailureWords.of(end.failure()))
                        : new EngineInput.StopFileSeen(exists));
        if (!closed) {
            runtime.schedule(EngineLimits.STOP_FILE_LOOK, this::look);
        }
    }

    void close() {
        closed = true;
    }
}
