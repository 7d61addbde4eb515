// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often it is said that a policy would refuse a running pod. */
class ToldPodsTest {
  private final List<String> said = new ArrayList<>();
  private final ToldPods told =
      new ToldPods(
          (pod, policy, answer) ->
              said.add(pod.getMetadata().getUid() + answer.objections().getFirst().found()));
  private final ClusterModelTrustPolicy policy = CustomResources.policy("p");

  private static Pod pod(int uid) {
    return new PodBuilder().withNewMetadata().withUid("pod-" + uid).endMetadata().build();
  }

  private static PolicyAnswer refused(String found) {
    return new PolicyAnswer(
        "p", PolicyMode.Audit, List.of(new Objection("", "", found, "", "")), List.of(), 0);
  }

  private void edited(long generation) {
    policy.getMetadata().setUid("policy");
    policy.getMetadata().setGeneration(generation);
  }

  @Test
  void eachPodIsToldOnceAndOnceMoreAfterAnEditOfThePolicy() {
    edited(1);
    for (int survey = 0; survey < 7; survey++) {
      told.tell(pod(1), policy, refused(" refused at survey " + survey));
      told.tell(pod(2), policy, refused(" refused"));
    }
    assertThat(said).containsExactly("pod-1 refused at survey 0", "pod-2 refused");
    edited(2);
    told.tell(pod(1), policy, refused(" refused again"));
    assertThat(said).hasSize(3).endsWith("pod-1 refused again");
  }

  @Test
  void anotherPolicyIsAnotherMatter() {
    edited(1);
    told.tell(pod(1), policy, refused(""));
    policy.getMetadata().setUid("other");
    told.tell(pod(1), policy, refused(""));
    assertThat(said).hasSize(2);
  }

  @Test
  void onlyTheLastAreRemembered() {
    edited(1);
    for (int uid = 0; uid <= ToldPods.KEPT; uid++) {
      told.tell(pod(uid), policy, refused(""));
    }
    said.clear();
    told.tell(pod(ToldPods.KEPT), policy, refused(""));
    assertThat(said).isEmpty();
    told.tell(pod(0), policy, refused(""));
    assertThat(said).hasSize(1);
  }
}
