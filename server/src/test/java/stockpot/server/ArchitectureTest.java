package stockpot.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the map of docs/ARCHITECTURE.md against the code. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("stockpot.server");

    /** Package → the packages that it may see; everyone may also see {@code ports}. */
    private static final Map<String, List<String>> MAY_SEE = new LinkedHashMap<>();

    static {
        MAY_SEE.put("matrix", List.of());
        MAY_SEE.put("config", List.of("matrix"));
        MAY_SEE.put("store", List.of("config", "matrix"));
        MAY_SEE.put("mail", List.of("store", "config", "matrix"));
        MAY_SEE.put("users", List.of("mail", "store", "config", "matrix"));
        MAY_SEE.put("rooms", List.of("users", "store", "config", "matrix"));
        MAY_SEE.put("e2ee", List.of("rooms", "users", "store", "config", "matrix"));
        MAY_SEE.put("push", List.of("rooms", "users", "mail", "store", "config", "matrix"));
        MAY_SEE.put(
                "accounts",
                List.of("push", "e2ee", "rooms", "users", "mail", "store", "config", "matrix"));
        MAY_SEE.put("sync", List.of("push", "e2ee", "rooms", "users", "store", "config", "matrix"));
        MAY_SEE.put("media", List.of("users", "store", "config", "matrix"));
        MAY_SEE.put("control", List.of("config", "matrix"));
        MAY_SEE.put("cli", List.of("control", "users", "config", "matrix"));
        MAY_SEE.put(
                "api",
                List.of(
                        "sync",
                        "accounts",
                        "push",
                        "media",
                        "e2ee",
                        "rooms",
                        "users",
                        "mail",
                        "store",
                        "config",
                        "matrix"));
    }

    @Test
    void packagesSeeOnlyWhatLiesBelowThem() {
        TreeSet<String> wrong = new TreeSet<>();
        for (JavaClass origin : CLASSES) {
            String from = domainOf(origin.getPackageName());
            if (from.isEmpty() || from.equals("ports")) {
                continue;
            }
            origin.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getPackageName())
                    .filter(target -> target.startsWith("stockpot.server."))
                    .map(ArchitectureTest::domainOf)
                    .filter(to -> !to.equals(from) && !to.equals("ports"))
                    .filter(to -> !MAY_SEE.getOrDefault(from, List.of()).contains(to))
                    .forEach(to -> wrong.add(origin.getName() + " sees " + to));
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void everyPackageStandsOnTheMap() {
        TreeSet<String> unknown = new TreeSet<>();
        CLASSES.forEach(type -> unknown.add(domainOf(type.getPackageName())));
        unknown.removeAll(MAY_SEE.keySet());
        unknown.removeAll(List.of("", "ports"));
        assertTrue(unknown.isEmpty(), () -> "not on the map: " + unknown);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        TreeSet<String> silent = new TreeSet<>();
        CLASSES.forEach(type -> {
            if (type.getPackage().tryGetAnnotationOfType(NullMarked.class).isEmpty()) {
                silent.add(type.getPackageName());
            }
        });
        assertTrue(silent.isEmpty(), () -> "no package-info.java: " + silent);
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("stockpot.server.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void onlyTheApiAndTheWiringSeeTheWebServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("stockpot.server", "stockpot.server.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(CLASSES);
    }

    @Test
    void thePureCodeSeesNothingThatWaits() {
        noClasses()
                .that()
                .resideInAPackage("stockpot.server.matrix..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net.http..",
                        "java.nio.channels..",
                        "java.util.concurrent.locks..",
                        "io.helidon..")
                .check(CLASSES);
    }

    @Test
    void x04_classesThatRunForeignCodeAreNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.Object(In|Out)putStream|javax\\.naming\\..*|javax\\.script\\..*"
                                + "|javax\\.xml\\..*|org\\.w3c\\..*|org\\.xml\\..*")
                .check(CLASSES);
    }

    @Test
    void k11_timeChanceAndThreadsComeFromThePorts() {
        noClasses()
                .that()
                .resideOutsideOfPackage("stockpot.server.ports.jvm..")
                .and()
                // The JVM runs the hook of an orderly stop on a thread that it must be given.
                .doNotHaveFullyQualifiedName("stockpot.server.Main")
                .should()
                .callMethodWhere(bannedCall())
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("stockpot.server.ports.jvm..")
                .should()
                .accessTargetWhere(bannedType())
                .check(CLASSES);
    }

    @Test
    void onlyTheConfigurationReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "stockpot.server", "stockpot.server.config..", "stockpot.server.cli..")
                .should()
                .callMethodWhere(called("java.lang.System", "getenv"))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaMethodCall> called(String owner, String name) {
        return DescribedPredicate.describe(
                owner + "." + name,
                call ->
                        call.getTargetOwner().getName().equals(owner)
                                && call.getTarget().getName().equals(name));
    }

    /** What would break the virtual clock or the seeded scheduler. */
    private static DescribedPredicate<JavaMethodCall> bannedCall() {
        Map<String, List<String>> banned = new LinkedHashMap<>();
        banned.put("java.lang.System", List.of("currentTimeMillis", "nanoTime"));
        banned.put("java.time.Instant", List.of("now"));
        banned.put("java.time.Clock", List.of("systemUTC", "systemDefaultZone", "system"));
        banned.put("java.time.LocalDateTime", List.of("now"));
        banned.put("java.time.LocalDate", List.of("now"));
        banned.put("java.time.ZonedDateTime", List.of("now"));
        banned.put("java.net.InetAddress", List.of("getAllByName", "getLocalHost"));
        banned.put("javax.net.SocketFactory", List.of("getDefault"));
        banned.put("java.lang.Math", List.of("random"));
        banned.put("java.util.Collections", List.of("shuffle"));
        banned.put("java.util.UUID", List.of("randomUUID"));
        banned.put(
                "java.lang.Thread",
                List.of("sleep", "startVirtualThread", "ofVirtual", "ofPlatform"));
        banned.put("java.lang.Object", List.of("wait"));
        banned.put("java.util.Collection", List.of("parallelStream"));
        banned.put("java.util.concurrent.locks.LockSupport", List.of("parkNanos", "parkUntil"));
        banned.put("java.util.concurrent.ForkJoinPool", List.of("commonPool"));
        banned.put(
                "java.util.concurrent.CompletableFuture",
                List.of("orTimeout", "completeOnTimeout"));
        return DescribedPredicate.describe(
                "a call that the simulator cannot follow",
                call ->
                        banned.getOrDefault(call.getTargetOwner().getName(), List.of())
                                        .contains(call.getTarget().getName())
                                || isTimedWait(call));
    }

    private static boolean isTimedWait(JavaMethodCall call) {
        boolean timed =
                call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(type -> type.getName().equals("java.util.concurrent.TimeUnit"));
        return timed
                && call.getTargetOwner().getPackageName().startsWith("java.util.concurrent")
                && !call.getTargetOwner().getName().equals("java.util.concurrent.TimeUnit");
    }

    private static DescribedPredicate<JavaAccess<?>> bannedType() {
        List<String> types =
                List.of(
                        "java.util.Random",
                        "java.util.SplittableRandom",
                        "java.util.concurrent.ThreadLocalRandom",
                        "java.security.SecureRandom",
                        "java.util.Timer",
                        "java.util.concurrent.ScheduledThreadPoolExecutor");
        return DescribedPredicate.describe(
                "chance or timers of the JDK",
                access -> types.contains(access.getTargetOwner().getName()));
    }

    /** The first part of a package below the root; empty for the root itself. */
    private static String domainOf(String packageName) {
        String rest = packageName.substring("stockpot.server".length());
        if (rest.isEmpty()) {
            return "";
        }
        int end = rest.indexOf('.', 1);
        return end < 0 ? rest.substring(1) : rest.substring(1, end);
    }
}
