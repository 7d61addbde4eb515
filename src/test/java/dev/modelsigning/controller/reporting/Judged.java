// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.CustomResources;
import java.util.List;

/** ModelSignatures with verdicts. */
final class Judged {
  private Judged() {}

  static ModelSignature model(String namespace, String name, PolicyVerdict... verdicts) {
    ModelSignature model = CustomResources.modelSignature(namespace, name);
    model.getMetadata().setName(name);
    model.getMetadata().setUid("uid-of-" + name);
    model.getMetadata().setGeneration(1L);
    model.setStatus(new ModelSignatureStatus());
    model.getStatus().observedGeneration = 1L;
    model.getStatus().lastVerification = "2026-11-29T10:00:00Z";
    model.getStatus().policies = List.of(verdicts);
    return model;
  }

  static PolicyVerdict verdict(PolicyMode mode, VerdictState state, Reason reason) {
    var verdict = new PolicyVerdict();
    verdict.name = "production";
    verdict.mode = mode;
    verdict.verdict = state;
    verdict.reason = reason.text();
    verdict.message = "what was found";
    return verdict;
  }
}
