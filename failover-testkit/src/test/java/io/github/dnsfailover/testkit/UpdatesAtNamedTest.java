package io.github.dnsfailover.testkit;

import java.io.IOException;

class UpdatesAtNamedTest extends UpdateTable {

    @Override
    Lab start() throws IOException {
        return Lab.named();
    }

    @Override
    Lab startStatic() throws IOException {
        return Lab.namedStatic();
    }
}
