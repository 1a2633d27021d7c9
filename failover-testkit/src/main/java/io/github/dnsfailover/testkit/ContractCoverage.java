package io.github.dnsfailover.testkit;

import io.github.dnsfailover.testkit.DnsProviderContract.Hook;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Keeps what a run of {@link DnsProviderContract} did not cover for want of a hook, and tells it at the end. Made by
 * JUnit.
 */
final class ContractCoverage implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(ContractCoverage.class);

    /** Where one test says that it needs a hook that is not there. */
    static final class Gaps {

        private final Report report;
        private final String test;

        private Gaps(Report report, String test) {
            this.report = report;
            this.test = test;
        }

        /** The reason is null unless the fixture gave one. */
        void add(Hook hook, @Nullable String reason) {
            report.add(hook, reason, test);
        }
    }

    /** What one test class did not cover. Thread-safe, for tests may run at once. */
    private static final class Report {

        private final Map<Hook, Set<String>> missing = new EnumMap<>(Hook.class);
        private final Map<Hook, String> leftOut = new EnumMap<>(Hook.class);

        synchronized void add(Hook hook, @Nullable String reason, String test) {
            if (reason == null) {
                missing.computeIfAbsent(hook, h -> new TreeSet<>()).add(test);
            } else {
                leftOut.put(hook, reason);
            }
        }

        /** One for each hook; none if all is covered. */
        synchronized Map<String, String> lines() {
            Map<String, String> lines = new LinkedHashMap<>();
            missing.forEach((hook, tests) -> lines.put("not covered, implement " + hook, String.join(", ", tests)));
            leftOut.forEach((hook, reason) -> lines.put("left out, " + hook, reason));
            return lines;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(OURS).put(Report.class, new Report());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gaps.class;
    }

    /** The store of a test shows what its class has put into its own. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Report report = context.getStore(OURS).get(Report.class, Report.class);
        return new Gaps(report, context.getRequiredTestMethod().getName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Report report = context.getStore(OURS).get(Report.class, Report.class);
        Map<String, String> lines = report.lines();
        if (lines.isEmpty()) {
            return;
        }
        context.publishReportEntry(lines);
        StringBuilder text = new StringBuilder("contract of " + context.getDisplayName() + ":");
        lines.forEach((what, more) -> text.append(System.lineSeparator())
                .append("  ")
                .append(what)
                .append(": ")
                .append(more));
        System.out.println(text);
    }
}
