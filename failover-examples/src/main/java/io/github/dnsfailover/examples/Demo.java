package io.github.dnsfailover.examples;

import io.github.dnsfailover.examples.demo.Program;

/**
 * A failover to watch, on this machine only: {@code mvn -q -Pdemo}, or {@code mvn -q -Pdemo -Ddemo.dns=bind} on a
 * real BIND 9, or {@code dyn} and {@code route53} through the providers of these names and fakes of their services.
 * With {@code -Ddemo.mail=true} it also sends mail, to an SMTP server of its own, and shows what arrived. With {@code
 * -Ddemo.instances=3} three instances play it in JVMs of their own, and the one that leads is killed in the middle.
 * With {@code -Ddemo.client=okhttp} two clients that keep their connections are shown, one that follows and one that
 * does not. With {@code -Ddemo.console=true} the engine's console is open, at an address that is printed, and all stays
 * as it is after the story until Ctrl-C or the end of the input.
 *
 * <p>Ends with 0 if the record moved and came back, with 1 if something did not happen, with 2 if it could not begin.
 */
public final class Demo {

    private Demo() {}

    /** Plays the demo on the DNS that the system property {@code demo.dns} names; default {@code embedded}. */
    public static void main(String[] args) {
        Program.Wanted wanted = new Program.Wanted(
                System.getProperty("demo.dns", "embedded"),
                Boolean.getBoolean("demo.mail"),
                System.getProperty("demo.instances", "1"),
                System.getProperty("demo.client", "none"));
        boolean console = Boolean.getBoolean("demo.console");
        System.exit(console ? Program.runWithConsole(wanted, System.out, System.in) : Program.run(wanted, System.out));
    }
}
