package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.examples.demo.PlayingInstance.Word;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Several instances of a program, each in a JVM of its own, which elect a leader over a store that they share. The
 * leader is killed when the primary stops. Confined to one thread but for what the instances say.
 */
final class Fleet implements Engines {

    private final int size;
    private final Scene scene;
    private final Observer observer;
    private final Timeline timeline;
    private final H2Store store;
    private final List<WatchedInstance> instances = new CopyOnWriteArrayList<>();

    /** Ends the processes also when this program is told to end in the middle. */
    private final Thread atExit = new Thread(() -> instances.forEach(WatchedInstance::kill), "end-fleet");

    /** Where the story is played. */
    record Scene(DemoSettings settings, WebSite.Pair sites, EmbeddedDns dns) {}

    private Fleet(int size, Scene scene, Observer observer, Timeline timeline) throws IOException {
        this.size = size;
        this.scene = scene;
        this.observer = observer;
        this.timeline = timeline;
        this.store = H2Store.open();
    }

    /** Makes the store; nobody plays yet. */
    static Fleet of(int size, Scene scene, Observer observer, Timeline timeline) throws IOException {
        Fleet fleet = new Fleet(size, scene, observer, timeline);
        Runtime.getRuntime().addShutdownHook(fleet.atExit);
        return fleet;
    }

    @Override
    public String introduction() {
        return size + " instances in " + size + " JVMs, one of which leads by a lease of "
                + DemoSettings.seconds(PlayingInstance.LEASE) + " (default 15 s) in an H2 database";
    }

    @Override
    public void start() throws IOException {
        Map<String, String> secrets =
                Map.of(PlayingInstance.KEY, scene.dns().key().secret(), PlayingInstance.PASSWORD, store.password());
        DemoPool.Places places = DemoPool.Places.of(scene.sites());
        for (int i = 1; i <= size; i++) {
            WatchedInstance instance = WatchedInstance.start(
                    new PlayingInstance.Orders(
                            "node-" + i,
                            scene.settings(),
                            places,
                            scene.dns().server().getPort(),
                            store.url()),
                    secrets);
            instances.add(instance);
            instance.listen((word, more) -> heard(instance, word, more));
        }
    }

    private void heard(WatchedInstance instance, Word word, String more) {
        switch (word) {
            case SAYS -> timeline.happened(instance.name(), more);
            case PROVED -> observer.sawProof(List.of(more.split(" ")));
            case HEALTHY -> observer.sawHealth(more, Health.HEALTHY);
            case AILING -> observer.sawHealth(more, Health.UNHEALTHY);
            case LEADS, FOLLOWS -> observer.happened();
        }
    }

    private Optional<WatchedInstance> leader() {
        return instances.stream()
                .filter(instance -> instance.term().isPresent())
                .findFirst();
    }

    @Override
    public boolean isReady() {
        return leader().isPresent()
                && instances.stream()
                        .allMatch(instance ->
                                instance.isAlive() && instance.sees(WebSite.PRIMARY) && instance.sees(WebSite.BACKUP));
    }

    @Override
    public void stopped() throws DidNotHappen, InterruptedException {
        // On a starved machine the lead may be lost in this very moment.
        observer.await(() -> leader().isPresent(), scene.settings().patience());
        WatchedInstance leader =
                leader().orElseThrow(() -> new DidNotHappen("no instance leads when the primary stops; " + words()));
        timeline.happened(
                "demo",
                "KILLS " + leader.name() + ", which leads in term "
                        + leader.term().orElse("?"));
        leader.kill();
    }

    @Override
    public String words() {
        return "the instances:\n"
                + instances.stream().map(WatchedInstance::words).collect(Collectors.joining("\n"));
    }

    /** Counts in the history of the zone, not in what the instances say of themselves. */
    @Override
    public List<String> results() throws DidNotHappen {
        try {
            return List.of(WhoMoved.of(scene.dns().zone().history()).words());
        } catch (DidNotHappen e) {
            throw new DidNotHappen(e.getMessage() + "; " + words());
        }
    }

    @Override
    public void close() {
        instances.forEach(WatchedInstance::askToEnd);
        instances.forEach(WatchedInstance::end);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } finally {
            store.close();
        }
    }
}
