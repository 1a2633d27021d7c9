package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract suite against providers with one fault each: it must find the fault, and say which. */
class PlantedFaultsTest {

    /** What came of one run of a contract. */
    private static final class Run implements TestExecutionListener {

        private final Map<String, String> failed = new TreeMap<>();
        private final List<String> passed = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private final Map<String, String> reported = new TreeMap<>();

        static Run of(Class<?> contract, PlantedFault fault) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(contract))
                    .configurationParameter(PlantedContract.FAULT, fault.name())
                    .build();
            Run run = new Run();
            LauncherFactory.create().execute(request, run);
            return run;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String name = test.getDisplayName().replace("()", "");
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed.add(name);
                case ABORTED -> skipped.add(name);
                case FAILED ->
                    failed.put(
                            name, result.getThrowable().map(Throwable::toString).orElse(""));
            }
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            reported.putAll(entry.getKeyValuePairs());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = "NONE.*")
    void aPlantedFaultIsCaughtByItsCase(PlantedFault fault) {
        Run run = Run.of(PlantedContract.class, fault);

        System.out.println("planted fault " + fault + ": caught by " + run.failed.keySet());
        assertThat(run.failed.keySet()).as("cases that failed: %s", run.failed).containsAll(fault.cases());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = "NONE.*")
    void aProviderWithoutAFaultPassesAndNothingIsLeftOut(PlantedFault none) {
        Run run = Run.of(PlantedContract.class, none);

        assertThat(run.failed).isEmpty();
        assertThat(run.passed).hasSizeGreaterThan(70);
        assertThat(run.reported).isEmpty();
    }

    @Test
    void whatAFixtureLacksIsSaidAndWhatItLeavesOutToo() {
        Run run = Run.of(BareContract.class, PlantedFault.NONE);

        assertThat(run.failed).isEmpty();
        assertThat(run.reported.get("left out, " + DnsProviderContract.Hook.DENIED))
                .isEqualTo(BareContract.REASON);
        for (DnsProviderContract.Hook hook : DnsProviderContract.Hook.values()) {
            if (hook != DnsProviderContract.Hook.DENIED) {
                assertThat(run.reported).containsKey("not covered, implement " + hook);
            }
        }
        assertThat(run.reported.get("not covered, implement " + DnsProviderContract.Hook.SILENT))
                .isEqualTo("aCallEndsInTimeThoughNobodyAnswers, anInterruptEndsACall");
        assertThat(run.skipped).contains("aCallEndsInTimeThoughNobodyAnswers");
    }

    @Test
    void everyCorrectProviderStaysGreen() {
        for (Class<?> contract : List.of(MemoryDnsProviderContractTest.class, Rfc2136OnNameServerContractTest.class)) {
            Run run = Run.of(contract, PlantedFault.NONE);

            assertThat(run.failed).as(contract.getSimpleName()).isEmpty();
            assertThat(run.passed).hasSizeGreaterThan(60);
        }
    }
}
