// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A signer: a Secret in the namespace of the operator. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SignerReference {
  @JsonPropertyDescription(
      """
      Name of a Secret in the operator's namespace that is labelled modelsigning.dev/signer=true.
      1 to 253 characters. Its keys: private.key (PEM), password when the key is encrypted, and
      tls.crt and chain.crt (PEM) to sign with a certificate. A Secret of cert-manager is taken as
      it is: tls.key, tls.crt with its chain, and ca.crt. A ModelSigningJob may use it only
      when the Secret's annotation modelsigning.dev/namespaces lists the namespace of the job, or
      is '*'. Example: release-signer.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
  public String secretName;
}
