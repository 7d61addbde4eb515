// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelLoader;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeAliasStatus;
import dev.modelsigning.gate.loaders.ClaimUse;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods that fill claims, under Enforce; and what passes for one and is none. */
class LoadersTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private final FakeCluster cluster = new FakeCluster();
  private final ModelLoader loader = new ModelLoader();
  private final PodDecision decision =
      new PodDecision(cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of());

  @BeforeEach
  void nameALoader() {
    loader.name = "mirror";
    loader.serviceAccounts = List.of("model-loader");
    loader.claimNames = List.of("models-*", "model");
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.loaders = List.of(loader);
    cluster.signatures.clear();
  }

  /** The ordinary loader of a claim; the text is more of its container. */
  private static Pod loaderOf(String claim, String container) {
    return pod(claim, "serviceAccountName: model-loader\nrestartPolicy: Never\n", container, "");
  }

  private static Pod pod(String claim, String spec, String container, String mount) {
    return Pods.pod(
        spec
            + """
            containers:
            - name: fetch
              image: registry.example.com/loader@%s
              volumeMounts: [{name: m, mountPath: /mnt/models%s}]
            """
                .formatted(DIGEST, mount)
            + container
            + "volumes: [{name: m, persistentVolumeClaim: {claimName: %s}}]\n".formatted(claim));
  }

  private AdmissionDecision decide(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  /** The decision when a scheduler has found a node. */
  private AdmissionDecision bind(Pod pod) {
    pod.getSpec().setNodeName("node-a");
    return decision.decide(
        new PodRequest(
            "CREATE", PodRequest.BINDING, FakeCluster.NAMESPACE, "", pod, Optional.empty()));
  }

  @Test
  void admitsLoaderThatFillsAClaimWithoutAVerdict() {
    assertThat(decide(loaderOf("models-llama", ""))).isAllowed();
    assertThat(bind(loaderOf("models-llama", ""))).isAllowed();
  }

  @Test
  void admitsLoaderThatNamesTheFileWhichItWrites() {
    assertThat(
            decide(
                loaderOf(
                    "models-llama",
                    "  command: [curl, -fLo, /mnt/models/a.gguf, 'https://mirror/a.gguf']\n")))
        .isAllowed();
  }

  @Test
  void admitsLoaderThatSaysWhatItDownloads() {
    assertThat(
            decide(
                loaderOf("models-llama", "  args: [--model-id, meta/llama, --revision, main]\n")))
        .isAllowed();
  }

  @Test
  void refusesOtherServiceAccountsAndOtherClaims() {
    assertThat(decide(pod("models-llama", "restartPolicy: Never\n", "", "")))
        .isDenied(
            "claim models-llama: no ModelSignature names it",
            "writable in container fetch",
            "or on the volume; whoever writes the policy can name in models.scratchClaims");
    assertThat(decide(loaderOf("other", ""))).isDenied("claim other: no ModelSignature names it");
  }

  @Test
  void refusesImagesThatTheLoaderDoesNotName() {
    loader.serviceAccounts = null;
    loader.images = List.of("mirror.example.com/other-name@" + DIGEST);
    assertThat(decide(loaderOf("models-llama", ""))).isAllowed();
    assertThat(decide(loaderOf("models-llama", "- {name: more, image: 'busybox:1.36'}\n")))
        .isDenied("no ModelSignature names it");
    Pod moved = loaderOf("models-llama", "");
    moved.getSpec().getContainers().getFirst().setImage("registry.example.com/loader:latest");
    assertThat(decide(moved)).isDenied("no ModelSignature names it");
  }

  @Test
  void needsBothWhenServiceAccountAndImagesAreNamed() {
    loader.images = List.of("registry.example.com/loader@sha256:" + "cd".repeat(32));
    assertThat(decide(loaderOf("models-llama", ""))).isDenied("no ModelSignature names it");
  }

  @Test
  void loaderThatNamesNobodyNamesNoPod() {
    loader.serviceAccounts = null;
    assertThat(decide(loaderOf("models-llama", ""))).isDenied("no ModelSignature names it");
  }

  @Test
  void refusesLoaderBesideOtherPods() {
    cluster.uses.put("models-llama", new ClaimUse.Known(List.of("a", "b", "c", "d")));
    assertThat(decide(loaderOf("models-llama", "")))
        .isDenied("also mounted by pod a, b, c and 1 more", "loader mirror", "wait for their end");
    cluster.uses.put("models-llama", new ClaimUse.Unknown("no answer"));
    assertThat(decide(loaderOf("models-llama", ""))).isDenied("cannot be told: no answer");
  }

  @Test
  void refusesLoaderThatIsStartedAgain() {
    assertThat(decide(pod("models-llama", "serviceAccountName: model-loader\n", "", "")))
        .isDenied("restartPolicy Always", "use a Job");
  }

  @Test
  void refusesLoaderThatAlsoServes() {
    assertThat(decide(loaderOf("models-llama", "  args: [--model, /mnt/models/llama]\n")))
        .isDenied("container fetch loads or serves models");
    Pod server = loaderOf("models-llama", "");
    server.getSpec().getContainers().getFirst().setImage("vllm/vllm-openai@" + DIGEST);
    assertThat(decide(server)).isDenied("container fetch loads or serves models");
    assertThat(
            decide(
                loaderOf(
                    "models-llama",
                    "- {name: s, image: a, volumeMounts: [{name: m, mountPath: /data, readOnly: true}]}\n")))
        .isDenied("container s mounts read-only what another one writes");
  }

  @Test
  void judgesASecondClaimAsAnyOther() {
    Pod pod = loaderOf("models-llama", "");
    Pod second = pod("secret-model", "", "", "");
    second.getSpec().getVolumes().getFirst().setName("n");
    pod.getSpec().getVolumes().addAll(second.getSpec().getVolumes());
    assertThat(decide(pod)).isDenied("claim secret-model: no ModelSignature names it");
  }

  @Test
  void keepsAllElseThatThePolicyAsks() {
    assertThat(decide(loaderOf("models-llama", "  securityContext: {privileged: true}\n")))
        .isDenied("privileged");
  }

  @Test
  void doesNotLetAnEphemeralContainerWrite() {
    Pod stored = loaderOf("models-llama", "");
    Pod changed =
        Pods.pod(
            """
            serviceAccountName: model-loader
            restartPolicy: Never
            containers: [{name: fetch, image: a, volumeMounts: [{name: m, mountPath: /m}]}]
            ephemeralContainers: [{name: d, image: b, volumeMounts: [{name: m, mountPath: /m}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: models-llama}}]
            """);
    assertThat(
            decision.decide(
                new PodRequest(
                    "UPDATE",
                    "ephemeralcontainers",
                    FakeCluster.NAMESPACE,
                    "",
                    changed,
                    Optional.of(stored))))
        .isDenied("no ModelSignature names it");
  }

  @Test
  void startsOnlyOnceItsVerdictIsGone() {
    cluster.signatures.add(FakeCluster.verified());
    assertThat(decide(loaderOf("model", ""))).isAllowed();
    assertThat(bind(loaderOf("model", "")))
        .isDenied("ModelSignature minilm does not show yet", "the scheduler tries again");

    cluster.signature().getStatus().verdict = VerdictState.Unknown;
    cluster.signature().getStatus().signatures = null;
    assertThat(bind(loaderOf("model", ""))).isAllowed();
  }

  @Test
  void refusesStorageThatOtherClaimsReach() {
    cluster.signatures.add(FakeCluster.verified());
    cluster.signature().getStatus().volume.aliases = List.of(new VolumeAliasStatus());
    assertThat(decide(loaderOf("model", ""))).isDenied("reached through other claims");
  }

  @Test
  void judgesWhatALoaderOnlyReadsAsAnyOther() {
    cluster.signatures.add(FakeCluster.verified());
    Pod reader = loaderOf("model", "");
    reader.getSpec().getContainers().getFirst().getVolumeMounts().getFirst().setReadOnly(true);
    assertThat(decide(reader)).isAllowed();
    cluster.signatures.clear();
    assertThat(decide(reader)).isDenied("no ModelSignature names it");
  }
}
