package io.github.dnsfailover.testkit;

import java.io.IOException;

class Rfc2136OnInlineSignedNamedContractTest extends Rfc2136OnRealServerContract {

    @Override
    RealServer start() throws IOException {
        return NamedServer.of("example.com")
                .key("k1", Keys.SECRET)
                .inlineSigned()
                .start();
    }
}
