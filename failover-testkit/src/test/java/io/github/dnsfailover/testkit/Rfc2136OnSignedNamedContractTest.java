package io.github.dnsfailover.testkit;

import java.io.IOException;

class Rfc2136OnSignedNamedContractTest extends Rfc2136OnRealServerContract {

    @Override
    RealServer start() throws IOException {
        return NamedServer.of("example.com").key("k1", Keys.SECRET).signed().start();
    }
}
