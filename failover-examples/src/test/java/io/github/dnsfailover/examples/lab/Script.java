package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.examples.lab.EngineProcess.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Breaks one thing after the other and looks what comes of it; the client's log judges. Confined to one thread. */
final class Script {

    /** How much longer than a promise is waited, so that the table says how late it was. */
    private static final int PATIENCE = 3;

    private static final Duration MAIL_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(90);
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(15); // what is promised after an outage

    private static final Duration BUTTON = Duration.ofSeconds(3); // a word travels to the leader and is judged
    private static final int FLAPS = 6;

    private final Parts parts;
    private final Form form;
    private final Story story;

    Script(Parts parts, Story story) {
        this.parts = parts;
        this.form = parts.form();
        this.story = story;
    }

    void play(Step step) throws IOException {
        story.step(step.title());
        switch (step) {
            case WITHOUT_ENGINES -> withoutEngines();
            case NORMAL -> normal();
            case STOP -> stop();
            case MANUAL -> manual();
            case HOST -> host();
            case SITE -> site();
            case LEADER -> leader();
            case PRIVATE_LINK -> privateLink();
            case UPLINK -> uplink();
            case DNS -> dns();
            case STORE -> store();
            case FLAPPING -> flapping();
            case EDIT -> edit();
            case THIRD -> third();
        }
    }

    // What is measured

    /** Waits for a page of a place, and says how long it took; empty if it was given up. */
    private Optional<Duration> pageFrom(String place, Instant from, Duration promised) throws IOException {
        Duration limit = promised.multipliedBy(PATIENCE);
        boolean came = Waiting.comes(limit, () -> page(place, from).isPresent());
        return came ? page(place, from).map(at -> Duration.between(from, at)) : Optional.empty();
    }

    private Optional<Instant> page(String place, Instant from) {
        try {
            return parts.client().first(place, from).map(ClientLog.Fetch::at);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void expectPage(String what, String place, Instant from, Duration promised) throws IOException {
        Optional<Duration> taken = pageFrom(place, from, promised);
        if (taken.isPresent()) {
            story.row(Row.within(story.step(), what, promised, taken.get()));
        } else {
            story.row(Row.missed(story.step(), what, promised, promised.multipliedBy(PATIENCE)));
        }
    }

    private void expectKeeper(Instant from, Duration promised) throws IOException {
        String what = "the client that follows has a page from B";
        Optional<Instant> first = parts.keeper().first("ec2", from).map(ClientLog.Fetch::at);
        story.row(
                first.isPresent()
                        ? Row.within(story.step(), what, promised, Duration.between(from, first.get()))
                        : Row.missed(story.step(), what, promised, Duration.between(from, Instant.now())));
    }

    private void expect(String expected, String measured, boolean asExpected) {
        story.row(new Row(story.step(), expected, measured, asExpected));
    }

    private List<Told> told(Instant since, String... words) {
        return parts.engines().told(since, words);
    }

    /** That no record moved for a time, and the client went on getting pages of one place. */
    private void expectStill(String because, Instant since, Duration time) throws IOException {
        Waiting.pause(time);
        Instant now = Instant.now();
        List<Told> moves = told(since, "MOVED");
        long failed = parts.client().failed(since, now);
        expect(
                because + ": nothing moves for " + Row.seconds(time) + ", no page is lost",
                moves.size() + " moves, " + failed + " pages lost, longest gap "
                        + Row.seconds(parts.client().longestGap(since, now)),
                moves.isEmpty() && failed == 0);
    }

    private void tellLoss(Instant since) throws IOException {
        Instant now = Instant.now();
        story.tell("the client lost " + parts.client().failed(since, now) + " pages, longest gap "
                + Row.seconds(parts.client().longestGap(since, now)));
    }

    private void expectMail(int already, String subject) throws IOException {
        boolean came = Waiting.comes(
                form.burst().plus(MAIL_LIMIT), () -> mail(already, subject).isPresent());
        expect("a mail says " + subject, came ? subjectOf(mail(already, subject).orElseThrow()) : "no mail", came);
        mail(already, subject).ifPresent(mail -> story.quote("The mail, as Exim delivered it:", headed(mail)));
    }

    private Optional<String> mail(int already, String subject) {
        try {
            return parts.mail().mails().stream()
                    .skip(already)
                    .filter(mail -> unfolded(mail).contains(subject))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String unfolded(String mail) {
        return mail.replaceAll("\r?\n[ \t]+", " ");
    }

    private static String subjectOf(String mail) {
        return unfolded(mail)
                .lines()
                .filter(line -> line.startsWith("Subject: "))
                .findFirst()
                .orElse("no subject");
    }

    /** Without the part in HTML, which says the same. */
    private static String headed(String mail) {
        int html = mail.indexOf("Content-Type: text/html");
        String text = html < 0 ? mail : mail.substring(0, html);
        int subject = text.indexOf("\nSubject: ");
        return subject < 0 ? text : text.substring(subject);
    }

    private void quoteAnswer() throws IOException {
        story.quote("`dig` at the client's resolver:", parts.resolver().answer());
    }

    private void takePictures(String name) throws IOException {
        for (Path picture : parts.engines().desk().pictures(name)) {
            story.picture(
                    "The console of the leader: " + story.step(),
                    picture.getFileName().toString());
        }
    }

    /** Both engines run, everything serves, the client is at A, and nothing waits. */
    private void restore() throws IOException {
        for (Line line : Line.values()) {
            parts.net().mend(line);
        }
        parts.webA().startAgain();
        parts.webB().startAgain();
        parts.engines().start();
        Instant from = Instant.now();
        Waiting.await(
                () -> "the client is back at A",
                form.failback(Form.MOST_RELAPSES).multipliedBy(PATIENCE).plus(PAGE_LIMIT),
                () -> page("cloudhelix", from).isPresent());
        parts.engines().calm();
    }

    /** A failback that comes by itself, timed. */
    private void expectFailback(int relapses) throws IOException {
        Instant from = Instant.now();
        expectPage("back at A by itself", "cloudhelix", from, form.failback(relapses));
        tellLoss(from);
    }

    // The steps

    private void withoutEngines() throws IOException {
        Instant from = Instant.now();
        Waiting.await(
                () -> "the client gets a page",
                PAGE_LIMIT,
                () -> page("cloudhelix", from).isPresent());
        Instant fault = Instant.now();
        parts.webA().stop();
        Duration promised = form.reaction().plus(form.spread());
        Waiting.pause(promised);
        Instant now = Instant.now();
        long served = parts.client().served("ec2", fault, now);
        long failed = parts.client().failed(fault, now);
        expect(
                "no page from B within the " + Row.seconds(promised) + " in which an engine would have brought it",
                served + " pages from B, " + failed + " lost",
                served == 0 && failed > 0);
        parts.webA().startAgain();
    }

    private void normal() throws IOException {
        parts.engines().start();
        Instant from = Instant.now();
        Waiting.await(
                () -> "the client gets a page",
                PAGE_LIMIT,
                () -> page("cloudhelix", from).isPresent());
        story.quote("The page of A:", parts.webA().page());
        story.quote("The page of B:", parts.webB().page());
        String answer = parts.resolver().answer();
        quoteAnswer();
        boolean signed = parts.zone().isPresent();
        boolean good = answer.contains(Topology.PUBLIC_A) && (!signed || answer.contains(" ad"));
        expect(
                "the resolver gives A" + (signed ? ", validated (flag ad)" : "; the zone is not signed"),
                good ? "so it is" : answer,
                good);
        String status = parts.metadata().statusWithoutToken();
        expect("the metadata service answers 401 without a token", status, status.equals("401"));
        boolean linked =
                Waiting.comes(Duration.ofSeconds(20), () -> parts.link().isEstablished());
        story.quote("Routes that A's router has by BGP:", parts.link().learnt(Host.ROUTER_A));
        story.quote("Routes that B's router has by BGP:", parts.link().learnt(Host.ROUTER_B));
        boolean answers = linked && parts.link().answersBothWays();
        boolean open = PrivateLink.answers(Host.CLIENT, Topology.PUBLIC_A)
                || PrivateLink.answers(Host.CLIENT, Topology.PUBLIC_B);
        expect(
                "SSH's port answers over the private link, and not to the internet",
                "session " + (linked ? "established" : "down: " + parts.link().said()) + ", private "
                        + (answers ? "answers" : "is silent") + ", public " + (open ? "answers" : "is silent"),
                answers && !open);
        parts.engines()
                .running()
                .forEach(engine -> engine.told(Instant.MIN, "BOUND")
                        .forEach(bound ->
                                story.tell("engine in " + engine.site() + ": `convergence()` is " + bound.text())));
        story.tell("the engine in "
                + parts.engines().leader().map(EngineProcess::site).orElse("no site") + " leads");
    }

    /** The worst moment: right after the leader's probe, and the resolver asks right before the change. */
    private Instant stopAtTheWorstMoment() throws IOException {
        String prober = prober(parts.engines().leader().orElseThrow().site());
        int before = parts.webA().asked().size();
        Waiting.comes(form.interval().multipliedBy(2), () -> asked(before, prober));
        Instant fault = Instant.now();
        parts.webA().stop();
        story.tell("Apache at A is stopped, right after a probe of the leader");
        Duration change = form.interval().multipliedBy(9).dividedBy(10).plus(Duration.ofSeconds(2));
        Waiting.pause(change.minus(Duration.between(fault, Instant.now())));
        parts.resolver().forget();
        return fault;
    }

    /** How Apache at A sees the checks of an engine, behind its site's translation. */
    private static String prober(String site) {
        String address = switch (site) {
            case "dc1" -> "10.100.1.1";
            case "aws" -> "198.51.100.98";
            default -> Topology.DNS_PRIMARY;
        };
        return address + " dnsfailover";
    }

    private boolean asked(int before, String prober) {
        try {
            return parts.webA().asked().stream().skip(before).anyMatch(line -> line.startsWith(prober));
        } catch (IOException e) {
            return false;
        }
    }

    private long incremental() throws IOException {
        return parts.zone().isPresent() ? parts.zone().get().incremental() : 0;
    }

    private void stop() throws IOException {
        parts.engines().start();
        parts.engines().calm();
        int mails = parts.mail().mails().size();
        long incremental = incremental();
        Instant fault = stopAtTheWorstMoment();
        Duration promised = form.reaction().plus(form.spread());
        Optional<Duration> taken = pageFrom("ec2", fault, promised);
        if (taken.isPresent()) {
            story.row(Row.tightly(story.step(), "page from B", promised, taken.get()));
        } else {
            story.row(Row.missed(story.step(), "page from B", promised, promised.multipliedBy(PATIENCE)));
        }
        expectKeeper(fault, form.reaction().plus(form.spreadToFollowers()));
        tellLoss(fault);
        quoteAnswer();
        expectMail(mails, "moved to ec2");
        if (parts.zone().isPresent()) {
            long transfers = incremental() - incremental;
            expect("the secondaries took the change by IXFR", transfers + " transfers", transfers >= 2);
        }
        takePictures("stop");
        int then = parts.mail().mails().size();
        parts.webA().startAgain();
        story.tell("Apache at A is started");
        expectFailback(0);
        quoteAnswer();
        expectMail(then, "is back on cloudhelix");
    }

    private void manual() throws IOException {
        parts.engines().restart(true);
        Instant fault = Instant.now();
        parts.webA().stop();
        expectPage("page from B", "ec2", fault, form.reaction().plus(form.spread()));
        tellLoss(fault);
        parts.webA().startAgain();
        Waiting.pause(form.ttl());
        expectStill("A serves again and nobody has said a word", Instant.now(), form.failback(0));
        takePictures("manual");
        Desk.Pressed button = parts.engines().desk().failback();
        expectPage(
                "back at A by a button, pressed " + button.where(),
                "cloudhelix",
                button.at(),
                form.spread().plus(BUTTON));
        story.tell("the console answered: " + button.answer());
        tellLoss(button.at());
        parts.engines().restart(false);
        restore();
    }

    private void host() throws IOException {
        restore();
        Instant fault = Instant.now();
        parts.net().cut(Line.WEB_A);
        expectPage("page from B", "ec2", fault, form.reactionToSilence().plus(form.spread()));
        tellLoss(fault);
        parts.net().mend(Line.WEB_A);
        expectFailback(Form.MOST_RELAPSES);
    }

    private void site() throws IOException {
        restore();
        parts.engines().leadFromA();
        Instant fault = Instant.now();
        parts.net().cut(Line.SITE_A);
        parts.engines().inA().kill();
        parts.webA().kill();
        story.tell("site A is dead, the leader with it");
        Duration change = longer(
                form.reactionToSilence(), form.takeOver().plus(parts.dns().calm()));
        expectPage("page from B", "ec2", fault, change.plus(form.spread()));
        tellLoss(fault);
        parts.net().mend(Line.SITE_A);
        parts.webA().startAgain();
        parts.engines().start();
        expectFailback(Form.MOST_RELAPSES);
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) >= 0 ? one : two;
    }

    private void leader() throws IOException {
        restore();
        EngineProcess leader = parts.engines().leader().orElseThrow();
        Instant fault = Instant.now();
        leader.kill();
        Duration limit = form.takeOver();
        boolean came = Waiting.comes(
                limit.multipliedBy(PATIENCE), () -> parts.engines().leader().isPresent());
        Duration taken = Duration.between(fault, Instant.now());
        story.row(
                came
                        ? Row.within(story.step(), "the other engine leads", limit, taken)
                        : Row.missed(story.step(), "the other engine leads", limit, taken));
        expectStill("the other engine leads", fault, form.reaction());
        parts.engines().start();
    }

    private void privateLink() throws IOException {
        restore();
        boolean before =
                Waiting.comes(Duration.ofSeconds(20), () -> parts.link().answersBothWays());
        Instant fault = Instant.now();
        parts.net().cut(Line.PRIVATE);
        boolean silent = Waiting.comes(
                PrivateLink.HOLD_TIME.multipliedBy(2), () -> parts.link().isDown());
        boolean answers = PrivateLink.answers(Host.ENGINE_A, Topology.WEB_B)
                || PrivateLink.answers(Host.ENGINE_B, Topology.WEB_A);
        String routes = parts.link().learnt(Host.ROUTER_A);
        expect(
                "SSH's port answered before, the session ends, its routes go, and the port is silent",
                "before " + (before ? "answered" : "silent") + ", session " + (silent ? "down" : "still up")
                        + ", routes " + (routes.isEmpty() ? "gone" : routes) + ", port "
                        + (answers ? "answers" : "silent"),
                before && silent && routes.isEmpty() && !answers);
        expectStill("the private link is cut", fault, form.reactionToSilence());
        parts.net().mend(Line.PRIVATE);
        boolean after = Waiting.comes(Duration.ofSeconds(40), () -> parts.link().answersBothWays());
        expect("mended, SSH's port answers again", after ? "it answers" : "silent for 40 s", after);
    }

    private void uplink() throws IOException {
        restore();
        parts.engines().leadFromA();
        Instant fault = Instant.now();
        parts.net().cut(Line.ENGINE_A);
        Duration limit = form.takeOver();
        boolean came = Waiting.comes(
                limit.multipliedBy(PATIENCE), () -> parts.engines().leadsElsewhere());
        Duration taken = Duration.between(fault, Instant.now());
        story.row(
                came
                        ? Row.within(story.step(), "an engine elsewhere leads", limit, taken)
                        : Row.missed(story.step(), "an engine elsewhere leads", limit, taken));
        boolean blind = Waiting.comes(
                form.reactionToSilence().plus(form.interval()),
                () -> parts.engines().inA().began(fault, "BLIND").isPresent());
        boolean resigned = !parts.engines().inA().told(fault, "LOST").isEmpty();
        expect(
                "A's engine says that it is blind, and leads no more",
                (blind ? "blind after " + after(fault, parts.engines().inA().began(fault, "BLIND")) : "not blind")
                        + ", " + (resigned ? "gave up the lead" : "kept the lead"),
                blind && resigned);
        expectStill("A itself is well", fault, form.reactionToSilence());
        Instant death = Instant.now();
        parts.webA().stop();
        story.tell("Apache at A is stopped, while A's engine is cut off");
        expectPage(
                "the page from B",
                "ec2",
                death,
                parts.dns().calm().plus(form.reaction()).plus(form.spread()));
        tellLoss(death);
        parts.net().mend(Line.ENGINE_A);
        parts.webA().startAgain();
        expectFailback(Form.MOST_RELAPSES);
    }

    private static String after(Instant from, Optional<Told> told) {
        return told.map(each -> Row.seconds(Duration.between(from, each.at()))).orElse("never");
    }

    private void dns() throws IOException {
        restore();
        parts.zone().orElseThrow().stopPrimary();
        Instant fault = Instant.now();
        parts.webA().stop();
        Waiting.pause(form.reaction().plus(form.spread()));
        long served = parts.client().served("ec2", fault, Instant.now());
        expect("nothing can move while the primary is down", served + " pages from B", served == 0);
        parts.zone().orElseThrow().startPrimary();
        Instant back = Instant.now();
        expectPage("page from B, from the return of the primary on", "ec2", back, RETURN_LIMIT.plus(form.spread()));
        tellLoss(fault);
        parts.webA().startAgain();
        expectFailback(Form.MOST_RELAPSES);
    }

    private void store() throws IOException {
        restore();
        Instant fault = Instant.now();
        parts.database().killAndRestart();
        story.tell("PostgreSQL was away for " + Row.seconds(Duration.between(fault, Instant.now())));
        expectStill("a store that is back within 6 s", fault, form.takeOver());
        List<Told> lost = told(fault, "LOST");
        expect("nobody lost the lead", lost.isEmpty() ? "so it is" : lost.toString(), lost.isEmpty());
    }

    private void flapping() throws IOException {
        restore();
        Instant fault = Instant.now();
        for (int i = 0; i < FLAPS; i++) {
            parts.webA().kill();
            Waiting.pause(form.reaction());
            parts.webA().startAgain();
            Waiting.pause(form.reaction());
        }
        Duration lasted = Duration.between(fault, Instant.now());
        long most = 2 + 2 * lasted.dividedBy(form.holdDown()); // away at once, back after the hold-down
        long moves = told(fault, "MOVED").size();
        expect(
                FLAPS + " deaths in " + Row.seconds(lasted) + " move the record at most " + most
                        + " times, and not at each",
                moves + " changes",
                moves <= most && moves < 2 * FLAPS);
        tellLoss(fault);
        restore();
    }

    private void edit() throws IOException {
        restore();
        Instant first = Instant.now();
        parts.zone().orElseThrow().edit("203.0.113.99");
        Duration limit = form.repair();
        boolean right = Waiting.comes(limit, () -> held().equals(Topology.PUBLIC_A));
        expect(
                "the first edit is set right when the record is read again, within " + Row.seconds(limit),
                right ? "after " + Row.seconds(Duration.between(first, Instant.now())) : held(),
                right);
        tellLoss(first);
        Instant second = Instant.now();
        parts.zone().orElseThrow().edit("203.0.113.99");
        boolean told = Waiting.comes(
                limit,
                () -> parts.engines().running().stream()
                        .anyMatch(engine -> engine.began(second, "FOREIGN_EDIT").isPresent()));
        Waiting.pause(form.interval());
        expect(
                "after the second edit the engine stops writing and says so",
                (told ? "FOREIGN_EDIT" : "no trouble") + ", the record is " + held(),
                told && held().equals("203.0.113.99"));
        Instant cleared = Instant.now();
        parts.engines().leader().orElseThrow().say("CLEAR");
        Duration promised = form.holdDown().plus(BUTTON).plus(form.spread()); // counted from the first repair on
        expectPage("right again after an operator's clear", "cloudhelix", cleared, promised);
    }

    private String held() {
        try {
            return parts.zone().orElseThrow().held();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void third() throws IOException {
        restore();
        parts.net().cut(Line.THIRD);
        Instant fault = Instant.now();
        parts.webA().stop();
        story.tell("the third place is cut off, and Apache at A stopped");
        Duration promised = form.alarm();
        Duration longest = promised.multipliedBy(PATIENCE);
        boolean alarmed = Waiting.comes(longest, () -> alarm(fault).isPresent());
        expect(
                "an ALARM within " + Row.seconds(promised),
                alarmed
                        ? after(fault, alarm(fault)) + ": "
                                + alarm(fault).orElseThrow().text()
                        : "none",
                alarmed && !alarm(fault).orElseThrow().at().isAfter(fault.plus(promised)));
        long moves = told(fault, "MOVED").size();
        expect("nothing moves", moves + " moves", moves == 0);
        parts.net().mend(Line.THIRD);
        Instant back = Instant.now();
        Duration returned = RETURN_LIMIT.plus(parts.dns().calm());
        boolean moved = Waiting.comes(
                returned.multipliedBy(PATIENCE), () -> !told(back, "MOVED").isEmpty());
        Duration taken = Duration.between(back, Instant.now());
        story.row(
                moved
                        ? Row.within(story.step(), "the record moves after the return", returned, taken)
                        : Row.missed(story.step(), "the record moves after the return", returned, taken));
        expectPage("page from B, from the return on", "ec2", back, returned.plus(form.spread()));
        tellLoss(fault);
        parts.webA().startAgain();
        expectFailback(Form.MOST_RELAPSES);
    }

    private Optional<Told> alarm(Instant since) {
        return parts.engines().running().stream()
                .flatMap(engine -> engine.told(since, "BEGAN").stream())
                .filter(told -> told.text().split(" ", 3)[1].equals("ALARM"))
                .findFirst();
    }
}
