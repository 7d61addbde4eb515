// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an Event says of a pod that a policy would refuse. */
class RefusalTextTest {
  private static final RefusalText TEXT =
      new RefusalText(
          "production",
          new PodBuilder()
              .withNewMetadata()
              .withNamespace("team-a")
              .withName("server")
              .endMetadata()
              .build());

  private static PolicyAnswer answer(int more, List<Objection> objections) {
    return new PolicyAnswer("production", PolicyMode.Audit, objections, List.of(), more);
  }

  private static Objection objection(String subject, String hint) {
    return new Objection("", subject, "no ModelSignature names it", "a signature", hint);
  }

  @Test
  void whatFitsIsWhole() {
    assertThat(TEXT.of("Would refuse: ", answer(0, List.of(objection("claim a", "sign it")))))
        .isEqualTo(
            "Would refuse: claim a: no ModelSignature names it; policy production requires a"
                + " signature; hint: sign it");
  }

  @Test
  void hintsOfSeveralFindingsHaveLinesOfTheirOwnAfterAllFindings() {
    assertThat(
            TEXT.of(
                "Would refuse: ",
                answer(
                    0,
                    List.of(
                        objection("claim a", "sign it"),
                        objection("claim b", "sign it"),
                        objection("claim c", "leave it out")))))
        .isEqualTo(
            "Would refuse: claim a: no ModelSignature names it; claim b: no ModelSignature names"
                + " it; claim c: no ModelSignature names it\npolicy production requires a signature;"
                + " hint: sign it\npolicy production requires a signature; hint: leave it out");
  }

  @Test
  void commandIsInPlaceOfHintsThatDoNotFit() {
    String hint = "h".repeat(600);
    assertThat(
            TEXT.of(
                "Would refuse: ",
                answer(0, List.of(objection("claim a", hint), objection("claim b", hint + "h")))))
        .isEqualTo(
            "Would refuse: claim a: no ModelSignature names it; claim b: no ModelSignature names"
                + " it; hint: kubectl oms explain pod/server -n team-a");
  }

  @Test
  void findingsThatDoNotFitAreCountedAndTheCommandIsNeverCut() {
    List<Objection> many = Collections.nCopies(60, objection("c".repeat(300), "h"));
    String text = TEXT.of("Would refuse: ", answer(136, many));
    assertThat(text.length()).isLessThanOrEqualTo(ResourceEvents.MAX_MESSAGE);
    assertThat(text)
        .startsWith("Would refuse: cccc")
        .contains("; 193 more")
        .endsWith("hint: kubectl oms explain pod/server -n team-a");
  }

  @Test
  void ofTheLongestNamesTheFirstFindingIsCutAndTold() {
    String name = "n".repeat(253);
    var text =
        new RefusalText(
            name,
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("s".repeat(63))
                .withName(name)
                .endMetadata()
                .build());
    String beginning = "Mode Enforce of policy " + name + " would refuse pod " + name + ": ";
    assertThat(text.of(beginning, answer(0, List.of(objection("claim a", "h".repeat(600))))))
        .hasSizeLessThanOrEqualTo(ResourceEvents.MAX_MESSAGE)
        .contains(": claim a: no ModelSignature");
  }

  @Test
  void lineBreaksOfAFindingAreBlanks() {
    var broken = new Objection("", "claim a", "one\ntwo", "a signature", "h".repeat(2_000));
    assertThat(TEXT.of("Would refuse: ", answer(0, List.of(broken)))).contains("claim a: one two;");
  }
}
