// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Signs every selected claim in all selected namespaces, a few at a time. */
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
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Complete\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    """
    Signs every claim that its selectors find, over all selected namespaces, a few at a time. It
    creates one ModelSigningJob per claim.

    Short name: cmsj. Anyone who may create one can sign every model in the cluster, so this
    right belongs to the platform team.
    """)
public final class ClusterModelSigningJob
    extends CustomResource<ClusterModelSigningJobSpec, ClusterModelSigningJobStatus> {

  private static final long serialVersionUID = 1L;

  @Override
  protected ClusterModelSigningJobSpec initSpec() {
    return new ClusterModelSigningJobSpec();
  }
}
