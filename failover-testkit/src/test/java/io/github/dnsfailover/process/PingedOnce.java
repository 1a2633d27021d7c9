package io.github.dnsfailover.process;

import io.github.dnsfailover.Target;
import io.github.dnsfailover.check.PingCheck;
import java.net.InetAddress;
import java.time.Duration;

/** A program: asks one address by the system's ping, and says what came of it. */
public final class PingedOnce {

    private PingedOnce() {}

    /** Arguments: the address. */
    public static void main(String[] args) throws Exception {
        Target target = Target.of("www", "primary", InetAddress.getByName(args[0]));
        System.out.println(PingCheck.bySystem().check(target, Duration.ofSeconds(2)));
    }
}
