package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.NamedServer;
import io.github.dnsfailover.testkit.RealServer;
import java.io.IOException;

class CnameWritesAtInlineSignedNamedTest extends CnameWrites {

    @Override
    RealServer start() throws IOException {
        return NamedServer.of("example.com")
                .key("k1", Keys.SECRET)
                .inlineSigned()
                .start();
    }
}
