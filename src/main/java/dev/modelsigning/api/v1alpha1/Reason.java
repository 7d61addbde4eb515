// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import static dev.modelsigning.api.v1alpha1.Consequence.CONTENT_REFUSED;
import static dev.modelsigning.api.v1alpha1.Consequence.FINAL;
import static dev.modelsigning.api.v1alpha1.Consequence.FULFILLED;
import static dev.modelsigning.api.v1alpha1.Consequence.RETRIED;
import static dev.modelsigning.api.v1alpha1.Consequence.SIGNATURE_REFUSED;
import static dev.modelsigning.api.v1alpha1.Consequence.WAITING;
import static dev.modelsigning.api.v1alpha1.Consequence.WORKING;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a verdict, a state or a condition is as it is: a closed list, part of the API. The name of a
 * constant is the text in the API; its comment says when it is given, its hint what to do. {@code
 * docs/reference/reasons.md} is made from both.
 */
public enum Reason implements Consequential {
  /** A trusted authority signed exactly the measured files. */
  SignatureVerified(FULFILLED, "Nothing."),
  /** Every authority of the policy can be used. */
  AuthoritiesRead(FULFILLED, "Nothing."),
  /** The trusted root can be used. */
  TrustRootRead(FULFILLED, "Nothing."),
  /** The webhook configuration has the entry of the policy. */
  EntryInstalled(FULFILLED, "Nothing."),
  /** Every selected namespace has the trust that gates read. */
  Published(FULFILLED, "Nothing."),
  /** Every claim and image that the policy selects for discovery has a ModelSignature. */
  AllDiscovered(FULFILLED, "Nothing."),
  /** Every exemption of the policy lasts more than seven days longer. */
  ExemptionsLast(FULFILLED, "Nothing."),
  /** No pod can write to the model. */
  NoWriter(FULFILLED, "Nothing."),
  /** The model was signed; the ModelSignature holds the bundle. */
  Signed(FULFILLED, "Nothing."),
  /** Every selected claim was signed. */
  AllSigned(FULFILLED, "Nothing."),
  /** The selectors select no claim, so there was nothing to sign. */
  NoClaimSelected(FULFILLED, "If claims were expected, compare the selectors with the labels."),
  /** A Job is hashing the files, or is about to. */
  Measuring(WORKING, "Wait; status.progress says how far it is, the message what it waits for."),
  /** Claims are being signed. */
  Signing(WORKING, "Wait; status.targets says how far each claim is."),
  /** The webhook configuration has no entry for the policy yet. */
  EntryPending(WORKING, "Wait; if it persists, see the operator's log."),
  /** The webhook configuration does not exist, so no pod is judged. */
  ConfigurationMissing(WAITING, "Apply the install manifests again."),
  /** An exemption of the policy ends within seven days. */
  ExemptionEnding(WAITING, "Have the model signed, or decide on a later end."),
  /** The claim does not exist or is being deleted. */
  ClaimNotFound(WAITING, "Create the claim, or name another one."),
  /** The claim is not bound to a volume. */
  ClaimNotBound(WAITING, "Start the pod that fills the claim, or see the claim's events."),
  /** The claim is a raw block device. */
  BlockVolume(WAITING, "Use a claim with volumeMode Filesystem."),
  /** The volume is a directory of more nodes than can be measured: 8, for a signing job 1. */
  VolumeOnSeveralNodes(WAITING, "Allow fewer nodes in its nodeAffinity, or use shared storage."),
  /** Nodes of more than four platforms, or not of 64-bit Linux; an image may differ on each. */
  SeveralArchitectures(WAITING, "Copy it to a claim, or use Linux nodes of up to four kinds."),
  /** A node does not say its architecture, or there is none; an image may differ for each. */
  ArchitectureUnknown(
      WAITING, "See the labels kubernetes.io/os and kubernetes.io/arch of the nodes."),
  /** No namespace has the labels that the policy selects, so that it judges no pod. */
  SelectsNothing(WAITING, "Label the namespaces, or correct match.namespaceSelector."),
  /** Beside the selected namespaces there are others whose labels are almost the wanted ones. */
  LabelsLookMistyped(FULFILLED, "Correct the labels if pods in those should be judged."),
  /** The ConfigMap that holds the bundle or the trusted root does not exist. */
  ConfigMapNotFound(WAITING, "Create the ConfigMap."),
  /** The ConfigMap lacks the key that holds the bundle or the trusted root. */
  ConfigMapKeyNotFound(WAITING, "Add it to the ConfigMap under that key."),
  /** No signature of a model is attached to the image in its registry. */
  ReferrerNotFound(WAITING, "Attach one, such as with 'oms sign key --oci'."),
  /** More than one artifact that is attached to the image may be the signature. */
  ReferrerAmbiguous(WAITING, "Name one of them in signature.ociReferrer.digest."),
  /** What the registry has is not an attached Sigstore bundle within the limits. */
  ReferrerInvalid(WAITING, "Attach the bundle again, or name another artifact."),
  /** The registry wants other credentials than the operator has. */
  RegistryDenied(WAITING, "Name a pull secret for the registry in source.image.pullSecrets."),
  /** A Secret in source.image.pullSecrets is missing, of another kind, or not readable. */
  PullSecretUnusable(WAITING, "Create it, or let the operator read it, as the message says."),
  /** A pod mounts the claim for writing, so the files may change. */
  WritersPresent(WAITING, "Stop the writers; mount models read-only."),
  /** A pod mounted the claim for writing after it was measured. */
  WriterAppeared(WAITING, "Stop the writers; mount models read-only."),
  /** The admission policies that protect measurements are not in force. */
  GuardMissing(WAITING, "Install the ValidatingAdmissionPolicies of the release again."),
  /** The files were measured; nothing is signed before somebody approves of their digest. */
  AwaitingApproval(WAITING, "Compare the digest in the status, then add it to approvedDigests."),
  /** A signing job names a ClusterModelSigningJob that does not list it yet. */
  NotVouched(WAITING, "Wait; or let the ClusterModelSigningJob create its own jobs."),
  /** The resource could not be checked, for example because the API server was unreachable. */
  CheckFailed(RETRIED, "If it persists, see the operator's log."),
  /** The trusted root could not be fetched from its mirror; what was fetched before counts. */
  TrustRootNotFetched(RETRIED, "See the message: the mirror, the network, or the metadata."),
  /** For something that the policy selects for discovery no ModelSignature could be made. */
  DiscoveryRefused(RETRIED, "Look for a quota, or ModelSignatures of others named discovered-..."),
  /** The registry with the bundle does not answer, or asks to come back later. */
  RegistryUnreachable(RETRIED, "If it persists, see whether the operator can reach the registry."),
  /** The stored evidence is missing or damaged. */
  EvidenceLost(RETRIED, "Wait; the model is measured again."),
  /** The evidence found no room, and something has changed since: all is measured after a pause. */
  EvidenceNotKept(RETRIED, "Have a ClusterModelTrustPolicy trust the signer, or use fewer models."),
  /** The files' metadata is not as it was measured, or cannot be compared; all is measured anew. */
  FingerprintChanged(RETRIED, "Find out what writes to the volume, or unset fingerprintInterval."),
  /** The API server did not accept the measuring Job. */
  JobRefused(RETRIED, "Correct what the message names, such as a quota."),
  /** The API server finds the measuring Job invalid; it is asked again after a day. */
  JobInvalid(FINAL, "Correct what the message names: a field, or a policy for pods."),
  /** The measuring Job was deleted while it ran. */
  JobDeleted(RETRIED, "Do not delete measuring Jobs."),
  /** The measuring pod was deleted before its result was read. */
  PodDeleted(RETRIED, "Do not delete measuring pods."),
  /** The measuring Job failed and left no pod that says why. */
  JobFailed(RETRIED, "See the Job's events."),
  /** The measuring pod was not created, scheduled or pulled before the time of its Job was over. */
  NotStarted(RETRIED, "Correct what the message names: a quota, free nodes, the image."),
  /** The measuring Job ran out of time. */
  TimedOut(RETRIED, "Raise timeoutSeconds or parallelism of the measurement."),
  /** The measuring container ran out of memory. */
  OutOfMemory(RETRIED, "Raise limits.memory in resources of the measurement."),
  /** The measuring container ended with an error and without a usable report. */
  MeasurementFailed(RETRIED, "See the Job's events and the pod's log."),
  /** A file was written, replaced, added or removed while the model was read. */
  ChangedWhileReading(RETRIED, "Stop whatever writes to the volume."),
  /** A file could not be read. */
  ReadFailed(RETRIED, "Make the files readable, see the message; then kubectl oms measure."),
  /** Hashing was interrupted. */
  Interrupted(RETRIED, "Wait."),
  /** The pod's controller is not the Job that the operator created. */
  PodNotOwned(RETRIED, "Find out who created the pod."),
  /** The pod's name does not begin with the reserved name of its Job. */
  NameNotReserved(RETRIED, "Find out who created the pod."),
  /** The pod's specification is not the intended one; another is tried after a day. */
  SpecChanged(FINAL, "Exempt measuring pods from the webhook that changes them."),
  /** A container was added to the running pod. */
  EphemeralContainer(RETRIED, "Do not debug measuring pods."),
  /** The pod has other containers than the measuring one. */
  ContainersChanged(RETRIED, "Find out what ran in the pod."),
  /** The container ran another image. */
  ImageChanged(RETRIED, "Keep the node's registry mirrors from replacing the image."),
  /** The container was started more than once. */
  Restarted(RETRIED, "See the pod's events."),
  /** The container did not end with success. */
  ExitCode(RETRIED, "See the pod's log."),
  /** The pod left no readable report. */
  ReportUnreadable(RETRIED, "Use the same release for the operator and the measuring image."),
  /** The report repeats the nonce of another run. */
  NonceMismatch(RETRIED, "Find out who replaced the report."),
  /** The report names another Job. */
  JobUidMismatch(RETRIED, "Find out who replaced the report."),
  /** The claim or its volume changed during the measurement. */
  VolumeChanged(RETRIED, "Leave claim and volume alone during a measurement."),
  /** A pod mounted the claim for writing during the measurement. */
  WriterDuringRun(RETRIED, "Stop the writers; mount models read-only."),
  /** For ten minutes the log of the measuring pod, which has ended, could not be read. */
  LogUnreadable(RETRIED, "Let the API server reach the kubelets, and the operator read pods/log."),
  /** The evidence in the log is missing, damaged or not what the report says. */
  EvidenceMismatch(RETRIED, "Keep container logs complete: raise containerLogMaxSize."),
  /** The bundle is damaged, too large or of a kind that this version does not read. */
  BundleMalformed(SIGNATURE_REFUSED, "Sign the model again."),
  /** The signer is trusted, but the signature does not match the bundle's content. */
  SignatureInvalid(SIGNATURE_REFUSED, "Sign the model again; find out who changed the bundle."),
  /** No authority of the policy stands behind the signer. */
  SignerUntrusted(
      SIGNATURE_REFUSED, "Sign with a trusted key (docs/day-two.md), or add the authority."),
  /** A certificate is not valid now, or was not when it was used. */
  CertificateExpired(SIGNATURE_REFUSED, "Sign again with a current certificate."),
  /** A certificate is damaged, unfit for signing, or its chain breaks a rule. */
  CertificateInvalid(SIGNATURE_REFUSED, "Sign with a code-signing certificate."),
  /** An entry in a transparency log does not verify, or is about something else. */
  LogEntryInvalid(SIGNATURE_REFUSED, "Sign again; compare the policy's trusted root."),
  /** A timestamp does not verify, or none says when the signature was made. */
  TimestampInvalid(SIGNATURE_REFUSED, "Sign again with a trusted timestamp authority."),
  /** The signed payload is not an OMS 1.0 statement. */
  StatementInvalid(SIGNATURE_REFUSED, "Sign with a tool that writes OMS 1.0."),
  /** There is no signature file at the expected path on the volume. */
  SignatureFileMissing(
      SIGNATURE_REFUSED, "Sign the model, correct spec.signature, or declare the right folder."),
  /** Fewer different signers signed the model than the policy wants (minimumMatches). */
  TooFewSigners(SIGNATURE_REFUSED, "Add bundles by those missing to spec.additionalSignatures."),
  /** The signature does not state what the policy wants to know (requirements.annotations). */
  AnnotationMissing(SIGNATURE_REFUSED, "Sign again with the annotation that the message names."),
  /** The policy's deny list has the content of the model, or the key of one of its signers. */
  Denied(SIGNATURE_REFUSED, "Use another model; the message says why this one is refused."),
  /** Files are missing, changed or not signed. */
  ContentMismatch(CONTENT_REFUSED, "Restore the files, or sign the model again."),
  /** The model holds what no signature can cover, such as a link or a device, or nothing. */
  ContentRefused(CONTENT_REFUSED, "Remove or correct what the message names."),
  /** Unsigned content lies at paths that the signature leaves out. */
  IgnoredContentPresent(CONTENT_REFUSED, "Remove it, sign it, or allow models.ignoredPaths."),
  /** A path of the model leads out of the volume. */
  PathOutsideVolume(CONTENT_REFUSED, "Remove the link, or correct subPath."),
  /** A running pod mounts a model that was Verified and now holds other content; Events only. */
  ContentDrifted(CONTENT_REFUSED, "Restore the files, or sign them; then restart the pod."),
  /** A pod was evicted because of that, as requirements.onDrift of a policy wants; Events only. */
  EvictedOnDrift(CONTENT_REFUSED, "Restore the files, or sign them; new pods start then."),
  /** A field of the resource holds what this release cannot read. */
  Unreadable(FINAL, "Correct the fields that the message names, or use the release of the CRDs."),
  /** The registry is not one that the operator's configuration lets it call. */
  RegistryNotAllowed(FINAL, "Have it added to OMS_REGISTRIES_ALLOWED, or give the bundle inline."),
  /** No ClusterModelTrustPolicy selects the namespace. */
  NoMatchingPolicy(FINAL, "Create a policy, or label the namespace."),
  /** A policy cannot be used, so it verifies nothing. */
  PolicyNotReady(FINAL, "See the conditions of the policy."),
  /** Verification is suspended. */
  Suspended(FINAL, "Unset suspend; of a signing job, create another without it."),
  /** The files were measured with another digest than they were signed with. */
  UnsupportedDigest(FINAL, "Sign with SHA-256."),
  /** The files were signed in a way that the measurement does not support. */
  UnsupportedSerialization(FINAL, "Sign with the default serialization."),
  /** The files were not measured in the way that the signed statement describes. */
  MeasuredDifferently(FINAL, "Store the bundle inline or in a ConfigMap, or sign again."),
  /** The measurement ended without a result that the operator understands. */
  NotMeasured(FINAL, "Use the same release for the operator and the measuring image."),
  /** The signature file is too large for the evidence, its statement aside. */
  EvidenceTooLarge(FINAL, "Sign the model again, or in parts with a ModelSignature each."),
  /** An authority has neither a key nor a certificate nor an identity, or only a part of one. */
  AuthorityIncomplete(FINAL, "Set what the message names."),
  /** A key or certificate of an authority is unreadable, or its Secret also has a private key. */
  TrustMaterialInvalid(FINAL, "Correct the PEM text in the named field."),
  /** An identity rule of an authority is refused: not an expression, or one that anyone matches. */
  IdentityInvalid(FINAL, "Correct the issuer, the subject or the claim in the named field."),
  /** A ModelTrustRoot that an authority names does not exist. */
  TrustRootNotFound(FINAL, "Create the ModelTrustRoot, or correct the name."),
  /** A trusted root cannot be read, or one of its keys cannot be used. */
  TrustRootInvalid(FINAL, "Use a current trusted_root.json of the Sigstore instance."),
  /** A Secret that an authority names does not exist. */
  SecretNotFound(FINAL, "Create the Secret in the operator's namespace."),
  /** A Secret that an authority names lacks the key. */
  SecretKeyNotFound(FINAL, "Add the key to the Secret."),
  /** The value in a Secret is not valid base64. */
  SecretInvalid(FINAL, "Write the Secret again."),
  /** There is no signer of that name. */
  SignerNotFound(FINAL, "Label the signer's Secret in the operator's namespace."),
  /** The signer may not be used from this namespace. */
  SignerNotPermitted(FINAL, "Add the namespace to the annotation of the signer's Secret."),
  /** The signer's Secret cannot sign, for example because its certificate has expired. */
  SignerUnusable(FINAL, "Correct the Secret as the message says."),
  /** Another claim or volume has the name that the signing job selected. */
  TargetChanged(FINAL, "Find out who replaced the claim; then create another job."),
  /** A ModelSignature of that name exists and must not be overwritten. */
  SignatureExists(FINAL, "Delete it, or set options.modelSignatureName."),
  /** The bundle does not fit into a ModelSignature. */
  BundleTooLarge(FINAL, "Sign with the command line into a file on the volume."),
  /** The files were measured, but signing failed. */
  SigningFailed(FINAL, "Correct what the message names."),
  /** A label selector cannot be evaluated, for example because its operator is not known here. */
  SelectorInvalid(FINAL, "Correct the selector; a signing job has to be created again."),
  /** What gates would need of the policy does not fit into a ConfigMap, or cannot be written. */
  TrustNotPublishable(FINAL, "Use fewer or smaller authorities and trusted roots."),
  /** The webhook configuration is full, so the policy has no entry and judges no pod. */
  NoRoom(FINAL, "Give policies the same namespaceSelector and mode, or remove some."),
  /** So many older policies of the namespace are in force that this one judges no pod. */
  TooManyPolicies(FINAL, "Remove ModelTrustPolicies of the namespace, or put several into one."),
  /** The namespace is exempt, so no policy judges its pods. */
  NamespaceExempt(FINAL, "Write the policy into a namespace that is not exempt."),
  /** More of a namespace is selected for discovery than gets a ModelSignature. */
  TooManyDiscovered(FINAL, "Narrow discovery, or write ModelSignatures for the others."),
  /** An exemption of the policy has ended, so that it admits nothing any more. */
  ExemptionEnded(FINAL, "Remove it from the policy."),
  /** A pod runs that mode Enforce would refuse; said in Events of it and of its controller. */
  WouldBeRefused(FINAL, "Do what the message says before the policy enforces."),
  /** More claims are selected than one job signs. */
  TooManyTargets(FINAL, "Use narrower selectors and several jobs."),
  /** At least one selected claim was not signed. */
  SomeNotSigned(FINAL, "See the messages in status.targets.");

  private static final Map<String, Reason> BY_TEXT =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Reason::name, reason -> reason));
  private final Consequence consequence;
  private final String hint;

  Reason(Consequence consequence, String hint) {
    this.consequence = consequence;
    this.hint = hint;
  }

  /** The reason of this text; empty for absent and unknown texts, which prove nothing. */
  public static Optional<Reason> of(@Nullable String text) {
    return text == null ? Optional.empty() : Optional.ofNullable(BY_TEXT.get(text));
  }

  @Override
  public Consequence consequence() {
    return consequence;
  }

  /** What to do about it: one sentence. */
  public String hint() {
    return hint;
  }
}
