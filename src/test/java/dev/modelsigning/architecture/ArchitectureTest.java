package dev.modelsigning.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the walls between packages; the table in docs/architecture.md is {@link #MAY_USE}. */
class ArchitectureTest {
  private static final String ROOT = "dev.modelsigning.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.modelsigning");

  private static final List<String> CORE =
      List.of("manifest", "statement", "bundle", "trust", "verification", "signing", "cli");

  /** Package to the packages of ours that it may use. */
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("manifest", List.of()),
              Map.entry("statement", List.of("manifest", "bundle")),
              Map.entry("bundle", List.of()),
              Map.entry("trust", List.of("bundle")),
              Map.entry("verification", List.of("manifest", "statement", "bundle", "trust")),
              Map.entry("signing", List.of("manifest", "statement", "bundle")),
              Map.entry(
                  "cli",
                  List.of("manifest", "statement", "bundle", "trust", "verification", "signing")),
              Map.entry("api", List.of()),
              Map.entry("volume", List.of()),
              Map.entry("measurement", List.of("api", "volume", "manifest", "verification")),
              Map.entry(
                  "controller",
                  List.of(
                      "api",
                      "volume",
                      "measurement",
                      "verification",
                      "signing",
                      "manifest",
                      "statement",
                      "bundle",
                      "trust",
                      "metrics",
                      "config")),
              Map.entry("admission", List.of("api", "volume", "metrics", "config")),
              Map.entry("metrics", List.of()),
              Map.entry("config", List.of())));

  @TestFactory
  Stream<DynamicTest> packageUsesOnlyWhatTheTableAllows() {
    return MAY_USE.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(ROOT + row.getKey() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden(row.getKey(), row.getValue()))
                            .allowEmptyShould(true)
                            .check(CLASSES)));
  }

  private static String[] forbidden(String from, List<String> allowed) {
    return MAY_USE.keySet().stream()
        .filter(other -> !other.equals(from) && !allowed.contains(other))
        .map(other -> ROOT + other + "..")
        .toArray(String[]::new);
  }

  @Test
  void everyClassIsInAPackageOfTheTable() {
    String[] known = MAY_USE.keySet().stream().map(p -> ROOT + p + "..").toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.modelsigning.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void coreAndCommandLineKnowNoFramework() {
    String[] core = CORE.stream().map(p -> ROOT + p + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(core)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "io.fabric8..", "io.javaoperatorsdk..", "jakarta..", "io.vertx..")
        .check(CLASSES);
  }

  @Test
  void timeComesFromAClock() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void noGrabBagPackagesOrClasses() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..")
        .orShould()
        .haveNameMatching(".*(Utils?|Helper|Manager|Impl)$")
        .check(CLASSES);
  }
}
