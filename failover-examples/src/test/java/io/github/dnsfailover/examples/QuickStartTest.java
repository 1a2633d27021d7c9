package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.PoolSnapshot;
import org.junit.jupiter.api.Test;

class QuickStartTest {

    /** Built and not started: it would look for name servers and web sites that are not of this machine. */
    @Test
    void theEngineOfTheQuickStartIsBuilt() {
        try (FailoverEngine engine = QuickStart.engine("c2VjcmV0IG9mIGEgdGVzdA==")) {
            PoolSnapshot www = engine.snapshot().pool("www");

            assertThat(www.endpoints())
                    .extracting(status -> status.endpoint().toString())
                    .containsExactly("cloudhelix in dc1 [192.0.2.22]", "ec2 in aws [198.51.100.109]");
        }
    }
}
