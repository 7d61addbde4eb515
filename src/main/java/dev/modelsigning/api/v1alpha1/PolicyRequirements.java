// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What a pod must fulfil besides the signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyRequirements {
  @JsonPropertyDescription(
      """
      How many different authorities of the policy must each accept a signature of their own: n of
      m. One signature counts for one authority, and a signer once, whatever authorities accept it
      and whatever names they have. A ModelSignature brings the further bundles in
      spec.additionalSignatures. From 1 to 8, and at most as many as there are authorities.
      Default: 1. Example: 2.
      """)
  @Default("1")
  @Min(1)
  @Max(8)
  public Integer minimumMatches;

  @JsonPropertyDescription(
      """
      What each counted signature has to state about the model in its signed annotations. A
      signature that does not is refused (AnnotationMissing). At most 16. Default: nothing. A
      change holds with the next pod and measures nothing. Example:
      [{name: dev.modelsigning/license, oneOf: [apache-2.0, mit]}].
      """)
  @Size(max = 16)
  public List<RequiredAnnotation> annotations;

  @JsonPropertyDescription(
      """
      How a pod must mount a model. Mount: every mount of the claim is read-only, or the volume
      is. Volume: the volume itself is declared with persistentVolumeClaim.readOnly: true, which
      also binds ephemeral containers. Default: Mount.
      """)
  @Default("Mount")
  public ReadOnlyRequirement readOnly;

  @JsonPropertyDescription(
      """
      How long verdicts hold without a sign of life from the operator (status.checkedAt): while it
      is away nobody notices a rotated key or a new writer. After that, every verdict counts as
      Unknown under this policy. A number of minutes or hours from 5m to 168h, at most 6
      characters. Default: 1h. Example: 30m.
      """)
  @Default("1h")
  @Size(max = 6)
  @ValidationRule(
      value =
          "self.matches('^[0-9]{1,5}[mh]$') && duration(self) >= duration('5m') && duration(self)"
              + " <= duration('168h')",
      message = "must be a number of minutes or hours from 5m to 168h, such as '30m' or '1h'")
  public String staleAfter;

  @JsonPropertyDescription(
      """
      What happens to running pods when a model that was Verified is measured again and the volume
      holds other content, which this policy rejects. Only with mode Enforce; the strictest of
      several policies counts. BlockNew: new pods are refused, running ones go on. Alert: also, each
      running pod of the namespace that mounts the model gets an Event of type Warning with reason
      ContentDrifted. Evict: also, those pods are evicted, within their PodDisruptionBudgets, and
      again every 30 seconds while some are left. Changes are found by measurements: set
      spec.verification.interval of the ModelSignature. Default: BlockNew.
      """)
  @Default("BlockNew")
  public DriftResponse onDrift;

  @JsonPropertyDescription(
      """
      Which privileges the containers of every pod in the selected namespaces may have. Confined:
      none that can undo a read-only mount. Privileged and host process containers, the
      capabilities ALL, SYS_ADMIN, SYS_MODULE, SYS_RAWIO, SYS_BOOT and DAC_READ_SEARCH, MKNOD that
      is not dropped beside a raw block device, the host's process IDs, an unmasked /proc, a
      writable hostPath and one with sockets or volumes of the node are refused. Any: no
      restriction. Default: Confined.
      """)
  @Default("Confined")
  public PrivilegeRequirement privileges;

  @JsonPropertyDescription(
      """
      The images that the containers of every pod in the selected namespaces may run, init and
      ephemeral ones included, as the pod writes them. Each is a whole reference, or a beginning
      that ends in '/*', ':*' or '@*'; the last two match any tag or digest. At most 64 entries of
      1 to 512 characters. Default: any image. An image can bring a model of its own or download
      one, which admission does not see. Example: ["registry.example.com/serving/*",
      "docker.io/vllm/vllm-openai@*"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(i, i.matches('^[!-)+-~]+([/:@][*])?$'))",
      message =
          "images must be references such as 'registry.example.com/serving/vllm:v1', or beginnings"
              + " that end in '/*', ':*' or '@*', such as 'registry.example.com/serving/*'; '*'"
              + " alone would allow every image: omit the field instead")
  public List<@Size(min = 1, max = 512) String> images;
}
