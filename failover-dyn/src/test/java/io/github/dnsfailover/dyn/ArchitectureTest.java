package io.github.dnsfailover.dyn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Who may touch what in this module; core has rules of its own. */
@AnalyzeClasses(packages = "io.github.dnsfailover.dyn", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule timeIsTickersAlone = noClasses()
            .that()
            .haveNameNotMatching(".*\\.internal\\.Ticker.*")
            .should()
            .accessTargetWhere(calls(System.class, "nanoTime|currentTimeMillis")
                    .or(calls(Instant.class, "now"))
                    .or(calls(Clock.class, ".*"))
                    .or(calls(Thread.class, "sleep"))
                    .or(calls(TimeUnit.class, "sleep")));

    @ArchTest
    static final ArchRule okhttpIsForTheWire = noClasses()
            .that()
            .haveNameNotMatching(".*\\.internal\\.(Wire|DynApi|ApiRequest|UpdateClient).*")
            .and()
            // an address that was checked, and a client that a user hands in
            .haveNameNotMatching(".*\\.dyn\\.(Rules|DynProvider|DynUpdateProvider).*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..", "okio..");

    @ArchTest
    static final ArchRule nobodyWaitsWithoutAnEnd = noClasses()
            .should()
            .accessTargetWhere(untimed(Future.class, "get|join")
                    .or(untimed(Thread.class, "join"))
                    .or(untimed(Object.class, "wait"))
                    .or(untimed(CountDownLatch.class, "await"))
                    .or(untimed(Condition.class, "await|awaitUninterruptibly"))
                    .or(untimed(Semaphore.class, "acquire"))
                    .or(untimed(BlockingQueue.class, "take"))
                    .or(calls(BlockingQueue.class, "put")));

    @ArchTest
    static final ArchRule theEngineIsNotAProvidersBusiness = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.dnsfailover.internal.engine..",
                    "io.github.dnsfailover.internal.store..",
                    "io.github.dnsfailover.internal.wire..",
                    "io.github.dnsfailover.runtime..");

    @ArchTest
    static final ArchRule nobodyPrints = noClasses().should().accessTargetWhere(calls(System.class, "out|err|exit"));

    /** Calls without an argument, which would say for how long. */
    private static DescribedPredicate<JavaAccess<?>> untimed(Class<?> owner, String members) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + members + "()",
                access -> calls(owner, members).test(access)
                        && access instanceof JavaCall<?> call
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    /** Calls of methods or constructors, and reads of fields, of a class and its subclasses. */
    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String members) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + members,
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && access.getTarget().getName().matches(members));
    }
}
