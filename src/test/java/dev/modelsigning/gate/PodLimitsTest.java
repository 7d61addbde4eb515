// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much a pod may ask of the decision. */
final class PodLimitsTest {
  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision = new PodDecision(cluster, Clock.systemUTC(), Set.of());

  private static Pod pod(List<Volume> volumes, List<Container> containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .endMetadata()
        .withNewSpec()
        .withVolumes(volumes)
        .withContainers(containers)
        .endSpec()
        .build();
  }

  private static <T> List<T> times(int count, IntFunction<T> element) {
    return IntStream.range(0, count).mapToObj(element).toList();
  }

  private static Volume volume(int number) {
    return new VolumeBuilder()
        .withName("v" + number)
        .withNewPersistentVolumeClaim("model", true)
        .build();
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  private static Container container(String name, List<VolumeMount> mounts) {
    return new ContainerBuilder().withName(name).withImage("i").withVolumeMounts(mounts).build();
  }

  @Test
  void tooManyVolumesAreRefusedAsAWhole() {
    assertThat(decision.decide(Pods.create(pod(times(257, PodLimitsTest::volume), List.of()))))
        .isDenied(
            "the pod: it has 257 volumes, more than 256; policy production requires a pod that can"
                + " be judged as a whole; hint: split the pod");
  }

  @Test
  void tooManyContainersMountsAndCharactersAreRefused() {
    assertThat(
            decision.decide(
                Pods.create(pod(List.of(), times(129, i -> container("c" + i, List.of()))))))
        .isDenied("129 containers");
    assertThat(
            decision.decide(
                Pods.create(
                    pod(
                        List.of(volume(0)),
                        List.of(container("c", times(1_025, i -> mount("v0", "/" + i))))))))
        .isDenied("1025 mounts");
    assertThat(
            decision.decide(
                Pods.create(
                    pod(
                        List.of(volume(0)),
                        List.of(container("c", List.of(mount("v0", "/" + "x".repeat(4_096)))))))))
        .isDenied("a path of more than 4096 characters");
    Container last = container("c", List.of());
    last.setTerminationMessagePath("/" + ".".repeat(4_096));
    assertThat(decision.decide(Pods.create(pod(List.of(volume(0)), List.of(last)))))
        .isDenied("a path of more than 4096 characters");
    Container moved = container("c", List.of());
    moved.setWorkingDir("/" + "x".repeat(4_096));
    assertThat(decision.decide(Pods.create(pod(List.of(volume(0)), List.of(moved)))))
        .isDenied("a path of more than 4096 characters");
    String long4K = "/a".repeat(2_000);
    assertThat(
            decision.decide(
                Pods.create(
                    pod(
                        List.of(volume(0)),
                        List.of(container("c", times(100, i -> mount("v0", long4K + i))))))))
        .isDenied("characters in its paths, more than 262144");
  }

  @Test
  void warningPolicyAdmitsAPodBeyondTheLimits() {
    cluster.policy().getSpec().mode = PolicyMode.Warn;
    assertThat(decision.decide(Pods.create(pod(times(257, PodLimitsTest::volume), List.of()))))
        .isAllowedWithWarning("257 volumes");
  }

  @Test
  void largestPodIsDecidedInAMoment() {
    String deep = "/a".repeat(120);
    List<Container> containers =
        times(
            4, c -> container("c" + c, times(256, m -> mount("v" + m, deep + "/" + m + "/" + c))));
    Pod pod = pod(times(256, PodLimitsTest::volume), containers);
    cluster.signatures.addAll(times(200, i -> signature("v" + i)));

    assertThat(decided(pod)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void manySignaturesOfOneClaimAreReadOnce() {
    cluster.signatures.clear();
    cluster.signatures.addAll(times(10_000, i -> signature("v" + i)));
    List<Container> containers =
        times(4, c -> container("c" + c, times(256, m -> mount("v" + m, "/m/" + m))));

    assertThat(decided(pod(times(256, PodLimitsTest::volume), containers)))
        .isLessThan(Duration.ofSeconds(2));
  }

  private static ModelSignature signature(String subPath) {
    ModelSignature signature = FakeCluster.verified();
    signature.getSpec().source.persistentVolumeClaim.subPath = subPath;
    signature.getStatus().volume.subPath = subPath;
    return signature;
  }

  @Test
  void longCommandLinesAreReadInAMoment() {
    Container container = container("c", List.of());
    container.setCommand(List.of("sh", "-c", "vllm serve --x ".repeat(60_000) + "$@"));
    container.setArgs(times(60_000, i -> "vllm serve $@ --lora-modules=a,b"));
    container.setEnv(times(20_000, i -> new EnvVar("A" + i, "$(A" + (i - 1) + ")x", null)));

    assertThat(decided(pod(List.of(), List.of(container)))).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void commandLinesThatRepeatWhatIsSearchedForAreReadInAMoment() {
    for (String word : List.of("env", "-m=a", "env -x", "\"a b\"", "$@", "cd", "a.")) {
      Container container = container("c", List.of());
      container.setImage("llama.cpp");
      container.setCommand(
          List.of("sh", "-c", (word + " ").repeat(60_000), "-m", "a.".repeat(50_000)));
      container.setArgs(times(16_000, i -> word));
      assertThat(decided(pod(List.of(), List.of(container)))).isLessThan(Duration.ofSeconds(2));
    }
  }

  /** The best of some, since a busy machine says nothing about the work. */
  private Duration decided(Pod pod) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      decision.decide(Pods.create(pod));
      best = Math.min(best, System.nanoTime() - start);
    }
    return Duration.ofNanos(best);
  }

  @Test
  void messageListsTheFirstFindings() {
    cluster.signatures.clear();
    Pod pod =
        pod(
            times(
                30,
                i ->
                    new VolumeBuilder()
                        .withName("v" + i)
                        .withNewPersistentVolumeClaim("model-" + i, true)
                        .build()),
            List.of());
    assertThat(decision.decide(Pods.create(pod)))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> {
              assertThat(denied.message().lines()).hasSize(21);
              assertThat(denied.message()).endsWith("and 10 more findings");
            });
  }
}
