package io.github.dnsfailover.testkit;

import java.io.IOException;

class Rfc2136OnKnotContractTest extends Rfc2136OnRealServerContract {

    @Override
    RealServer start() throws IOException {
        return KnotServer.of("example.com").key("k1", Keys.SECRET).start();
    }
}
