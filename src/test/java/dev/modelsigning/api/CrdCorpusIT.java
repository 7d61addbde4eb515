// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applies the corpus to a real API server. Each document of a valid file is accepted; of an invalid
 * file all but the last, which is refused: comments name the {@code field} and what the message has
 * to say ({@code expect}), and what it must not say besides ({@code silent}).
 */
final class CrdCorpusIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Path CORPUS = Path.of("src/test/resources/crd-corpus");
  private static final Set<String> NAMESPACED =
      Set.of("ModelSignature", "ModelSigningJob", "ModelTrustPolicy");
  private static final String FIELD = "# field: ";
  private static final String EXPECT = "# expect: ";
  private static final String SILENT = "# silent: ";

  private static String namespace = "";

  @BeforeAll
  static void makeNamespace() {
    namespace = API.newNamespace("corpus", Map.of());
  }

  static Stream<Path> valid() throws IOException {
    return files("valid");
  }

  static Stream<Path> invalid() throws IOException {
    return files("invalid");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void acceptsEveryValidFile(Path file) throws IOException {
    List<GenericKubernetesResource> documents = documents(file);
    create(documents.getFirst());
    documents.stream().skip(1).forEach(CrdCorpusIT::change);
    delete(file);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refusesNamingFieldAndHint(Path file) throws IOException {
    List<GenericKubernetesResource> documents = documents(file);
    List<String> fields = comments(file, FIELD);
    List<String> expected = comments(file, EXPECT);
    List<String> unexpected = new ArrayList<>(comments(file, SILENT));
    unexpected.add("BEGIN PRIVATE KEY");
    unexpected.add("BEGIN EC PRIVATE KEY");
    if (documents.size() > 1) {
      create(documents.getFirst());
    }
    assertThat(fields).as("%s line", FIELD).hasSize(1);
    assertThat(expected).as("%s lines", EXPECT).isNotEmpty();
    assertThatThrownBy(() -> refused(documents))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal ->
                assertThat(refusal.getMessage())
                    .contains(fields)
                    .contains(expected)
                    .as("a private key is not printed again, nor a hint that fits something else")
                    .doesNotContain(unexpected));
    delete(file);
  }

  /**
   * The request that has to be refused: to create the only document, or to change the first into
   * the second.
   */
  private static void refused(List<GenericKubernetesResource> documents) {
    switch (documents.size()) {
      case 1 -> create(documents.getFirst());
      case 2 -> change(documents.getLast());
      default -> throw new IllegalStateException("one document, or one and its change");
    }
  }

  @Test
  void everyRuleOfTheDefinitionsIsBrokenBySomeFile() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Path file : files("invalid").toList()) {
      expected.addAll(comments(file, EXPECT));
    }
    assertThat(ruleMessages())
        .isNotEmpty()
        .allSatisfy(
            message -> assertThat(expected).anySatisfy(e -> assertThat(message).contains(e)));
  }

  @Test
  void corpusHoldsYamlOnly() throws IOException {
    try (Stream<Path> paths = Files.walk(CORPUS)) {
      assertThat(paths.filter(Files::isRegularFile).filter(p -> !p.toString().endsWith(".yaml")))
          .isEmpty();
    }
  }

  private static List<String> ruleMessages() throws IOException {
    List<String> messages = new ArrayList<>();
    try (Stream<Path> paths = Files.list(CrdFiles.FOLDERS.getFirst())) {
      for (Path path : paths.toList()) {
        JsonNode crd = new YAMLMapper().readTree(path.toFile());
        crd.findValues("x-kubernetes-validations")
            .forEach(rules -> rules.forEach(rule -> messages.add(rule.get("message").asText())));
      }
    }
    return messages;
  }

  private static void create(GenericKubernetesResource resource) {
    API.admin()
        .resource(inNamespace(resource))
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }

  private static void change(GenericKubernetesResource resource) {
    API.admin()
        .resource(inNamespace(resource))
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .fieldManager("corpus")
        .forceConflicts()
        .serverSideApply();
  }

  private static void delete(Path file) throws IOException {
    API.admin().resource(inNamespace(documents(file).getFirst())).delete();
  }

  private static GenericKubernetesResource inNamespace(GenericKubernetesResource resource) {
    if (NAMESPACED.contains(resource.getKind())) {
      resource.getMetadata().setNamespace(namespace);
    }
    return resource;
  }

  private static List<GenericKubernetesResource> documents(Path file) throws IOException {
    return Stream.of(Files.readString(file).split("(?m)^---$", -1))
        .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class))
        .toList();
  }

  private static List<String> comments(Path file, String prefix) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private static Stream<Path> files(String folder) throws IOException {
    try (Stream<Path> paths = Files.list(CORPUS.resolve(folder))) {
      return paths.sorted().toList().stream();
    }
  }
}
