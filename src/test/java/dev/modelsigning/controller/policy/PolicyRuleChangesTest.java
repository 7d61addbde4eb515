// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is judged again after a change of what a policy denies, and of what it wants stated. */
class PolicyRuleChangesTest extends EditedPolicy {
  private void deny(String key, String why) {
    var entry = new DeniedEntry();
    entry.key = key;
    entry.reason = why;
    policy.getSpec().deny = List.of(entry);
  }

  @Test
  void denialConcernsWhatItIsAboutWhenItComesChangesAndGoes() {
    concerned(trusting(RELEASE));

    deny("ff", "lost");
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);
    assertThat(concerned(trusting(RELEASE))).isEmpty();

    deny("ff", "lost, see incident 42");
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);

    policy.getSpec().deny = List.of();
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);
  }

  @Test
  void denialConcernsWhatIsOnSomeNode() {
    var node = new NodeVerdictStatus();
    node.signatures = byCertificate.getStatus().signatures;
    byCertificate.getStatus().signatures = null;
    byCertificate.getStatus().nodes = List.of(new NodeVerdictStatus(), node);
    concerned(trusting(RELEASE));

    deny("ff", "lost");

    assertThat(concerned(trusting(RELEASE))).contains(byCertificate).doesNotContain(byRelease);
  }

  @Test
  void anyDenialConcernsWhatWasDenied() {
    var verdict = new PolicyVerdict();
    verdict.reason = Reason.Denied.text();
    byRelease.getStatus().policies = List.of(verdict);
    concerned(trusting(RELEASE));

    deny("00", "lost");

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease);
  }

  @Test
  void wantedAnnotationConcernsOnlyThoseOfWhichNotAllHadRoom() {
    byRelease.getStatus().signatures.getFirst().annotationsLeftOut = 1;
    concerned(trusting(RELEASE));
    policy.getSpec().requirements = new PolicyRequirements();
    var wanted = new RequiredAnnotation();
    wanted.name = "dev.modelsigning/license";
    wanted.present = true;
    policy.getSpec().requirements.annotations = List.of(wanted);

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }
}
