// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Which namespaces load only signed models, and whose signatures count. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("clustermodeltrustpolicies")
@ShortNames("cmtp")
@AdditionalPrinterColumn(
    name = "Mode",
    jsonPath = ".spec.mode",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "InForce",
    jsonPath = ".status.conditions[?(@.type==\"InForce\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Namespaces",
    jsonPath = ".status.impact.namespaces",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Verified",
    jsonPath = ".status.impact.verified",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Rejected",
    jsonPath = ".status.impact.rejected",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Unknown",
    jsonPath = ".status.impact.unknown",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "WouldRefuse",
    jsonPath = ".status.impact.refusedPods",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    """
    Which namespaces load only signed models, and whose signatures count. A pod in a selected
    namespace must satisfy every policy that selects it.

    Short name: cmtp. Start with mode Audit, which refuses nothing, and go on to Warn and
    Enforce when the audit log shows no unexpected finding.
    """)
public final class ClusterModelTrustPolicy
    extends CustomResource<ClusterModelTrustPolicySpec, ClusterModelTrustPolicyStatus> {

  private static final long serialVersionUID = 1L;

  @Override
  protected ClusterModelTrustPolicySpec initSpec() {
    return new ClusterModelTrustPolicySpec();
  }
}
