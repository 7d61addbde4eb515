// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.testing.CustomResources;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** ModelSignatures that were judged. */
final class SignedModels {
  private SignedModels() {}

  /**
   * One of the team's.
   *
   * @param method of the signer; without one, nobody is known to have signed
   * @param digests of the authorities that accepted the signature
   */
  static ModelSignature signedBy(
      @Nullable String method, @Nullable String fingerprint, String... digests) {
    var judged = new JudgedSignature();
    if (method != null) {
      judged.signer = new SignerStatus();
      judged.signer.method = method;
      judged.signer.keyFingerprint = fingerprint;
    }
    judged.acceptedBy = Stream.of(digests).map(SignedModels::accepted).toList();
    ModelSignature signature = CustomResources.modelSignature("team-a", "minilm");
    signature.setStatus(new ModelSignatureStatus());
    signature.getStatus().signatures = List.of(judged);
    return signature;
  }

  private static AcceptedBy accepted(String digest) {
    var accepted = new AcceptedBy();
    accepted.digest = digest;
    return accepted;
  }
}
