// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading manifests as people write them. */
final class ManifestsTest {
  private final Manifests manifests = new Manifests();

  @Test
  void documentsOfYamlAreReadInTheirOrder() throws UnusableManifestException {
    String text =
        """
        # a comment alone
        ---
        kind: Pod
        metadata: {name: a}
        data: |
          text with
           --- dashes
        --- # the second one
        kind: Pod
        metadata: {name: b}
        ---
        """;

    assertThat(manifests.read("f", text))
        .extracting(Manifests::nameOf)
        .containsExactly("Pod a", "Pod b");
  }

  @Test
  void documentsOfJsonAndListsAreTakenApart() throws UnusableManifestException {
    String text =
        """
        {"kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "a"}},
          {"kind": "PodList", "items": [{"kind": "Pod", "metadata": {"generateName": "b-"}}]}]}
        {"kind": "Pod"}
        """;

    assertThat(manifests.read("f", text))
        .extracting(Manifests::nameOf)
        .containsExactly("Pod a", "Pod b-", "Pod without a name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"kind": "Pod"           | f is not JSON
          kind: [Pod               | document 1 of f is not YAML
          --- {kind: Pod}          | f has more than a comment in a line that begins with ---
          {kind: Pod               | f is not JSON
          just words               | f holds something that is no Kubernetes object
          {"metadata": {}}         | f holds something that is no Kubernetes object
          {"kind": "Pod", "metadata": "x"} | Pod without a name: metadata is no mapping
          {"kind": "Pod", "metadata": {"name": "p", "annotations": 5}} | Pod p: metadata.annotations is no mapping
          """)
  void textThatIsNoManifestIsNamed(String text, String message) {
    assertThatThrownBy(() -> manifests.read("f", text))
        .isInstanceOf(UnusableManifestException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n---\n"})
  void emptyTextHoldsNothing(String text) throws UnusableManifestException {
    assertThat(manifests.read("f", text)).isEmpty();
  }
}
