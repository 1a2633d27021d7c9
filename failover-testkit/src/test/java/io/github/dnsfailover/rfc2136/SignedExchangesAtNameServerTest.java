package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Lab;
import java.io.IOException;

class SignedExchangesAtNameServerTest extends SignedExchanges {

    @Override
    Lab start() throws IOException {
        return Lab.embedded();
    }

    @Override
    Lab startStatic() throws IOException {
        return Lab.embeddedStatic();
    }
}
