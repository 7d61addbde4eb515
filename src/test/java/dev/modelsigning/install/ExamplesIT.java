// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applies each file of deploy/examples to a real API server, as it is. */
final class ExamplesIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final Path EXAMPLES = Path.of("deploy/examples");

  @BeforeAll
  static void makeNamespace() {
    API.admin()
        .resource(new NamespaceBuilder().withNewMetadata().withName("team-a").endMetadata().build())
        .create();
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleApplies(Path file) throws IOException {
    List<GenericKubernetesResource> objects = DeployFiles.read(file);
    assertThat(objects).isNotEmpty();
    for (GenericKubernetesResource object : objects) {
      API.admin()
          .resource(object)
          .fieldValidation(FieldValidateable.Validation.STRICT)
          .fieldManager("kubectl")
          .serverSideApply();
      assertThat(API.admin().resource(object).get()).isNotNull();
    }
  }

  @Test
  void everyKindHasAnExample() throws IOException {
    List<String> kinds =
        examples().flatMap(ExamplesIT::read).map(GenericKubernetesResource::getKind).toList();
    assertThat(kinds)
        .contains(
            "ModelSignature",
            "ModelSigningJob",
            "ClusterModelSigningJob",
            "ClusterModelTrustPolicy",
            "ModelTrustPolicy",
            "ModelTrustRoot",
            "Deployment");
  }

  private static Stream<GenericKubernetesResource> read(Path file) {
    try {
      return DeployFiles.read(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
