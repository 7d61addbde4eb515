// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.signing.SigningException;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a job in a namespace may use a signer. */
final class SignerGrant {
  private SignerGrant() {}

  static SignerLookup decide(
      String secretName,
      Optional<Secret> secret,
      String jobNamespace,
      Vouching vouching,
      Instant now) {
    Optional<SignerSecret> signer = secret.map(SignerSecret::new).filter(SignerSecret::isSigner);
    // The same answer for absent and unlabelled: a tenant learns nothing about other Secrets.
    if (signer.isEmpty()) {
      return new SignerLookup.Denied(
          Reason.SignerNotFound,
          "there is no signer %s; hint: in the operator's namespace, label its Secret %s=true"
              .formatted(secretName, ApiGroup.SIGNER_LABEL));
    }
    if (vouching != Vouching.GIVEN && !signer.get().allows(jobNamespace)) {
      return vouching == Vouching.PENDING
          ? new SignerLookup.Later("the job waits for its ClusterModelSigningJob to list it")
          : new SignerLookup.Denied(
              Reason.SignerNotPermitted,
              "signer %s may not be used from namespace %s; hint: add the namespace to the annotation %s of the Secret, or use a ClusterModelSigningJob"
                  .formatted(secretName, jobNamespace, ApiGroup.SIGNER_NAMESPACES_ANNOTATION));
    }
    try {
      return new SignerLookup.Granted(signer.get().open(now));
    } catch (SigningException e) {
      return new SignerLookup.Denied(
          Reason.SignerUnusable, "signer %s cannot sign: %s".formatted(secretName, e.getMessage()));
    }
  }
}
