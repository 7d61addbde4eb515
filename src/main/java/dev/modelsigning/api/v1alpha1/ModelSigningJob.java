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
@JsonClassDescription(
    """
    Signs one model once. A Job hashes the model in this namespace; the operator signs the
    result with a key that never leaves its own namespace, and writes it to a ModelSignature as
    an inline bundle.

    Short name: msj. The job ends as Succeeded or Failed and is not run again; create another
    one to sign again.
    """)
public final class ModelSigningJob
    extends CustomResource<ModelSigningJobSpec, ModelSigningJobStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  protected ModelSigningJobSpec initSpec() {
    return new ModelSigningJobSpec();
  }
}
