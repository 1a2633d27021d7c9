package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.examples.demo.Visit.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The story of the demo, in three acts: the primary serves; it stops and the record moves; it is back and the record
 * returns. Played once, on the calling thread.
 */
final class Story {

    private static final Duration OLD_TTL = Duration.ofMinutes(5); // as a record may have that nobody meant to move
    private static final Duration LAST_VISIT = Duration.ofSeconds(5); // a look-up and a page have limits of 3 s
    private static final int MAILS = 2; // one for the failover, one for the failback

    private final DemoSettings settings;
    private final DemoDns.Opener dns;
    private final Timeline timeline;
    private final Observer observer;

    /** Null without mail. */
    private @Nullable DemoMail mail;

    private boolean wantsPair;

    /** Null unless wanted, and before the engine is made. */
    private @Nullable OkHttpPair pair;

    /** Null without a console: what it stays open for. */
    private @Nullable InputStream watched;

    /** Null unless wanted, and before the engine is made. */
    private @Nullable DemoConsole console;

    private Engines.Maker engines = this::engine;

    Story(DemoSettings settings, DemoDns.Opener dns, PrintStream out) {
        this.settings = settings;
        this.dns = dns;
        this.timeline = new Timeline(out);
        this.observer = new Observer(timeline);
    }

    /** Also sends mail; not closed. */
    Story with(DemoMail value) {
        mail = value;
        return this;
    }

    /** Also shows a client with keep-alive that follows the engine, beside one that does not; for one engine. */
    Story withOkHttp() {
        wantsPair = true;
        return this;
    }

    /** Opens the console of the engine, and keeps all running after the story until the input ends; for one engine. */
    Story withConsole(InputStream until) {
        watched = until;
        return this;
    }

    /** Is played by several instances in place of one engine; the DNS is to be the embedded one. */
    Story withInstances(int count) {
        engines = (sites, opened) ->
                Fleet.of(count, new Fleet.Scene(settings, sites, (EmbeddedDns) opened), observer, timeline);
        return this;
    }

    /** How long the two moves took, from the cause until the client read the other page. */
    private record Moves(Duration failover, Duration failback) {}

    /**
     * Plays it; the last line printed is the result.
     *
     * @throws CannotBegin if this machine lacks something
     * @throws DidNotHappen if an act did not end as it must
     */
    void play() throws IOException, InterruptedException, CannotBegin, DidNotHappen {
        Moves moves;
        List<String> results;
        try (WebSite.Pair sites = WebSite.Pair.start();
                DemoDns opened = dns.open(standing(sites.primary()));
                Engines playing = engines.with(sites, opened)) {
            introduce(sites, opened, playing);
            moves = watched(
                    playing,
                    sites,
                    new Visitor(DemoPool.HOST, opened.server(), sites.primary().port()));
            results = playing.results();
            stay(moves, results);
        } finally {
            DemoConsole opened = console;
            if (opened != null) {
                opened.close();
            }
        }
        if (watched == null) {
            conclude(moves, results);
        }
    }

    /** With a console the result comes before the end, which somebody may make by Ctrl-C. */
    private void stay(Moves moves, List<String> results) throws DidNotHappen, IOException {
        InputStream until = watched;
        DemoConsole opened = console;
        if (until == null || opened == null) {
            return;
        }
        conclude(moves, results);
        timeline.last("console open at " + opened.url() + " until Ctrl-C or the end of the input");
        DemoConsole.stayUntilTheEndOf(until);
        timeline.last("console closed");
    }

    private Moves watched(Engines playing, WebSite.Pair sites, Visitor client)
            throws IOException, InterruptedException, DidNotHappen {
        timeline.curtainUp();
        CountDownLatch ended = new CountDownLatch(1);
        Thread visits = new Thread(() -> visitUntil(ended, client), "client");
        visits.setDaemon(true);
        visits.start();
        try {
            return acts(playing, sites);
        } finally {
            timeline.curtainDown();
            ended.countDown();
            visits.join(LAST_VISIT.toMillis());
        }
    }

    private static RecordSet standing(WebSite primary) {
        return RecordSet.of(RecordKey.of(DemoPool.HOST, RecordType.A), OLD_TTL, primary.address());
    }

    private Engines engine(WebSite.Pair sites, DemoDns opened) throws IOException {
        EndpointPool pool = DemoPool.of(settings, DemoPool.Places.of(sites), opened.provider());
        FailoverEngine engine = engine(pool);
        if (wantsPair) {
            pair = new OkHttpPair(engine, opened.server(), sites.primary().port(), timeline);
        }
        if (watched != null) {
            console = DemoConsole.open(engine);
        }
        return new OneEngine(engine);
    }

    private FailoverEngine engine(EndpointPool pool) {
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool)
                .environment("demo")
                .leadership(Leadership.singleInstance())
                .listener(observer)
                .withoutLogging(); // the observer shows the same events, in the timeline
        DemoMail box = mail;
        if (box == null) {
            return builder.build();
        }
        FailoverEngine engine = builder.listener(box.alerts()).build();
        box.watch(engine);
        return engine;
    }

    private void visitUntil(CountDownLatch ended, Visitor client) {
        try {
            do {
                OkHttpPair both = pair;
                if (both != null) {
                    both.visit();
                }
                observer.visited(client.visit());
            } while (!ended.await(settings.visit().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void introduce(WebSite.Pair sites, DemoDns opened, Engines playing) {
        timeline.stated(
                "primary", sites.primary().platform() + " at " + sites.primary().url());
        timeline.stated(
                "backup", sites.backup().platform() + " at " + sites.backup().url());
        timeline.stated(
                "dns",
                opened.words() + " at " + opened.server().getAddress().getHostAddress() + ":"
                        + opened.server().getPort() + ", changed by " + opened.changedBy());
        timeline.stated(
                "client",
                "looks up " + DemoPool.HOST + " every " + DemoSettings.seconds(settings.visit())
                        + " at that server, without a cache, and fetches the page");
        if (wantsPair) {
            timeline.stated("", "and two OkHttp clients that keep their connections: one follows, one is plain");
        }
        if (!playing.introduction().isEmpty()) {
            timeline.stated("engines", playing.introduction());
        }
        DemoConsole page = console;
        if (page != null) {
            timeline.stated("console", page.url());
        }
        timeline.stated("settings", "of this demo, too quick for production:");
        timeline.stated("", settings.words());
    }

    private Moves acts(Engines playing, WebSite.Pair sites) throws IOException, InterruptedException, DidNotHappen {
        WebSite primary = sites.primary();
        WebSite backup = sites.backup();
        Act act = new Act(playing);
        playing.start();
        act.needs("the client reads the page of " + primary.platform(), () -> observer.reads(primary));
        act.needs("the record is taken over, and proved", () -> observer.isProved(primary));
        act.needs("both sites are healthy", () -> observer.isHealthy(primary) && observer.isHealthy(backup));
        act.needs("the engines are ready", playing::isReady);

        act = new Act(playing);
        timeline.happened("demo", "STOPS " + primary.platform());
        primary.stop();
        playing.stopped();
        Duration failover =
                act.needs("the client reads the page of " + backup.platform(), () -> observer.reads(backup));
        act.needs("every server is seen to lead to " + backup.platform(), () -> observer.isProved(backup));
        act.needs("the client that follows is at " + backup.platform(), () -> follows(backup));

        act = new Act(playing);
        timeline.happened("demo", "STARTS " + primary.platform() + " again");
        primary.start();
        Duration failback =
                act.needs("the client reads the page of " + primary.platform(), () -> observer.reads(primary));
        act.needs("every server is seen to lead to " + primary.platform(), () -> observer.isProved(primary));
        act.needs("the client that follows is at " + primary.platform(), () -> follows(primary));
        awaitMail();
        return new Moves(failover, failback);
    }

    private boolean follows(WebSite site) {
        OkHttpPair both = pair;
        return both == null || both.follows(site);
    }

    /** Both mails must be there while the engine can still be asked. */
    private void awaitMail() throws DidNotHappen {
        DemoMail box = mail;
        if (box == null) {
            return;
        }
        int count = box.await(MAILS, settings.patience());
        if (count != MAILS) {
            throw new DidNotHappen(count + " mails were received; there must be one for each move");
        }
    }

    private void showMail() throws IOException {
        DemoMail box = mail;
        if (box != null) {
            List<String> lines = box.received();
            lines.forEach(timeline::last);
            timeline.last("mail ok: "
                    + lines.stream()
                            .filter(line -> line.equals("--- mail received ---"))
                            .count() + " received");
        }
    }

    private void conclude(Moves moves, List<String> results) throws DidNotHappen, IOException {
        String failover = DemoSettings.seconds(moves.failover());
        String failback = DemoSettings.seconds(moves.failback());
        timeline.stated("failover", failover + " from the stop of the primary until the client had the backup's page");
        timeline.stated(
                "failback",
                failback + " from its start until the client had its page again, "
                        + DemoSettings.seconds(settings.soak()) + " of it soak");
        String counts = Stream.of(Answer.values())
                .map(kind -> observer.answers(kind) + " " + kind)
                .collect(Collectors.joining(", "));
        timeline.stated("answers", counts + "; pages missed meanwhile: " + observer.pagesMissed());
        int empty = observer.answers(Answer.NODATA) + observer.answers(Answer.NXDOMAIN);
        int failed = observer.answers(Answer.SERVFAIL) + observer.answers(Answer.OTHER);
        if (empty + failed > 0) {
            throw new DidNotHappen("the client got " + empty + " empty answers and " + failed
                    + " failures of DNS; a move must cause none");
        }
        showMail();
        OkHttpPair both = pair;
        if (both != null) {
            timeline.last(both.result());
            both.close();
        }
        results.forEach(timeline::last);
        timeline.last("demo ok: failover " + failover + ", failback " + failback + ", empty answers " + empty);
    }

    /** One act: what it needs must happen before its time is over. */
    private final class Act {

        private final Engines playing;
        private final long begin = System.nanoTime();

        private Act(Engines playing) {
            this.playing = playing;
        }

        /** Waits; how long after the act's beginning it happened. */
        private Duration needs(String what, BooleanSupplier something) throws InterruptedException, DidNotHappen {
            Duration passed = Duration.ofNanos(System.nanoTime() - begin);
            if (!observer.await(something, settings.patience().minus(passed))) {
                throw new DidNotHappen(
                        "within " + DemoSettings.seconds(settings.patience()) + " it did not come to this: " + what
                                + "; the client last got: " + observer.lastVisit() + "; " + playing.words());
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }
}
