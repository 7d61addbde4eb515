// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Signs every selected claim over namespaces, a few at a time. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("clustermodelsigningjobs")
@ShortNames("cmsj")
@AdditionalPrinterColumn(
    name = "Selected",
    jsonPath = ".status.selected",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Active",
    jsonPath = ".status.active",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Succeeded",
    jsonPath = ".status.succeeded",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Failed",
    jsonPath = ".status.failed",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class ClusterModelSigningJob
    extends CustomResource<ClusterModelSigningJobSpec, ClusterModelSigningJobStatus> {

  private static final long serialVersionUID = 1L;

  @Override
  protected ClusterModelSigningJobSpec initSpec() {
    return new ClusterModelSigningJobSpec();
  }
}
