// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several ModelSignatures of one claim. */
final class CoverageTest {
  private static ModelSignature of(String subPath, String... siblings) {
    ModelSignature signature = FakeCluster.verified();
    signature.getMetadata().setName("sig-" + subPath.replace('/', '-'));
    signature.getSpec().source.persistentVolumeClaim.subPath = subPath;
    signature.getStatus().manifest = new ManifestStatus();
    signature.getStatus().manifest.siblings = List.of(siblings);
    signature.getStatus().manifest.siblingsMore = 0;
    return signature;
  }

  private static Optional<String> objections(String mounted, ModelSignature... signatures) {
    return new Coverage(List.of(signatures), signature -> Optional.empty())
        .objections(Directory.of(mounted));
  }

  @Test
  void signaturesOfAllThatIsThereCoverTheRootTogether() {
    assertThat(objections("", of("llama", "qwen"), of("qwen", "llama"))).isEmpty();
    assertThat(objections("", of("alone"))).isEmpty();
  }

  @Test
  void signaturesAtDifferentDepthsCoverTheRootTogether() {
    assertThat(
            objections(
                "",
                of("a/b/one", "a/b/two", "a/c", "d"),
                of("a/b/two", "a/b/one", "a/c", "d"),
                of("a/c", "a/b", "d"),
                of("d", "a")))
        .isEmpty();
  }

  @Test
  void signaturesCoverADirectoryBelowTheRootWhateverLiesBesideThat() {
    assertThat(objections("a", of("a/b", "a/c", "unsigned"), of("a/c", "a/b", "unsigned")))
        .isEmpty();
  }

  @Test
  void refusesWhatLiesBesideTheSignedModelsAndNamesIt() {
    assertThat(objections("", of("llama", "evil.bin", "qwen"), of("qwen", "evil.bin", "llama")))
        .get()
        .asString()
        .contains("covers only the directory llama", "which also holds 'evil.bin'");
    assertThat(objections("", of("a/b", "a/hidden", "c"), of("c", "a")))
        .get()
        .asString()
        .contains("a/hidden");
  }

  @Test
  void refusesARootOfWhichOneModelDoesNotSatisfyThePolicy() {
    Coverage coverage =
        new Coverage(
            List.of(of("llama", "qwen"), of("qwen", "llama")),
            signature ->
                signature.getMetadata().getName().equals("sig-qwen")
                    ? Optional.of("sig-qwen is Rejected")
                    : Optional.empty());
    assertThat(coverage.objections(Directory.of("")))
        .get()
        .asString()
        .contains("which also holds 'qwen'");
  }

  @Test
  void refusesARootThatWasNotListedWhole() {
    Stream.<Consumer<ManifestStatus>>of(
            measured -> measured.siblingsMore = 1,
            measured -> measured.siblingsMore = null,
            measured -> measured.siblings = null)
        .forEach(
            missing -> {
              ModelSignature partly = of("llama", "qwen");
              missing.accept(partly.getStatus().manifest);
              assertThat(objections("", partly, of("qwen", "llama"))).isPresent();
            });
    ModelSignature never = of("llama");
    never.getStatus().manifest = null;
    assertThat(objections("", never)).isPresent();
  }

  @Test
  void refusesARootOfMoreModelsThanAreLookedAt() {
    List<ModelSignature> many = new ArrayList<>();
    IntStream.rangeClosed(1, 65).forEach(i -> many.add(of("model-" + i)));
    assertThat(objections("", many.toArray(ModelSignature[]::new))).isPresent();
    assertThat(objections("", many.subList(0, 64).toArray(ModelSignature[]::new))).isEmpty();
  }
}
