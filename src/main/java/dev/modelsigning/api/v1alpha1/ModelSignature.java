// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One model source, where its OMS bundle is, and what the operator found out about both. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("modelsignatures")
@ShortNames("msig")
@AdditionalPrinterColumn(
    name = "Source",
    jsonPath = ".spec.source.persistentVolumeClaim.claimName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Image",
    jsonPath = ".spec.source.image.reference",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Verdict",
    jsonPath = ".status.verdict",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Signer",
    jsonPath = ".status.signer.subject",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Version",
    jsonPath =
        ".status.signatures[*].annotations[?(@.name==\"dev.modelsigning/model-version\")].value",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "License",
    jsonPath = ".status.signatures[*].annotations[?(@.name==\"dev.modelsigning/license\")].value",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Progress",
    jsonPath = ".status.progress.percent",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    """
    One model on a volume or in an image, where its OMS signature is, and the operator's verdict on both. The
    operator hashes the model in a Job without credentials, authenticates the signature with the
    authorities of every ClusterModelTrustPolicy that selects the namespace and of the namespace's
    own ModelTrustPolicies, and writes a verdict per policy. The webhook admits pods that mount the claim or the image by these verdicts.

    Short name: msig. Example: a ModelSignature whose
    spec.source.persistentVolumeClaim.claimName is minilm verifies the claim minilm with the
    bundle model.sig at its root.
    """)
public final class ModelSignature extends CustomResource<ModelSignatureSpec, ModelSignatureStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  protected ModelSignatureSpec initSpec() {
    return new ModelSignatureSpec();
  }
}
