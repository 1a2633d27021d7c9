package io.github.dnsfailover.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Who may touch what. Each exception to a rule is named here with its reason. */
@AnalyzeClasses(packages = "io.github.dnsfailover", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "io.github.dnsfailover";
    private static final String RUNTIME = ROOT + ".runtime";
    private static final String WIRE = ROOT + ".internal.wire";
    private static final String TEXT = ROOT + ".internal.text";
    private static final String ENGINE = ROOT + ".internal.engine";
    private static final String MACHINE = ROOT + ".internal.machine";
    private static final String CONFIG = ROOT + ".internal.config";

    @ArchTest
    static final ArchRule clocksAreTheRuntimes = noClasses()
            .that()
            .resideOutsideOfPackage(RUNTIME)
            .and()
            // bounds a blocking call at a socket from the thread that makes it, where no runtime can
            .doNotHaveFullyQualifiedName(WIRE + ".Deadline")
            .and()
            // the default clock of checks that remember something, and the date for certificates: a check is called
            // without a runtime
            .doNotHaveFullyQualifiedName(ROOT + ".check.ProbeClock")
            .should()
            .accessTargetWhere(calls(System.class, "nanoTime|currentTimeMillis")
                    .or(calls(Instant.class, "now"))
                    .or(calls(Clock.class, ".*"))
                    .or(calls(Date.class, ".*")));

    @ArchTest
    static final ArchRule threadsAreTheRuntimes = noClasses()
            .that()
            .resideOutsideOfPackage(RUNTIME)
            .should()
            .accessTargetWhere(calls(Thread.class, "<init>|start|startVirtualThread")
                    .or(calls(Executors.class, ".*"))
                    .or(calls(ForkJoinPool.class, ".*"))
                    .or(calls(Timer.class, ".*"))
                    .or(calls(CompletableFuture.class, ".*Async|delayedExecutor|orTimeout|completeOnTimeout")));

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .accessTargetWhere(calls(Thread.class, "sleep")
                    .or(calls(TimeUnit.class, "sleep|timedWait"))
                    .or(calls(LockSupport.class, "park.*")));

    /** A wait without an end hangs with whatever it waits for. Locks are held for a moment, or interruptibly. */
    @ArchTest
    static final ArchRule nobodyWaitsWithoutAnEnd = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".testkit..")
            .and()
            .resideOutsideOfPackage(ROOT + ".examples..")
            .and()
            // asks futures that are done
            .doNotHaveFullyQualifiedName(RUNTIME + ".LaneTask")
            .and()
            .haveNameNotMatching(RUNTIME.replace(".", "\\.") + "\\.ThreadedRuntime\\$EngineThread")
            .and()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.check\\.CachedCheck.*")
            .should()
            .accessTargetWhere(untimed(Future.class, "get|join")
                    .or(untimed(Thread.class, "join"))
                    .or(untimed(Process.class, "waitFor"))
                    .or(untimed(Object.class, "wait"))
                    .or(untimed(CountDownLatch.class, "await"))
                    .or(untimed(Condition.class, "await|awaitUninterruptibly"))
                    .or(untimed(Semaphore.class, "acquire"))
                    .or(untimed(BlockingQueue.class, "take"))
                    .or(calls(BlockingQueue.class, "put").and(notOurLanes())));

    @ArchTest
    static final ArchRule chanceIsTheRuntimes = noClasses()
            .that()
            .resideOutsideOfPackage(RUNTIME)
            .and()
            // makes secrets, which nobody may guess, whatever the application's own runtime gives for seeds
            .doNotHaveFullyQualifiedName(ROOT + ".console.Tokens")
            .should()
            .accessTargetWhere(calls(Math.class, "random")
                    .or(calls(UUID.class, "randomUUID"))
                    .or(calls(Random.class, ".*"))
                    .or(calls(RandomGenerator.class, ".*")));

    @ArchTest
    static final ArchRule okhttpIsForChecksClientsWebhooksAndStores = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".check", ROOT + ".client")
            .and()
            // sends alerts over HTTP, and is the only one of its package that does
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.notify\\.Webhook.*")
            .and()
            // asks etcd and Kubernetes, and is the only one of its package that does
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.leader\\.JsonCalls.*")
            .and()
            // what those have in common: budgets for what OkHttp reads
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.internal\\.net\\.HttpAnswers.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..", "okio..");

    /** Both are optional: whoever touches them cannot be loaded without them, so it is one class for each. */
    @ArchTest
    static final ArchRule mailIsForMail = noClasses()
            .that()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.notify\\.SmtpMail.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "jakarta.activation..", "org.eclipse.angus..");

    @ArchTest
    static final ArchRule jacksonIsForJson = noClasses()
            .that()
            // an optional dependency: loaded only where somebody asks for it
            .doNotHaveFullyQualifiedName(ROOT + ".check.JsonWant")
            .and()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.notify\\.(Webhook|PagerDuty).*")
            .and()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.leader\\.JsonText.*")
            .and()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.console\\.JsonText.*")
            // the modules of vendors and the testkit declare it for themselves
            .and()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".check..",
                    ROOT + ".notify..",
                    ROOT + ".event..",
                    ROOT + ".internal..",
                    ROOT + ".leader..",
                    ROOT + ".client..",
                    ROOT + ".console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    /** A Java run-time may be made without that module. */
    @ArchTest
    static final ArchRule theServerOfTheJdkIsForItsConsole = noClasses()
            .that()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.console\\.JdkConsole.*")
            .and()
            .resideOutsideOfPackages(ROOT + ".testkit..", ROOT + ".examples..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.net.httpserver..");

    /** It is built beside the engine, from what everybody can see of it. */
    @ArchTest
    static final ArchRule theConsoleSeesWhatAllSee = noClasses()
            .that()
            .resideInAPackage(ROOT + ".console")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, MACHINE, ROOT + ".internal.store..", ROOT + ".internal.event..");

    /** Optional, too: the binder, which names its types, and the one that registers. */
    @ArchTest
    static final ArchRule micrometerIsForMetrics = noClasses()
            .that()
            .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.metrics\\.(FailoverMetrics|RegistryMeters).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule programsAreRunInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".check.ProgramRun")
            .should()
            .accessTargetWhere(calls(ProcessBuilder.class, ".*").or(calls(Runtime.class, "exec")));

    @ArchTest
    static final ArchRule dnsjavaIsForTheWire = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".rfc2136", WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill..");

    @ArchTest
    static final ArchRule nobodyReflects = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..")
            .orShould()
            .accessTargetWhere(calls(Class.class, "forName|newInstance"));

    @ArchTest
    static final ArchRule theSpiOfProvidersStandsAlone = classes()
            .that()
            .resideInAPackage(ROOT + ".dns")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(ROOT + ".dns", WIRE, TEXT, "java..", "org.jspecify.."));

    @ArchTest
    static final ArchRule theMachineIsPure = noClasses()
            .that()
            .resideInAPackage(MACHINE)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(RUNTIME, ENGINE, "org.slf4j..", "java.util.concurrent..", "java.nio.file.."));

    @ArchTest
    static final ArchRule theLeaseIsPure = noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.lease")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(RUNTIME, ENGINE, "org.slf4j..", "java.util.concurrent..", "java.nio.file.."));

    /** A part that anybody else could write to would be no part. */
    @ArchTest
    static final ArchRule partsKeepTheirFieldsToThemselves = fields().that()
            .areDeclaredInClassesThat(areParts())
            .and()
            .areNotStatic()
            .should()
            .bePrivate();

    /** A part is told what it may look at; the step, which puts parts in the place of others, is not for it. */
    @ArchTest
    static final ArchRule partsDoNotKnowTheStep = noClasses()
            .that(areParts())
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "hold all parts",
                    found -> found.getPackageName().equals(MACHINE)
                            && Set.of("PoolStep", "PoolState", "PoolMachine", "Replies")
                                    .contains(found.getSimpleName())));

    @ArchTest
    static final ArchRule partsKnowEachOtherInOneDirectionOnly = slices().assignedFrom(new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass found) {
                    return areParts().test(found)
                            ? SliceIdentifier.of(found.getSimpleName())
                            : SliceIdentifier.ignore();
                }

                @Override
                public String getDescription() {
                    return "parts";
                }
            })
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule checksAndEventsKnowNoEngine = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".event", ROOT + ".check", ROOT + ".dns", ROOT + ".rfc2136", RUNTIME)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, MACHINE);

    /** What is built of keys is what is built by code: nobody else learns that there were any. */
    @ArchTest
    static final ArchRule keysAreForBuildersAlone = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, CONFIG)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CONFIG);

    @ArchTest
    static final ArchRule nobodyPrints = noClasses().should().accessTargetWhere(calls(System.class, "out|err|exit"));

    private static DescribedPredicate<JavaClass> areParts() {
        return DescribedPredicate.describe(
                "are parts of a state",
                found -> found.getRawSuperclass()
                        .filter(parent -> parent.getName().equals(MACHINE + ".Part"))
                        .isPresent());
    }

    /** The same without arguments, and so without a time. */
    private static DescribedPredicate<JavaAccess<?>> untimed(Class<?> owner, String members) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + members + "()",
                access -> calls(owner, members).test(access)
                        && access instanceof JavaCall<?> call
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    /** The queue of a lane has no bound of its own, and takes everything at once. */
    private static DescribedPredicate<JavaAccess<?>> notOurLanes() {
        return DescribedPredicate.describe(
                "not of a lane", access -> !access.getOriginOwner().getName().equals(RUNTIME + ".LaneQueue"));
    }

    /** Calls of methods or constructors, and reads of fields, of a class and its subclasses. */
    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String members) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + members,
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && access.getTarget().getName().matches(members));
    }
}
