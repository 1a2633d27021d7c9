package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.PowerDnsServer;
import io.github.dnsfailover.testkit.RealServer;
import java.io.IOException;

class CnameWritesAtSignedPowerDnsTest extends CnameWrites {

    @Override
    RealServer start() throws IOException {
        return PowerDnsServer.of("example.com").key("k1", Keys.SECRET).signed().start();
    }
}
