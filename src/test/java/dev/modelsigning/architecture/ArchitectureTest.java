// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.modelsigning.architecture.PackageTable.Row;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the walls between packages; the table is {@link PackageTable}. */
class ArchitectureTest {
  private static final List<Row> TABLE = PackageTable.rows();

  /** The plain-Java core, each with its sub-packages. */
  private static final Set<String> CORE =
      Set.of(
          "json",
          "pki",
          "text",
          "http",
          "manifest",
          "statement",
          "bundle",
          "trust",
          "verification",
          "evidence",
          "registry",
          "signing",
          "cli");

  private static final Pattern IMPORT =
      Pattern.compile(
          "^import (?:static )?dev\\.modelsigning\\.([a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

  private static final DescribedPredicate<JavaClass> READ_JSON =
      DescribedPredicate.describe(
          "read JSON",
          reader ->
              reader.getMethodCallsFromSelf().stream()
                  .filter(call -> call.getTargetOwner().isAssignableTo(ObjectMapper.class))
                  .anyMatch(call -> call.getName().startsWith("read")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.modelsigning");

  @TestFactory
  Stream<DynamicTest> packageUsesOnlyWhatTheTableAllows() {
    return TABLE.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) {
    String[] forbidden =
        TABLE.stream()
            .filter(other -> !other.equals(row) && !row.uses().contains(other.name()))
            .map(Row::fullName)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(row.fullName())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(CLASSES);
  }

  @Test
  void everyClassIsInAPackageOfTheTable() {
    String[] known = TABLE.stream().map(Row::fullName).toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(CLASSES);
  }

  /** A row that allows what is not used hides the day on which it is. */
  @TestFactory
  Stream<DynamicTest> tableAllowsOnlyWhatIsUsed() {
    return TABLE.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(), () -> assertThat(row.uses()).isSubsetOf(used(row))));
  }

  /**
   * By imports too, since a constant that the compiler copies leaves no trace in a class file, and
   * a type that is only passed on needs no import.
   */
  private static Set<String> used(Row row) throws IOException {
    Set<String> used = new TreeSet<>();
    Path folder = Path.of("src/main/java", row.fullName().split("\\."));
    try (DirectoryStream<Path> sources = Files.newDirectoryStream(folder, "*.java")) {
      for (Path source : sources) {
        IMPORT.matcher(Files.readString(source)).results().map(m -> m.group(1)).forEach(used::add);
      }
    }
    CLASSES.stream()
        .filter(from -> from.getPackageName().equals(row.fullName()))
        .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
        .filter(name -> name.startsWith(PackageTable.ROOT))
        .map(name -> name.substring(PackageTable.ROOT.length()))
        .forEach(used::add);
    return used;
  }

  /** Sub-packages count as packages of their own. */
  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.modelsigning.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** What a newcomer can take in at one look; the resource classes are data only. */
  @TestFactory
  Stream<DynamicTest> packageHoldsAtMostTwentyFiveClasses() {
    return TABLE.stream()
        .filter(row -> !row.name().equals("api.v1alpha1"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(), () -> assertThat(topLevel(row)).hasSizeBetween(1, 25)));
  }

  private static Set<String> topLevel(Row row) {
    return CLASSES.stream()
        .filter(c -> c.getPackageName().equals(row.fullName()))
        .filter(JavaClass::isTopLevelClass)
        .map(JavaClass::getSimpleName)
        .filter(name -> !name.equals("package-info"))
        .collect(Collectors.toSet());
  }

  /** Said here too, since an edit of a table's row removes a wall. */
  @TestFactory
  Stream<DynamicTest> wallsThatNoTableMoves() {
    return Stream.of(
        wall("admission", "verification"),
        wall("gate", "verification"),
        wall("bundle", "statement"),
        wall("signing", "verification"),
        wall("verification", "signing"));
  }

  private static DynamicTest wall(String from, String to) {
    return DynamicTest.dynamicTest(
        from + " does not use " + to,
        () ->
            noClasses()
                .that()
                .resideInAPackage(PackageTable.ROOT + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PackageTable.ROOT + to + "..")
                .check(CLASSES));
  }

  @Test
  void coreIsTheFirstTable() {
    assertThat(TABLE)
        .allSatisfy(
            row ->
                assertThat(CORE.contains(row.name().replaceFirst("\\..*", "")))
                    .as(row.name())
                    .isEqualTo(row.core()));
  }

  @Test
  void coreAndCommandLineUseNothingOfTheClusterAndNoFramework() {
    String[] cluster =
        TABLE.stream().filter(row -> !row.core()).map(Row::fullName).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(corePackages())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(cluster)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(corePackages())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "io.fabric8..", "io.javaoperatorsdk..", "jakarta..", "io.vertx..")
        .check(CLASSES);
  }

  private static String[] corePackages() {
    return CORE.stream().map(name -> PackageTable.ROOT + name + "..").toArray(String[]::new);
  }

  /** A mapper that is made without care keeps the names of all that it reads. */
  @Test
  void mappersThatReadWhatOthersSendKeepNoNames() {
    noClasses()
        .that()
        .resideOutsideOfPackages(PackageTable.ROOT + "decoding", PackageTable.ROOT + "explanation")
        .and(READ_JSON)
        .should()
        .callConstructor(ObjectMapper.class)
        .orShould()
        .callMethod(JsonMapper.class, "builder")
        .check(CLASSES);
  }

  /** By default the SDK gives up after a few attempts, and nothing wakes a resource that rests. */
  @Test
  void everyControllerTriesForAsLongAsItFails() {
    classes()
        .that()
        .areAnnotatedWith(ControllerConfiguration.class)
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe(
                "@GradualRetry without a last attempt",
                annotation ->
                    annotation.getRawType().isEquivalentTo(GradualRetry.class)
                        && annotation.as(GradualRetry.class).maxAttempts() == Integer.MAX_VALUE))
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
