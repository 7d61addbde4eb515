// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.OciReferrer;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.modelsignature.MovableClock;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.FakeRegistry;
import dev.modelsigning.registry.Registries;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A registry, and a ModelSignature of an image in it whose bundle is a referrer. */
abstract class ReferrerScenario {
  static final byte[] BUNDLE = "{\"a\":\"bundle\"}".getBytes(UTF_8);
  static final String BUNDLE_DIGEST = "sha256:" + Digest.sha256(BUNDLE).hex();
  static final Duration PAUSE = Duration.ofSeconds(30);

  final FakeRegistry registry = new FakeRegistry();
  final MovableClock clock = new MovableClock(Instant.parse("2026-11-29T10:00:00Z"));
  final KubernetesClient client = new KubernetesClientBuilder().build();
  final ModelSignature resource = resource("uid");
  ReferrerBundles bundles = started(List.of(registry.url()));

  @AfterEach
  void stop() {
    registry.close();
    client.close();
  }

  ReferrerBundles started(List<String> allowed) {
    return new ReferrerBundles(
        new Registries(
            AllowedRegistries.of(allowed), Duration.ofSeconds(5), Duration.ofSeconds(10)),
        new Recheck(PAUSE),
        clock);
  }

  ModelSignature resource(String uid) {
    ModelSignature made = new ModelSignature();
    made.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid(uid)
            .withGeneration(1L)
            .build());
    made.getSpec().source = new ModelSource();
    made.getSpec().source.image = new ImageSource();
    made.getSpec().source.image.reference =
        registry.host() + "/" + FakeRegistry.REPOSITORY + "@" + FakeRegistry.IMAGE;
    made.getSpec().signature = new SignatureSource();
    made.getSpec().signature.ociReferrer = new OciReferrer();
    return made;
  }

  ReferrerFinding find() throws LaterException {
    return bundles.find(resource, 0, resource.getSpec().signature.ociReferrer, client);
  }

  void assertFound() throws LaterException {
    assertThat(find())
        .isInstanceOfSatisfying(
            ReferrerFinding.Found.class,
            found -> assertThat(found.digest()).isEqualTo(BUNDLE_DIGEST));
  }

  void assertMissing(Reason reason) throws LaterException {
    assertThat(find())
        .isInstanceOfSatisfying(
            ReferrerFinding.Missing.class,
            missing -> assertThat(missing.reason()).isEqualTo(reason));
  }

  void recorded() {
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().measurement = new MeasurementStatus();
    resource.getStatus().measurement.generation = 1L;
    resource.getStatus().measurement.completedAt = "2026-11-29T09:00:00Z";
    resource.getStatus().measurement.bundleDigest = BUNDLE_DIGEST;
  }
}
