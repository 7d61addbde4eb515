// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.signing.SignatureOutput.InlineModelSignature;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Writes bundles into ModelSignatures. */
final class InlineSignatureWriter implements SigningSteps.SignatureWriter {
  private final KubernetesClient client;

  InlineSignatureWriter(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void write(SigningFacts facts, InlineModelSignature output, byte[] bundle) {
    ModelSignature wanted = output.with(facts.job(), bundle, facts.existing());
    var resource = client.resource(wanted);
    if (facts.existing().isPresent()) {
      resource.update();
    } else {
      resource.create();
    }
  }
}
