package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Lab;
import java.io.IOException;

class RefusalsOfPowerDnsTest extends RefusalsOfPowerDns {

    @Override
    Lab start() throws IOException {
        return Lab.powerDns();
    }
}
