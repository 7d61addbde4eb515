// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The keys and certificates of a Sigstore instance, for keyless authorities of policies. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("modeltrustroots")
@ShortNames("mtr")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Digest",
    jsonPath = ".status.digest",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Refreshed",
    jsonPath = ".status.conditions[?(@.type==\"Refreshed\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    """
    The keys and certificates of a Sigstore instance: whose certificates, logs and timestamps the
    keyless authorities of policies rely on.

    Short name: mtr. A policy names it in keyless.trustRootRef. Sigstore's public good instance
    needs one only to be refreshed. A change has the signatures that it concerns judged again and measures nothing.
    """)
public final class ModelTrustRoot extends CustomResource<ModelTrustRootSpec, ModelTrustRootStatus> {

  /** The longest trusted root, in characters. */
  public static final int MAX_CHARACTERS = 524_288;

  private static final long serialVersionUID = 1L;

  @Override
  protected ModelTrustRootSpec initSpec() {
    return new ModelTrustRootSpec();
  }
}
