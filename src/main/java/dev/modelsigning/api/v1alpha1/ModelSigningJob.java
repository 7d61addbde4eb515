// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Signs one model source once. The signing key stays in the namespace of the operator. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("modelsigningjobs")
@ShortNames("msj")
@AdditionalPrinterColumn(
    name = "Source",
    jsonPath = ".spec.source.persistentVolumeClaim.claimName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.state",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Signature",
    jsonPath = ".status.modelSignature",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class ModelSigningJob
    extends CustomResource<ModelSigningJobSpec, ModelSigningJobStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  protected ModelSigningJobSpec initSpec() {
    return new ModelSigningJobSpec();
  }
}
