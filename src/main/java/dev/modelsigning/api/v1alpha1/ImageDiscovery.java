// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Which images get a ModelSignature without anybody writing one, and where their bundles are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_PATH,
    fieldPath = ".path",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.ABSOLUTE_PATH_OF_IMAGE,
    fieldPath = ".path",
    message = CelRules.ABSOLUTE_PATH_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_PARENT,
    fieldPath = ".path",
    message = CelRules.NO_PARENT_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_NUL,
    fieldPath = ".path",
    message = CelRules.NO_NUL_MESSAGE)
public final class ImageDiscovery {
  @JsonPropertyDescription(
      """
      Selects the workloads whose images are discovered, by the labels of the workload: Deployment,
      StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod, LeaderWorkerSet and InferenceService.
      What another of them controls counts as part of that one. Default: all. Example:
      {matchLabels: {serves: model}}.
      """)
  public LabelSelector workloadSelector;

  @JsonPropertyDescription(
      """
      Where the bundle of each image is. Referrer: attached to the image in its registry. File:
      model.sig in the directory of the model. Default: Referrer. Example: File.
      """)
  @Default("Referrer")
  public ImageSignaturePlace signature;

  @JsonPropertyDescription(
      """
      Directory of the model in each image. An absolute path, at most 4096 characters; no empty,
      '..' or '.' segments. Default: / (the whole image), and /models in modelcars. Example: /models.
      """)
  @Size(max = CelRules.PATH_LENGTH)
  public String path;
}
