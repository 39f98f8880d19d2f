package stockpot.cook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may see whom in cook, as data; a package that is new here needs a line. */
class ArchitectureTest {
    private static final String BASE = "stockpot.cook";

    /** Package to the packages it may see, itself left out. */
    private static final Map<String, List<String>> MAY_SEE =
            Map.ofEntries(
                    Map.entry("env", List.of()),
                    Map.entry("host", List.of("env")),
                    Map.entry("services", List.of("env", "host")),
                    Map.entry("files", List.of("services", "env", "host")),
                    Map.entry("consul", List.of("services", "env", "host")),
                    Map.entry("nginx", List.of("certificates", "services", "env", "host")),
                    Map.entry("control", List.of("services", "env", "host")),
                    Map.entry("monitoring", List.of("services", "env", "host")),
                    Map.entry("certificates", List.of("services", "env", "host")),
                    Map.entry(
                            "plan",
                            List.of(
                                    "dataset",
                                    "files",
                                    "consul",
                                    "control",
                                    "monitoring",
                                    "certificates",
                                    "nginx",
                                    "services",
                                    "env",
                                    "host")),
                    Map.entry(
                            "dataset", List.of("files", "certificates", "services", "env", "host")),
                    Map.entry(
                            "doctor",
                            List.of(
                                    "plan",
                                    "files",
                                    "consul",
                                    "control",
                                    "monitoring",
                                    "certificates",
                                    "nginx",
                                    "services",
                                    "env",
                                    "host")),
                    Map.entry(
                            "operator",
                            List.of(
                                    "dataset",
                                    "doctor",
                                    "plan",
                                    "files",
                                    "consul",
                                    "control",
                                    "monitoring",
                                    "certificates",
                                    "nginx",
                                    "services",
                                    "env",
                                    "host")));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(BASE);

    private static String[] packages(String self, List<String> others) {
        List<String> all = new ArrayList<>(List.of(self + "..", BASE + "." + self + ".."));
        others.forEach(other -> all.add(BASE + "." + other + ".."));
        return all.toArray(String[]::new);
    }

    @Test
    void arrowsPointDown() {
        MAY_SEE.forEach((self, others) ->
                noClasses()
                        .that()
                        .resideInAPackage(BASE + "." + self + "..")
                        .should()
                        .dependOnClassesThat(
                                DescribedPredicate.describe(
                                        "are cook's and not among those it may see",
                                        type ->
                                                isCooks(type.getPackageName())
                                                        && !isSeen(
                                                                self,
                                                                others,
                                                                type.getPackageName())))
                        .allowEmptyShould(true)
                        .check(CLASSES));
    }

    private static boolean isCooks(String name) {
        return name.equals(BASE) || name.startsWith(BASE + ".");
    }

    private static boolean isSeen(String self, List<String> others, String name) {
        return List.of(packages(self, others)).stream()
                .map(pattern -> pattern.replace("..", ""))
                .anyMatch(seen -> name.equals(seen) || name.startsWith(seen + "."));
    }

    @Test
    void everyPackageHasItsPlace() {
        classes()
                .that()
                .resideInAPackage(BASE + ".*..")
                .should()
                .resideInAnyPackage(
                        MAY_SEE.keySet().stream()
                                .map(name -> BASE + "." + name + "..")
                                .toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void onlyHostRunsProgramsAndWritesFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".host..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class, Runtime.class)
                .orShould()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "write files",
                                call ->
                                        call.getTargetOwner()
                                                        .isEquivalentTo(java.nio.file.Files.class)
                                                && call.getName()
                                                        .matches(
                                                                "write.*|create.*|delete.*|move"
                                                                        + "|copy|set.*|new.*Output.*"
                                                                        + "|newByteChannel|newBufferedWriter")))
                .check(CLASSES);
    }

    @Test
    void onlyEnvReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".env..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(CLASSES);
    }
}
