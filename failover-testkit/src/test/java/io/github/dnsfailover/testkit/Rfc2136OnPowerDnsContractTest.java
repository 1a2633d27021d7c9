package io.github.dnsfailover.testkit;

import java.io.IOException;

class Rfc2136OnPowerDnsContractTest extends Rfc2136OnRealServerContract {

    @Override
    RealServer start() throws IOException {
        return PowerDnsServer.of("example.com").key("k1", Keys.SECRET).start();
    }

    @Override
    boolean signsRefusals() {
        return false;
    }
}
