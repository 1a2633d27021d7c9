package io.github.dnsfailover.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** The demo as a program: what it prints, and the code it ends with. */
public final class Program {

    private static final int OK = 0;
    private static final int DID_NOT_HAPPEN = 1;
    private static final int COULD_NOT_BEGIN = 2;

    private static final int MOST_INSTANCES = 5; // each is a JVM

    /** Each act of several instances: JVMs start, and a lead that nobody gave up is over after its lease. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Program() {}

    /**
     * What is to be played.
     *
     * @param dns the name of a DNS to play on, see {@link DemoDns}
     * @param mail whether mail is sent, and shown as it was received
     * @param instances how many instances play, each in a JVM of its own where there are several
     * @param client {@code okhttp} for clients with keep-alive beside the visitor, or {@code none}
     */
    public record Wanted(String dns, boolean mail, String instances, String client) {}

    /**
     * Plays the story once and prints it.
     *
     * @return 0 if everything happened, 1 if something did not, 2 if the story could not begin; the last line says
     *     which
     */
    public static int run(Wanted wanted, PrintStream out) {
        return run(wanted, out, Optional.empty());
    }

    /**
     * The same with the console of the engine open, at an address that is printed; all stays as it is after the story
     * until the input has a line or ends.
     */
    public static int runWithConsole(Wanted wanted, PrintStream out, InputStream in) {
        return run(wanted, out, Optional.of(in));
    }

    private static int run(Wanted wanted, PrintStream out, Optional<InputStream> console) {
        // The title comes first: with mvn -q the first line may follow escape codes of the terminal.
        out.println("dnsfailover demo: one name, two web sites, and one of them stops");
        try {
            play(wanted, out, console);
            return OK;
        } catch (CannotBegin e) {
            out.println("demo cannot begin: " + e.getMessage());
            return COULD_NOT_BEGIN;
        } catch (DidNotHappen e) {
            out.println("demo failed: " + e.getMessage());
            return DID_NOT_HAPPEN;
        } catch (IOException e) {
            out.println("demo failed: " + e);
            return DID_NOT_HAPPEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.println("demo failed: interrupted");
            return DID_NOT_HAPPEN;
        }
    }

    private static void play(Wanted wanted, PrintStream out, Optional<InputStream> console)
            throws IOException, InterruptedException, CannotBegin, DidNotHappen {
        DemoDns.Opener opener = DemoDns.named(wanted.dns());
        boolean okhttp = isOkHttp(wanted.client());
        int count = count(wanted);
        DemoSettings.ofDemo().limitLookUps();
        if (count > 1 && console.isPresent()) {
            throw new CannotBegin("demo.console: it shows one instance; leave out demo.instances");
        }
        if (count > 1) {
            new Story(DemoSettings.ofDemo().patientFor(PATIENCE), opener, out)
                    .withInstances(count)
                    .play();
            return;
        }
        Story story = new Story(DemoSettings.ofDemo(), opener, out);
        if (okhttp) {
            story.withOkHttp();
        }
        console.ifPresent(story::withConsole);
        if (wanted.mail()) {
            try (DemoMail box = new DemoMail()) {
                story.with(box).play();
            }
        } else {
            story.play();
        }
    }

    private static boolean isOkHttp(String client) throws CannotBegin {
        return switch (client) {
            case "okhttp" -> true;
            case "none" -> false;
            default -> throw new CannotBegin("demo.client: \"" + client + "\" is not known; known are [none, okhttp]");
        };
    }

    private static int count(Wanted wanted) throws CannotBegin {
        String instances = wanted.instances();
        if (!instances.matches("[1-" + MOST_INSTANCES + "]")) {
            throw new CannotBegin("demo.instances: \"" + instances + "\"; 1 to " + MOST_INSTANCES + " are allowed");
        }
        int count = Integer.parseInt(instances);
        boolean more = wanted.mail()
                || !wanted.dns().equals("embedded")
                || !wanted.client().equals("none");
        if (count > 1 && more) {
            throw new CannotBegin("demo.instances: several instances play on the embedded name server, and nothing"
                    + " else; leave out demo.dns, demo.mail and demo.client");
        }
        return count;
    }
}
