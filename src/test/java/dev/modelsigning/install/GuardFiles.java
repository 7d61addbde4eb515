// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The guard: one source on the class path, copied into deploy/ and the chart. */
final class GuardFiles {
  static final String NAMESPACE = "model-signature-system";
  static final Path SOURCE = Path.of("src/main/resources/dev/modelsigning/guard/guard.yaml");
  static final Path DEPLOY = Path.of("deploy/guard.yaml");
  static final Path CHART = Path.of("charts/model-signature-operator/templates/guard.yaml");

  private static final String PLACEHOLDER = "$(operatorNamespace)";
  private static final String HEADER =
      "# Copied from src/main/resources/dev/modelsigning/guard/guard.yaml by `make crds`: do not edit.\n";

  private GuardFiles() {}

  static String deployCopy() throws IOException {
    return copy(NAMESPACE);
  }

  static String chartCopy() throws IOException {
    return copy("{{ .Release.Namespace }}");
  }

  /** The objects as installed into {@link #NAMESPACE}. */
  static List<GenericKubernetesResource> objects() throws IOException {
    return DeployFiles.parse(deployCopy());
  }

  private static String copy(String namespace) throws IOException {
    return HEADER + Files.readString(SOURCE).replace(PLACEHOLDER, namespace);
  }
}
