// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.api.v1alpha1.ComputeResources;
import dev.modelsigning.api.v1alpha1.ConfigMapKeyReference;
import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;

/** What there is before something happens. */
public final class Given {
  private final Stage stage;

  Given(Stage stage) {
    this.stage = stage;
  }

  /** Everything that a verdict needs: a signed model on a bound claim, a policy, a resource. */
  public Given aModelUnderAPolicy() {
    return aSignedModel().aPolicy().aBoundClaim().aModelSignature();
  }

  /** {@link #aModelUnderAPolicy} whose Job runs; returns the Job. */
  public Job aRunningMeasurement() {
    aModelUnderAPolicy();
    return new When(stage).aMeasurementRuns();
  }

  /** {@link #aModelUnderAPolicy} that was measured and is Verified; returns the Job of that. */
  public Job aVerifiedModel() {
    aModelUnderAPolicy();
    Job job = new When(stage).theModelIsMeasured();
    new Then(stage).theModelSignature().becomesVerified();
    return job;
  }

  /** The signer's bundle is in the folder of the model's files. */
  public Given aSignedModel() {
    stage.model.put(stage.model.signedBy(stage.signer));
    return this;
  }

  /** {@link #aSignedModel}, with one bit changed afterwards. */
  public Given aModelTamperedWithAfterSigning() {
    aSignedModel();
    stage.model.tamper();
    return this;
  }

  /** A policy for the team's namespace alone that trusts the signer. */
  public Given aPolicy() {
    return aPolicyThatTrusts(stage.signer.publicKey());
  }

  /** A policy for the team's namespace alone that trusts these keys. */
  public Given aPolicyThatTrusts(String... publicKeys) {
    stage.admin.resource(CustomResources.policy(stage.team, publicKeys)).create();
    return this;
  }

  /** A policy for the team's namespace alone with these authorities. */
  public Given aPolicyThatTrusts(TrustAuthority... authorities) {
    var policy = CustomResources.policy(stage.team);
    policy.getSpec().authorities = List.of(authorities);
    stage.admin.resource(policy).create();
    return this;
  }

  /** A claim that many nodes may read, and its volume. */
  public Given aBoundClaim() {
    stage.claims.bound(Stage.MODEL);
    return this;
  }

  /** A claim that many nodes may read, on an NFS server. */
  public Given aBoundClaimOnNfs(String server, String path) {
    stage.claims.onNfs(Stage.MODEL, server, path);
    return this;
  }

  /** A claim that one node at a time may use, and its volume. */
  public Given aBoundClaimForOneNode() {
    stage.claims.bound(Stage.MODEL, "ReadWriteOnce");
    return this;
  }

  /** A claim that waits for its volume. */
  public Given anUnboundClaim() {
    stage.claims.unbound(Stage.MODEL);
    return this;
  }

  /** A claim that gets a volume with the content of a snapshot once a pod uses it. */
  public Given anUnboundClaimOfASnapshot() {
    stage.claims.unboundOfSnapshot(Stage.MODEL);
    return this;
  }

  /** A ModelSignature that takes the bundle from the volume. */
  public Given aModelSignature() {
    stage.admin.resource(modelSignature()).create();
    return this;
  }

  /** A ModelSignature whose model and bundle are in an image. */
  public Given aModelSignatureOfAnImage(String reference) {
    ModelSignature signature = modelSignature();
    signature.getSpec().source = CustomResources.imageSource(reference);
    stage.admin.resource(signature).create();
    return this;
  }

  /** A ModelSignature that takes the bundle from the volume and is measured again by the clock. */
  public Given aModelSignatureMeasuredEvery(String interval) {
    ModelSignature signature = modelSignature();
    signature.getSpec().verification = new VerificationOptions();
    signature.getSpec().verification.interval = interval;
    stage.admin.resource(signature).create();
    return this;
  }

  /**
   * A ModelSignature that takes the bundle from the volume, and whose metadata is compared by the
   * clock.
   */
  public Given aModelSignatureLookedAtEvery(String interval) {
    ModelSignature signature = modelSignature();
    signature.getSpec().verification = new VerificationOptions();
    signature.getSpec().verification.fingerprintInterval = interval;
    stage.admin.resource(signature).create();
    return this;
  }

  /** A ModelSignature whose measurement asks for more memory than it limits itself to. */
  public Given aModelSignatureWhoseJobIsInvalid() {
    ModelSignature signature = modelSignature();
    signature.getSpec().verification = new VerificationOptions();
    signature.getSpec().verification.resources = new ComputeResources();
    signature.getSpec().verification.resources.requests = Map.of("memory", "1Gi");
    signature.getSpec().verification.resources.limits = Map.of("memory", "512Mi");
    stage.admin.resource(signature).create();
    return this;
  }

  /** A ModelSignature that holds the bundle. */
  public Given aModelSignatureWithInlineBundle(byte[] bundle) {
    SignatureSource source = new SignatureSource();
    source.inline = new InlineSignature();
    source.inline.bundle = SignedModel.text(bundle);
    return aModelSignatureFrom(source);
  }

  /**
   * A ModelSignature that takes one bundle from a ConfigMap, which is made too, and holds another.
   */
  public Given aModelSignatureWithBundles(byte[] inConfigMap, byte[] inline) {
    new When(stage).theConfigMapHolds(inConfigMap);
    ModelSignature signature = modelSignature();
    signature.getSpec().signature = fromConfigMap();
    SignatureSource further = new SignatureSource();
    further.inline = new InlineSignature();
    further.inline.bundle = SignedModel.text(inline);
    signature.getSpec().additionalSignatures = List.of(further);
    stage.admin.resource(signature).create();
    return this;
  }

  /** A ModelSignature that takes the bundle from a ConfigMap, and the ConfigMap. */
  public Given aModelSignatureWithConfigMap(byte[] bundle) {
    new When(stage).theConfigMapHolds(bundle);
    return aModelSignatureWithMissingConfigMap();
  }

  /** A ModelSignature that takes the bundle from a ConfigMap that does not exist. */
  public Given aModelSignatureWithMissingConfigMap() {
    return aModelSignatureFrom(fromConfigMap());
  }

  private static SignatureSource fromConfigMap() {
    SignatureSource source = new SignatureSource();
    source.configMapKeyRef = new ConfigMapKeyReference();
    source.configMapKeyRef.name = Stage.MODEL;
    source.configMapKeyRef.key = "bundle";
    return source;
  }

  private Given aModelSignatureFrom(SignatureSource source) {
    ModelSignature signature = modelSignature();
    signature.getSpec().signature = source;
    stage.admin.resource(signature).create();
    return this;
  }

  private ModelSignature modelSignature() {
    return CustomResources.modelSignature(stage.team, Stage.MODEL);
  }

  /** Nothing keeps others from making pods with reserved names. */
  public Given noGuard() {
    stage.guard.set(false);
    return this;
  }
}
