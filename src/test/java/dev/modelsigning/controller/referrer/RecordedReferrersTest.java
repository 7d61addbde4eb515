// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.SpecDigest;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the record in the status is good for while the registry is away or refuses. */
final class RecordedReferrersTest extends ReferrerScenario {
  @Test
  void afterARestartTheRecordedDigestStandsForABundleThatCannotBeRead() throws LaterException {
    registry.status = 503;
    assertMissing(Reason.RegistryUnreachable);

    recorded();
    bundles = started(List.of(registry.url()));

    assertFound();
    assertThatThrownBy(((ReferrerFinding.Found) find()).bytes()::get)
        .isInstanceOf(UncheckedIOException.class);
    assertThat(resource("other").getStatus()).isNull();
  }

  /** What a restarted operator is told of a platform that it measured at this time. */
  private static NodeVerdictStatus platform(String name, String measuredAt, String bundleDigest) {
    NodeVerdictStatus platform = new NodeVerdictStatus();
    platform.name = name;
    platform.measurement = new MeasurementStatus();
    platform.measurement.generation = 1L;
    platform.measurement.completedAt = measuredAt;
    platform.measurement.bundleDigest = bundleDigest;
    return platform;
  }

  @Test
  void afterARestartTheDigestOfThePlatformThatWasMeasuredLastStands() throws LaterException {
    registry.status = 503;
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().nodes =
        List.of(
            platform("linux/amd64", "2026-11-29T08:00:00Z", "sha256:earlier"),
            platform("linux/arm64", "2026-11-29T09:00:00Z", BUNDLE_DIGEST));

    assertFound();
  }

  @Test
  void aRecordOfAnotherGenerationThatSaysTheSameStands() throws LaterException {
    registry.status = 503;
    recorded();
    resource.getStatus().measurement.specDigest = SpecDigest.of(resource.getSpec());
    resource.getMetadata().setGeneration(2L);

    assertFound();
  }

  /** A second bundle that was judged before a restart, as the status says. */
  private ReferrerFinding findSecond(Boolean contentMatches, List<AcceptedBy> acceptedBy)
      throws LaterException {
    registry.status = 503;
    bundles = started(List.of(registry.url()));
    resource.getSpec().additionalSignatures = List.of(resource.getSpec().signature);
    recorded();
    JudgedSignature second = new JudgedSignature();
    second.bundleDigest = "sha256:second";
    second.contentMatches = contentMatches;
    second.acceptedBy = acceptedBy;
    resource.getStatus().signatures = List.of(new JudgedSignature(), second);
    return bundles.find(resource, 1, resource.getSpec().signature.ociReferrer, client);
  }

  @Test
  void afterARestartAFurtherBundleThatCountedStands() throws LaterException {
    assertThat(findSecond(true, List.of(new AcceptedBy())))
        .isInstanceOfSatisfying(
            ReferrerFinding.Found.class,
            found -> assertThat(found.digest()).isEqualTo("sha256:second"));
  }

  @Test
  void afterARestartAFurtherBundleThatDidNotCountIsMissing() throws LaterException {
    assertThat(findSecond(true, List.of())).isInstanceOf(ReferrerFinding.Missing.class);
    assertThat(findSecond(false, List.of(new AcceptedBy())))
        .isInstanceOf(ReferrerFinding.Missing.class);
  }

  @Test
  void afterARestartABundleWithoutItsPlaceAmongTheSignaturesIsMissing() throws LaterException {
    findSecond(true, List.of(new AcceptedBy()));
    resource.getStatus().signatures = resource.getStatus().signatures.subList(1, 2);
    bundles = started(List.of(registry.url()));

    assertThat(bundles.find(resource, 1, resource.getSpec().signature.ociReferrer, client))
        .isInstanceOf(ReferrerFinding.Missing.class);
  }

  @Test
  void aRecordOfAnotherGenerationStandsForNothing() throws LaterException {
    registry.status = 503;
    recorded();
    resource.getStatus().measurement.generation = 0L;

    assertMissing(Reason.RegistryUnreachable);
  }

  @Test
  void aRefusalIsSaidUnlessTheBundleIsRecorded() throws LaterException {
    registry.status = 403;
    assertMissing(Reason.RegistryDenied);

    recorded();
    bundles = started(List.of(registry.url()));

    assertFound();
  }
}
