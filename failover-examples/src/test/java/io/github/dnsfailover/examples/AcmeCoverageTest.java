package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class AcmeCoverageTest {

    @Test
    void theExampleOfAProviderPassesAndItsFixtureHasEveryHook() {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        List<ReportEntry> reports = new ArrayList<>();
        TestExecutionListener collecting = new TestExecutionListener() {
            @Override
            public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                reports.add(entry);
            }
        };

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(AcmeProviderContractTest.class))
                                .build(),
                        summary,
                        collecting);

        assertThat(reports).as("what was not covered").isEmpty();
        assertThat(summary.getSummary().getFailures()).isEmpty();
        assertThat(summary.getSummary().getTestsSucceededCount()).isGreaterThan(70);
    }
}
