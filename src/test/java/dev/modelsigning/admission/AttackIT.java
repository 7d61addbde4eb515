// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The attempts of {@code make attack} that one pod shows, tried without a node. Claims whose
 * content a measurement would refuse are Verified here: the decision about the pod has to hold by
 * itself.
 */
final class AttackIT extends AdmissionScenario {
  /** One pod that has to be refused, as hack/attack/listed.py prints it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Attempt(String kind, String name, Pod pod, List<String> words, String by) {
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /** Those that the webhook refuses; GuardIT has those of the guard. */
  static Stream<Attempt> attempts() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("python3", "-B", "hack/attack/listed.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit status of hack/attack/listed.py").isZero();
    Attempt[] listed = new KubernetesSerialization().unmarshal(printed, Attempt[].class);
    assertThat(listed).hasSizeGreaterThan(60);
    return Stream.of(listed).filter(attempt -> attempt.by().equals("policy"));
  }

  @Override
  void adjust(ClusterModelTrustPolicy policy) {
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.scratchClaims = List.of("scratch-*");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attempts")
  void attemptIsRefusedAndItsDenialNamesWhatItAdds(Attempt attempt) {
    givenTheClaimsOf(attempt.pod());
    Pod pod = attempt.pod();
    pod.getMetadata().setNamespace(namespace);
    // The plugin that sets it on a node's cluster needs the service account to exist.
    pod.getSpec().setServiceAccountName("default");
    if (pod.getMetadata().getName() == null) {
      pod.getMetadata().setName("attempt");
    }

    assertThat(refusal(pod).toLowerCase(Locale.ROOT))
        .contains("denied the request")
        .containsAnyOf(
            attempt.words().stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
  }

  private void givenTheClaimsOf(Pod pod) {
    pod.getSpec().getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(PersistentVolumeClaimVolumeSource::getClaimName)
        .distinct()
        .forEach(this::given);
  }

  private void given(String claim) {
    switch (claim) {
      case "not-there" -> {}
      case "unsigned", "scratch-model" -> given.anUnsignedClaim(claim);
      case "stranger" -> given.aTamperedClaim(claim);
      default -> givenAVerifiedClaim(claim);
    }
  }
}
