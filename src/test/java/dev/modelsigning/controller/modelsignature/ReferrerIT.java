// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.OciReferrer;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.BundlePush;
import dev.modelsigning.registry.ImageName;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.registry.RegistryFailure;
import dev.modelsigning.registry.image.TarLayer;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.Editing;
import dev.modelsigning.testing.RealRegistry;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bundles that are attached to images, in a real registry. */
class ReferrerIT extends OperatorScenario {
  @RegisterExtension static final RealRegistry REGISTRY = new RealRegistry();

  private static final String OPERATOR = "model-signature-operator";

  private String image = "";

  @BeforeAll
  static void listTheRegistry() {
    System.setProperty(FixedConfig.REGISTRIES, REGISTRY.url());
  }

  @AfterAll
  static void listNone() {
    System.clearProperty(FixedConfig.REGISTRIES);
  }

  @BeforeEach
  void anImageOnANode() {
    image =
        REGISTRY.push(
            "models/minilm", new TarLayer().file("id", UUID.randomUUID().toString()).bytes());
    API.admin()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("referrer-a")
                .addToLabels("test", "referrer")
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", "amd64")
                .endMetadata()
                .build())
        .create();
  }

  @AfterEach
  void removeNodes() {
    API.admin().nodes().withLabel("test", "referrer").delete();
  }

  private String attach(byte[] bundle) throws RegistryFailure {
    try (Registries registries =
        new Registries(
            AllowedRegistries.of(List.of(REGISTRY.url())),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20))) {
      return new BundlePush(registries.writing(ImageName.of(image), Optional.empty()))
          .attach(bundle, Instant.parse("2026-11-29T10:00:00Z"));
    }
  }

  private void aModelSignature(String reference, Optional<String> digest, String... pullSecrets) {
    ModelSignature signature = CustomResources.modelSignature(team, "minilm");
    signature.getSpec().source = CustomResources.imageSource(reference);
    signature.getSpec().source.image.pullSecrets = List.of(pullSecrets);
    signature.getSpec().signature = new SignatureSource();
    signature.getSpec().signature.ociReferrer = new OciReferrer();
    signature.getSpec().signature.ociReferrer.digest = digest.orElse(null);
    API.admin().resource(signature).create();
  }

  @Test
  void attachedBundleVerifiesTheModelAlsoWhenTheRegistryHasItLater() throws RegistryFailure {
    given.aPolicy();
    aModelSignature(image, Optional.empty());
    then.theModelSignature().becomes("ReferrerNotFound").isUnknown().says("oms sign key --oci");
    then.noJobExists();

    attach(model.signedBy(signer));

    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  @Test
  void bundleOfAnotherSignerIsRejectedWithoutAMeasurement() throws RegistryFailure {
    attach(model.signedBy(Signer.fresh()));
    given.aPolicy();
    aModelSignature(image, Optional.empty());

    then.theModelSignature().becomes("SignerUntrusted").isRejected();
    then.noJobExists();
  }

  @Test
  void ofSeveralNoneIsTakenUntilOneIsNamed() throws RegistryFailure {
    String one = attach(model.signedBy(Signer.fresh()));
    String two = attach(model.signedBy(signer));
    given.aPolicy();
    aModelSignature(image, Optional.empty());
    then.theModelSignature().becomes("ReferrerAmbiguous").isUnknown().says(one, two);

    Editing.edit(
        API.admin().resources(ModelSignature.class).inNamespace(team).withName("minilm"),
        signature -> signature.getSpec().signature.ociReferrer.digest = two);

    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  @Test
  void bundleThatWasKeptIsJudgedAgainWhileTheRegistryIsAway() throws IOException {
    attach(model.signedBy(signer));
    given.aPolicy();
    aModelSignature(image, Optional.empty());
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    when.theOperatorStops();
    REGISTRY.stop();
    try {
      when.theOperatorStarts();
      when.thePolicyTrusts(Signer.fresh().publicKey());
      then.theModelSignature().becomes("SignerUntrusted").isRejected();
      when.thePolicyTrusts(signer.publicKey());
      then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    } finally {
      REGISTRY.start();
    }
  }

  @Test
  void registryThatIsNotListedIsNotCalled() {
    given.aPolicy();
    aModelSignature("metadata.internal/models/minilm@sha256:" + "1".repeat(64), Optional.empty());

    then.theModelSignature().becomes("RegistryNotAllowed").isUnknown();
  }

  @Test
  void pullSecretIsReadOnlyWhereARoleLendsIt() throws RegistryFailure {
    DeployedFiles deployed = new DeployedFiles(API.admin());
    deployed.apply("prerequisites/namespace.yaml");
    deployed.apply("rbac.yaml");
    when.theOperatorRestarts(asServiceAccount(), DeployedFiles.NAMESPACE);
    aPullSecret();
    attach(model.signedBy(signer));
    given.aPolicy();
    aModelSignature(image, Optional.empty(), "models-registry");
    then.theModelSignature()
        .becomes("PullSecretUnusable")
        .isUnknown()
        .says("may not read Secret models-registry", "pull-secret-reader.yaml");

    lendThePullSecret();

    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  private static Config asServiceAccount() {
    return new ConfigBuilder(API.adminConfig())
        .withImpersonateUsername(
            "system:serviceaccount:" + DeployedFiles.NAMESPACE + ":" + OPERATOR)
        .withImpersonateGroups(
            "system:serviceaccounts",
            "system:serviceaccounts:" + DeployedFiles.NAMESPACE,
            "system:authenticated")
        .build();
  }

  private void aPullSecret() {
    API.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(team)
                .withName("models-registry")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToStringData(
                    ".dockerconfigjson",
                    "{\"auths\":{\"%s\":{\"username\":\"u\",\"password\":\"p\"}}}"
                        .formatted(REGISTRY.host()))
                .build())
        .create();
  }

  /** The example, in the namespace of the test. */
  private void lendThePullSecret() {
    try {
      String example =
          Files.readString(Path.of("deploy", "examples", "pull-secret-reader.yaml"))
              .replace("namespace: team-a", "namespace: " + team);
      API.admin()
          .load(new ByteArrayInputStream(example.getBytes(StandardCharsets.UTF_8)))
          .items()
          .forEach(item -> API.admin().resource(item).create());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
