// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods as a real API server lists them. */
final class ImpactSurveyIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final String KEY = "5e".repeat(32);

  private String namespace = "";
  private ClusterModelTrustPolicy policy;

  @BeforeEach
  void cover() {
    namespace = API.newNamespace("impact", Map.of());
    policy = CustomResources.policy(namespace, TestPki.publicPem(TestPki.ecKey()));
    policy.getMetadata().setGeneration(3L);
    policy.getSpec().mode = PolicyMode.Audit;
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.scratchClaims = List.of("scratch");
    var claims = new Claims(API.admin(), namespace);
    claims.bound("unsigned");
    claims.bound("scratch");
  }

  private ImpactStatus impact() {
    return Objects.requireNonNull(
        new ImpactSurvey(API.admin(), Clock.systemUTC(), Set.of("kube-system"))
            .of(List.of(policy))
            .get(namespace));
  }

  private void pod(String name, String claim) {
    pod(name, claim, "/mnt/models");
  }

  private void pod(String name, String claim, String mountPath) {
    API.admin()
        .resource(
            new PodBuilder(Pods.server())
                .editMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .editSpec()
                .editContainer(0)
                .editVolumeMount(0)
                .withMountPath(mountPath)
                .endVolumeMount()
                .endContainer()
                .editVolume(0)
                .editPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void podsThatEnforceWouldRefuseAreCountedWhateverTheMode() {
    pod("bad", "unsigned");
    pod("good", "scratch", "/cache");
    ImpactStatus impact = impact();
    assertThat(impact.refusedPods).isEqualTo(1);
    assertThat(impact.examinedPods).isEqualTo(2);
    assertThat(impact.complete).isTrue();
    assertThat(impact.observedGeneration).isEqualTo(3L);
    assertThat(impact.pods).containsExactly(namespace + "/bad");
    assertThat(policy.getSpec().mode).isEqualTo(PolicyMode.Audit);
  }

  @Test
  void claimsThatNoModelSignatureNamesAreNamedAndScratchIsNot() {
    var claims = new Claims(API.admin(), namespace);
    claims.bound("declared");
    API.admin().resource(CustomResources.modelSignature(namespace, "declared")).create();
    ImpactStatus impact = impact();
    assertThat(impact.undeclared).isEqualTo(1);
    assertThat(impact.undeclaredClaims).containsExactly(namespace + "/unsigned");

    for (int i = 0; i < 25; i++) {
      claims.bound("more-%02d".formatted(i));
    }
    impact = impact();
    assertThat(impact.undeclared).isEqualTo(26);
    assertThat(impact.undeclaredClaims).hasSize(20).contains(namespace + "/more-00");
  }

  @Test
  void onlyTheFirstTenAreNamed() {
    for (int i = 0; i < 130; i++) {
      pod("bad-%03d".formatted(i), "unsigned");
    }
    ImpactStatus impact = impact();
    assertThat(impact.refusedPods).isEqualTo(130);
    assertThat(impact.pods).hasSize(10).contains(namespace + "/bad-000");
  }

  @Test
  void podsThatHaveEndedDoNotCount() {
    pod("ended", "unsigned");
    Pod stored = API.admin().pods().inNamespace(namespace).withName("ended").get();
    API.admin()
        .resource(
            new PodBuilder(stored).editOrNewStatus().withPhase("Succeeded").endStatus().build())
        .updateStatus();
    assertThat(impact().examinedPods).isZero();
  }

  @Test
  void namespacesThatThePolicyDoesNotSelectDoNotCount() {
    pod("bad", "unsigned");
    policy.getSpec().match.namespaceSelector = CustomResources.namespaceNamed("no-such-namespace");
    assertThat(impact().examinedPods).isZero();
  }

  /** A bound claim whose content, of this digest, the policy's authority accepts. */
  private void verified(String name, String content) {
    var bound = new Claims(API.admin(), namespace).bound(name);
    ModelSignature created =
        API.admin().resource(CustomResources.modelSignature(namespace, name)).create();
    var accepted = new AcceptedBy();
    accepted.digest = FakeCluster.DIGEST;
    var judged = new JudgedSignature();
    judged.acceptedBy = List.of(accepted);
    judged.contentMatches = true;
    judged.signer = new SignerStatus();
    judged.signer.method = "key";
    judged.signer.keyFingerprint = KEY;
    var status = new ModelSignatureStatus();
    status.verdict = VerdictState.Verified;
    status.observedGeneration = created.getMetadata().getGeneration();
    status.volume = new VolumeStatus();
    status.volume.identity = VolumeIdentity.of(bound.claim(), bound.volume()).orElseThrow().value();
    status.manifest = new ManifestStatus();
    status.manifest.digest = content;
    status.signatures = List.of(judged);
    created.setStatus(status);
    API.admin().resource(created).updateStatus();
    FakeCluster.publish(policy, FakeCluster.DIGEST);
  }

  @Test
  void runningPodsOfAModelWhoseKeyIsDeniedCount() {
    var entry = new DeniedEntry();
    entry.key = KEY;
    entry.reason = "see incident 42";
    verified("model", "sha256:" + "ab".repeat(32));
    pod("serving", "model");
    assertThat(impact().refusedPods).isZero();

    policy.getSpec().deny = List.of(entry);

    assertThat(impact().pods).containsExactly(namespace + "/serving");
  }

  @Test
  void runningPodsOfAModelWhoseAuthorityIsTakenOutCount() {
    verified("model", "sha256:" + "ab".repeat(32));
    pod("serving", "model");
    assertThat(impact().refusedPods).isZero();

    policy.getSpec().authorities = CustomResources.authorities(TestPki.publicPem(TestPki.ecKey()));
    policy.getMetadata().setGeneration(4L); // as an edit does

    assertThat(impact().pods).containsExactly(namespace + "/serving");
  }

  @Test
  void runningPodsOfADeniedModelCount() {
    var entry = new DeniedEntry();
    entry.digest = "sha256:" + "ab".repeat(32);
    entry.reason = "see incident 42";
    verified("model", entry.digest);
    pod("serving", "model");
    assertThat(impact().refusedPods).isZero();

    policy.getSpec().deny = List.of(entry);

    assertThat(impact().pods).containsExactly(namespace + "/serving");
  }

  @Test
  void podsThatCameSinceTheLastSurveyAreToldOfBesideTheFirstTen() {
    List<String> told = new ArrayList<>();
    var survey =
        new ImpactSurvey(
            API.admin(),
            Clock.systemUTC(),
            Set.of("kube-system"),
            any -> List.of(),
            new ToldPods((pod, by, message) -> told.add(pod.getMetadata().getName())));
    for (int i = 0; i < 12; i++) {
      pod("bad-%02d".formatted(i), "unsigned");
    }
    survey.of(List.of(policy));
    assertThat(told).hasSize(10);

    told.clear();
    for (int i = 0; i < 5; i++) {
      pod("new-%02d".formatted(i), "unsigned");
    }
    survey.of(List.of(policy));
    assertThat(told)
        .containsExactlyInAnyOrder(
            "bad-10", "bad-11", "new-00", "new-01", "new-02", "new-03", "new-04");

    told.clear();
    survey.of(List.of(policy));
    assertThat(told).isEmpty();
  }
}
