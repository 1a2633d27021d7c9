package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Lab;
import java.io.IOException;

class SignedExchangesAtNamedTest extends SignedExchanges {

    @Override
    Lab start() throws IOException {
        return Lab.named();
    }

    @Override
    Lab startStatic() throws IOException {
        return Lab.namedStatic();
    }
}
