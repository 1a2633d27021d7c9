package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engines, one on each of two or three hosts. Confined to one thread. */
final class Engines {

    /** Where they run, the first ones first, and what they call the place. */
    private static final List<Map.Entry<Host, String>> PLACES =
            List.of(Map.entry(Host.ENGINE_A, "dc1"), Map.entry(Host.ENGINE_B, "aws"), Map.entry(Host.THIRD, "third"));

    private static final Duration START_LIMIT = Duration.ofSeconds(60); // a JVM on a busy machine, then a lease

    private final Path work;
    private final Wanted wanted;
    private final Map<Host, EngineProcess> all = new EnumMap<>(Host.class);
    private boolean manual;

    Engines(Path work, Wanted wanted) {
        this.work = work;
        this.wanted = wanted;
    }

    /** Starts those that do not run, and waits until one leads. */
    void start() throws IOException {
        for (Map.Entry<Host, String> place : PLACES.subList(0, wanted.engines())) {
            EngineProcess before = all.get(place.getKey());
            if (before == null || !before.isAlive()) {
                all.put(
                        place.getKey(),
                        EngineProcess.start(
                                place.getKey(),
                                new LabEngine.Setting(place.getValue(), wanted.form(), wanted.dns(), manual, work)));
            }
        }
        Waiting.await(() -> "an engine leads; " + running().size() + " run", START_LIMIT, () -> leader().isPresent());
    }

    /** Ends all, and starts them with this kind of failback. */
    void restart(boolean withManualFailback) throws IOException {
        manual = withManualFailback;
        running().forEach(EngineProcess::end);
        start();
        calm();
    }

    List<EngineProcess> running() {
        return all.values().stream().filter(EngineProcess::isAlive).toList();
    }

    /** The one in site A, which may be dead. */
    EngineProcess inA() {
        return Optional.ofNullable(all.get(Host.ENGINE_A)).orElseThrow();
    }

    Optional<EngineProcess> leader() {
        return running().stream().filter(EngineProcess::leads).findFirst();
    }

    /** Whether one leads that is not in A. */
    boolean leadsElsewhere() {
        return running().stream().anyMatch(engine -> engine != inA() && engine.leads());
    }

    /** Somebody at the host of the leader. */
    Desk desk() {
        EngineProcess leader = leader().orElseThrow();
        Host host = all.keySet().stream()
                .filter(each -> all.get(each) == leader)
                .findFirst()
                .orElseThrow();
        return new Desk(host, work);
    }

    /** Waits until the leader may write. */
    void calm() {
        leader().flatMap(EngineProcess::ledSince)
                .ifPresent(since -> Waiting.pause(
                        Duration.between(Instant.now(), since.plus(wanted.dns().calm()))));
    }

    /** Gives the lead to the engine in A: the others are closed, and started again. */
    void leadFromA() throws IOException {
        start();
        if (!inA().leads()) {
            running().stream().filter(engine -> engine != inA()).forEach(EngineProcess::end);
            Waiting.await(() -> "the engine in A leads", START_LIMIT, () -> inA().leads());
            start();
        }
        calm();
    }

    /** What those that run have told with one of these words from a time on. */
    List<EngineProcess.Told> told(Instant since, String... words) {
        return running().stream()
                .flatMap(engine -> engine.told(since, words).stream())
                .toList();
    }
}
