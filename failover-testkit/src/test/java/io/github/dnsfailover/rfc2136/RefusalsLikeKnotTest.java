package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.testkit.Lab;
import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.io.IOException;

class RefusalsLikeKnotTest extends RefusalsOfKnot {

    @Override
    Lab start() throws IOException {
        return Lab.embedded(Quirk.REFUSES_KEYS_LIKE_KNOT);
    }
}
