package io.github.dnsfailover.testkit;

import java.io.IOException;

class Rfc2136OnSignedKnotContractTest extends Rfc2136OnRealServerContract {

    @Override
    RealServer start() throws IOException {
        return KnotServer.of("example.com").key("k1", Keys.SECRET).signed().start();
    }
}
