// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the detached OMS bundle is: exactly one member is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.file), has(self.inline), has(self.configMapKeyRef), has(self.ociReferrer)].exists_one(set, set)",
    message =
        "signature must have exactly one of file, inline, configMapKeyRef, ociReferrer, such as {file: {path: model.sig}}: keep one and remove the others")
public final class SignatureSource {
  @JsonPropertyDescription(
      """
      The bundle is a file on the volume, or in the image, of the model. An empty object ({}) means model.sig in the
      directory of the model.
      """)
  public FileSignature file;

  @JsonPropertyDescription(
      """
      The bundle is in this resource. Signing jobs write it here.
      """)
  public InlineSignature inline;

  @JsonPropertyDescription(
      """
      The bundle is in a ConfigMap of the same namespace. For volumes that must not be written to.
      The operator reads it again every 30 seconds, unless configured otherwise.
      """)
  public ConfigMapKeyReference configMapKeyRef;

  @JsonPropertyDescription(
      """
      The bundle is attached to the image of the model, in its registry, as 'oms sign key --oci'
      and cosign attach it. An empty object ({}) means the only one that is there. Only with
      source.image, and only from registries that the operator's configuration lists
      (OMS_REGISTRIES_ALLOWED). The operator reads it with source.image.pullSecrets, if it has been
      given the right to read these Secrets, otherwise without credentials. Without a digest it looks
      again after 30 seconds at first and after 30 minutes at the latest.
      """)
  public OciReferrer ociReferrer;
}
