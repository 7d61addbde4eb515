// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which namespaces, which authorities, how strict. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Enforce' || (has(self.authorities) && size(self.authorities) > 0)",
    message =
        "mode Enforce needs at least one entry in authorities, because otherwise no pod could load"
            + " a model: add an authority with key, certificate or keyless, such as {name:"
            + " release-key, key: {secretKeyRef: {name: release-key, key: public.pem}}}, or set"
            + " mode to Warn or Audit")
@ValidationRule(
    value =
        "!has(self.requirements) || !has(self.requirements.minimumMatches) ||"
            + " self.requirements.minimumMatches <= 1 || (has(self.authorities) &&"
            + " size(self.authorities) >= self.requirements.minimumMatches)",
    message =
        "requirements.minimumMatches must not be larger than the number of authorities, because"
            + " otherwise no model could ever be Verified: add authorities, or lower it, for"
            + " example to 1")
@ValidationRule(
    value =
        "!has(self.unverifiable) || !has(self.unverifiable.modelcar) || self.unverifiable.modelcar"
            + " != 'RequireVerified' || (has(self.requirements) && has(self.requirements.images) &&"
            + " size(self.requirements.images) > 0)",
    message =
        "unverifiable.modelcar: RequireVerified needs requirements.images, because a signature"
            + " covers the files of an image and not the program that it starts: list the images of"
            + " servers and the repositories of modelcars that only your release pipeline can push"
            + " to, such as registry.example.com/modelcars/*")
@JsonClassDescription(
    """
    Which namespaces the policy covers, who may sign, and how strict it is.
    """)
public final class ClusterModelTrustPolicySpec {
  @JsonPropertyDescription(
      """
      What happens to a pod that this policy does not accept. Enforce: the pod is refused. Warn:
      the pod is admitted and its author gets a warning. Audit: the pod is admitted and the
      finding is written to the audit log of the API server. Default: Enforce. Start with Audit.
      """)
  @Default("Enforce")
  public PolicyMode mode;

  @JsonPropertyDescription(
      """
      The namespaces whose pods this policy judges.
      """)
  @Required
  public PolicyMatch match;

  @JsonPropertyDescription(
      """
      What counts as a model. By default every claim that a pod mounts counts as a model, and so
      does every emptyDir that containers share.
      """)
  public ModelRules models;

  @JsonPropertyDescription(
      """
      Who may sign models. A signature by any one of them satisfies the policy, unless
      requirements.minimumMatches wants several. At most 32. Required when mode is Enforce.
      """)
  @Size(max = 32)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message =
          "the names of authorities must be unique: rename one of the two, for example to"
              + " 'release-key-2'")
  public List<TrustAuthority> authorities;

  @JsonPropertyDescription(
      """
      What a pod must meet in addition to the signature.
      """)
  public PolicyRequirements requirements;

  @JsonPropertyDescription(
      """
      What to do with sources of models that cannot be verified: volumes that are not claims, and
      arguments that name a model to download. Each kind is Deny by default.
      """)
  public UnverifiableRules unverifiable;

  @JsonPropertyDescription(
      """
      Which containers count as gates, where unverifiable.initDownloaded is RequireGate. Default:
      those with the operator's own image.
      """)
  public GateRules gate;

  @JsonPropertyDescription(
      """
      What is refused although an authority signed it: models that turned out to be bad, and keys
      that are lost. A new entry holds with the next pod, without a measurement; running pods go on,
      and status.impact counts them. After an entry is removed, pods wait until the operator has
      judged the model again. No exemption overrides it while a ModelSignature shows the content or
      the key. At most 256. Default: none. Example: [{digest: "sha256:0f2c...", reason: "poisoned,
      see incident 42"}].
      """)
  @Size(max = 256)
  public List<DeniedEntry> deny;

  @JsonPropertyDescription(
      """
      Pods and claims that are admitted for a time although their models are not verified. Each use
      warns the author of the pod (not in mode Audit), is written to the audit log of the API server
      and is counted. Only what is not verified, or cannot be, is let through: deny,
      requirements.images, requirements.privileges and read-only mounts hold all the same. At most
      64. Default: none.
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message =
          "the names of exemptions must be unique: rename one of the two, for example to"
              + " 'nightly-evaluation-2'")
  public List<PolicyExemption> exemptions;

  @JsonPropertyDescription(
      """
      Makes a ModelSignature for each claim that it selects, with the bundle model.sig at the root
      of the volume, named discovered- and the claim's name, and owned by the claim; with images, also
      for each image, by its digest, that workloads mount as a volume or carry as a modelcar, owned by
      these workloads. Looked for every minute. At most 64 claims and 64 images in a namespace, the
      oldest first; condition Discovered says how many there are and how many were left out. One goes
      when its claim, or the last workload, goes, is no longer selected, or has the annotation
      modelsigning.dev/no-discovery. What is not made by the operator is never changed or deleted.
      Default: none are made.
      """)
  public DiscoveryRules discovery;
}
