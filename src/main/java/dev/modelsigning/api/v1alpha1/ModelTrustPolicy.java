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

/** Whose signatures count in one namespace, in addition to what the cluster's policies want. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("modeltrustpolicies")
@ShortNames("mtp")
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
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    """
    What the pods of its own namespace may load, in addition to every ClusterModelTrustPolicy that
    selects the namespace. A pod must satisfy each of them, so a ModelTrustPolicy can only refuse
    more: it lifts nothing, exempts from nothing and changes no other policy.

    Short name: mtp. It is for administrators of namespaces: the role admin may write it, the role
    edit may not. The 4 oldest of a namespace are in force; the others have InForce=False. Names in
    verdicts and refusals are the namespace, '/' and the name, such as team-a/strict. Policies in
    exempt namespaces are never in force.
    """)
public final class ModelTrustPolicy
    extends CustomResource<ModelTrustPolicySpec, ModelTrustPolicyStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  protected ModelTrustPolicySpec initSpec() {
    return new ModelTrustPolicySpec();
  }
}
