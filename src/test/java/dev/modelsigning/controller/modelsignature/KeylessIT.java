// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.Editing;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models that an identity of a private Sigstore has signed, and the trusted root of that. */
class KeylessIT extends OperatorScenario {
  private final PrivateSigstore sigstore = PrivateSigstore.start(Clock.systemUTC());
  private final PrivateSigstore other = PrivateSigstore.start(Clock.systemUTC());

  @AfterEach
  void stopSigstore() {
    sigstore.close();
    other.close();
  }

  private Resource<ModelTrustRoot> root() {
    return API.admin().resources(ModelTrustRoot.class).withName(team);
  }

  private void rootHolds(String trustedRoot) {
    Editing.edit(root(), stored -> stored.getSpec().trustedRoot = trustedRoot);
  }

  private TrustAuthority trusting(String issuer, String subject) {
    TrustedIdentity identity = CustomResources.identity(issuer, subject);
    identity.trustRootRef = new TrustRootReference();
    identity.trustRootRef.name = team;
    return CustomResources.authority("release", identity);
  }

  private TrustAuthority trustingTheSigner() {
    return trusting(sigstore.tokens().url(), KeylessBundle.SUBJECT);
  }

  private Job aVerifiedModelOfTheSigner() {
    API.admin().resource(CustomResources.trustRoot(team, sigstore.trustedRootJson())).create();
    model.put(model.signedIn(sigstore));
    given.aPolicyThatTrusts(trustingTheSigner()).aBoundClaim().aModelSignature();
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
    return job;
  }

  @Test
  void statusNamesTheIdentityAndWhereItWasLogged() {
    aVerifiedModelOfTheSigner();

    SignerStatus signer =
        then.theModelSignature()
            .becomesVerified()
            .isAcceptedBy(1)
            .status()
            .signatures
            .getFirst()
            .signer;

    assertThat(signer.method).isEqualTo("sigstore");
    assertThat(signer.subject).isEqualTo(KeylessBundle.SUBJECT);
    assertThat(signer.issuer).isEqualTo(sigstore.tokens().url());
    assertThat(signer.authority).isEqualTo(team + "/release");
    assertThat(signer.signedAt).endsWith("Z");
    assertThat(signer.logIndex).isNotNegative();
    then.theTrustRootBecomesReady("True").hasReason("TrustRootRead");
    assertThat(root().get().getStatus())
        .satisfies(
            status -> {
              assertThat(status.digest).startsWith("sha256:");
              assertThat(status.keyCount).isEqualTo(5);
              assertThat(status.keys).hasSize(5).allMatch(key -> key.validFrom != null);
            });
  }

  @Test
  void refusesAnotherSubjectAndAnotherIssuerWithoutANewJob() {
    Job job = aVerifiedModelOfTheSigner();

    when.thePolicyTrusts(trusting(sigstore.tokens().url(), "https://ci.example/other"));
    then.theModelSignature()
        .becomes("SignerUntrusted")
        .isRejected()
        .says(KeylessBundle.SUBJECT, "https://ci.example/other");
    when.thePolicyTrusts(trustingTheSigner());
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    when.thePolicyTrusts(trusting("https://accounts.example.com", KeylessBundle.SUBJECT));

    then.theModelSignature()
        .becomes("SignerUntrusted")
        .isRejected()
        .isAcceptedByNobody()
        .says("https://accounts.example.com");
    then.noJobIsLeftOf(job);
  }

  @Test
  void followsAnExchangedRootWithoutANewJob() {
    Job job = aVerifiedModelOfTheSigner();

    rootHolds(other.trustedRootJson());
    then.theModelSignature().becomes("SignerUntrusted").isRejected().isAcceptedByNobody();
    rootHolds(sigstore.trustedRootJson());

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    then.noJobIsLeftOf(job);
  }

  @Test
  void rootThatOnlyGainedKeysBlocksNothingWhileSignaturesAreJudgedAgain() {
    Job job = aVerifiedModelOfTheSigner();
    String before = acceptedBy(then.theModelSignature().becomesVerified().status());
    ObjectNode grown = sigstore.trustedRoot();
    ((ArrayNode) grown.get("tlogs")).addAll((ArrayNode) other.trustedRoot().get("tlogs"));

    rootHolds(grown.toString());

    then.thePolicyPublishesAuthorities(2);
    ModelSignatureStatus after =
        then.theModelSignature().isAcceptedByAnotherThan(before).isVerified().status();
    assertThat(publishedDigests()).containsExactly(acceptedBy(after), before);
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    then.noJobIsLeftOf(job);
  }

  private static String acceptedBy(ModelSignatureStatus status) {
    return status.signatures.getFirst().acceptedBy.getFirst().digest;
  }

  private List<String> publishedDigests() {
    return API
        .admin()
        .resources(ClusterModelTrustPolicy.class)
        .withName(team)
        .get()
        .getStatus()
        .authorities
        .stream()
        .map(authority -> authority.digest)
        .toList();
  }

  @Test
  void followsARootInAConfigMapOfItsNamespace() {
    Job job = aVerifiedModelOfTheSigner();

    Editing.edit(
        root(),
        stored -> {
          stored.getSpec().trustedRoot = null;
          stored.getSpec().configMapKeyRef = new TrustRootConfigMap();
          stored.getSpec().configMapKeyRef.name = "sigstore";
          stored.getSpec().configMapKeyRef.key = "trusted_root.json";
        });
    then.theModelSignature().becomes("PolicyNotReady").isUnknown().says("ConfigMapNotFound");
    then.theTrustRootBecomesReady("False").hasReason("ConfigMapNotFound");
    configMapHolds(sigstore.trustedRootJson());
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    configMapHolds(other.trustedRootJson());

    then.theModelSignature().becomes("SignerUntrusted").isRejected();
    then.theTrustRootBecomesReady("True");
    then.noJobIsLeftOf(job);
  }

  private void configMapHolds(String trustedRoot) {
    API.admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(system)
                .withName("sigstore")
                .endMetadata()
                .addToData("trusted_root.json", trustedRoot)
                .build())
        .createOr(existing -> existing.update());
  }

  @Test
  void rootThatCannotBeUsedLeavesTheVerdictOpenAndSaysWhy() {
    Job job = aVerifiedModelOfTheSigner();

    rootHolds("{}");
    then.theModelSignature().becomes("PolicyNotReady").isUnknown().says("TrustRootInvalid");
    then.thePolicyBecomesReady("False")
        .hasReason("TrustRootInvalid")
        .says("spec.authorities[0].keyless.trustRootRef");
    then.theTrustRootBecomesReady("False").hasReason("TrustRootInvalid");
    root().delete();
    then.thePolicyBecomesReady("False").says("trustRootRef");
    API.admin().resource(CustomResources.trustRoot(team, sigstore.trustedRootJson())).create();

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    then.thePolicyBecomesReady("True").hasReason("AuthoritiesRead");
  }
}
