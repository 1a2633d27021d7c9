package io.github.dnsfailover.testkit;

import java.io.IOException;

class UpdatesAtNameServerTest extends UpdateTable {

    @Override
    Lab start() throws IOException {
        return Lab.embedded();
    }

    @Override
    Lab startStatic() throws IOException {
        return Lab.embeddedStatic();
    }
}
