// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ImageStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a status carries over about the content that was Verified last. */
class ContentHistoryTest {
  private static final Instant LATER = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final String SIGNED = "sha256:a";
  private static final String OTHER = "sha256:b";

  private static ModelSignatureStatus verified() {
    return after(
        new ModelSignatureStatus(),
        Drifted.status(VerdictState.Verified, Reason.SignatureVerified, SIGNED));
  }

  private static ModelSignatureStatus rejected(String digest, Reason reason) {
    return Drifted.status(VerdictState.Rejected, reason, digest);
  }

  private static ModelSignatureStatus unknown() {
    var status = Drifted.status(VerdictState.Unknown, Reason.WriterAppeared, SIGNED);
    status.manifest = null;
    return status;
  }

  private static ModelSignatureStatus drifted() {
    return after(verified(), rejected(OTHER, Reason.ContentMismatch));
  }

  private static ModelSignatureStatus after(
      ModelSignatureStatus previous, ModelSignatureStatus status) {
    status.verifiedContent = ContentHistory.of(previous, status, LATER).orElse(null);
    return status;
  }

  private static ModelSignatureStatus withIgnored(ModelSignatureStatus status, String path) {
    var ignored = new IgnoredPathStatus();
    ignored.path = path;
    ignored.kind = IgnoredKind.Folder;
    ignored.files = 1L;
    ignored.bytes = 5L;
    status.manifest.ignored = List.of(ignored);
    return status;
  }

  @Test
  void verifiedContentIsRecordedWithItsPlace() {
    var content = verified().verifiedContent;

    assertThat(content.digest).isEqualTo(SIGNED);
    assertThat(content.volumeIdentity).isEqualTo("sha256:volume");
    assertThat(content.ignoredDigest).isNull();
    assertThat(content.driftedAt).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"ContentMismatch", "ContentRefused", "IgnoredContentPresent"})
  void otherContentThatIsRefusedIsADriftFromWhenItIsFound(Reason reason) {
    assertThat(after(verified(), rejected(OTHER, reason)).verifiedContent.driftedAt)
        .isEqualTo("2026-11-21T10:00:00Z");
  }

  /** The claim is no source any more. */
  @Test
  void driftIsForgottenWhenTheSourceBecomesAnImage() {
    var status = rejected(OTHER, Reason.ContentMismatch);
    status.volume = null;
    status.image = new ImageStatus();

    assertThat(after(drifted(), status).verifiedContent).isNull();
  }

  @Test
  void contentThatCannotEvenBeListedIsADrift() {
    var status = rejected(OTHER, Reason.ContentRefused);
    status.manifest.digest = null;

    assertThat(after(verified(), status).verifiedContent.driftedAt).isNotNull();
  }

  @Test
  void modelThatWasNeverVerifiedDoesNotDrift() {
    assertThat(ContentHistory.of(null, rejected(OTHER, Reason.ContentMismatch), LATER)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"ContentMismatch", "ContentRefused", "IgnoredContentPresent"})
  void editedBundleOrPolicyIsNoDriftWhileTheFilesAreTheSame(Reason reason) {
    assertThat(after(verified(), rejected(SIGNED, reason)).verifiedContent.driftedAt).isNull();
  }

  @Test
  void newContentAtIgnoredPathsIsADriftAndAcceptedContentThereIsNot() {
    var before =
        after(
            new ModelSignatureStatus(),
            withIgnored(
                Drifted.status(VerdictState.Verified, Reason.SignatureVerified, SIGNED), ".git"));
    Reason reason = Reason.IgnoredContentPresent;

    assertThat(after(before, withIgnored(rejected(SIGNED, reason), ".git")).verifiedContent)
        .satisfies(content -> assertThat(content.driftedAt).isNull());
    assertThat(after(before, withIgnored(rejected(SIGNED, reason), ".github")).verifiedContent)
        .satisfies(content -> assertThat(content.driftedAt).isNotNull());
  }

  @Test
  void refusedSignatureIsNoDrift() {
    assertThat(after(verified(), rejected(OTHER, Reason.SignerUntrusted)).verifiedContent.driftedAt)
        .isNull();
  }

  @Test
  void onePolicyThatRefusesTheContentIsEnough() {
    var status = rejected(OTHER, Reason.SignerUntrusted);
    status.policies =
        List.of(
            Drifted.verdictOf("a", VerdictState.Rejected, Reason.SignerUntrusted),
            Drifted.verdictOf("b", VerdictState.Rejected, Reason.ContentMismatch));

    assertThat(after(verified(), status).verifiedContent.driftedAt).isNotNull();
  }

  @Test
  void unknownInBetweenForgetsNeitherTheContentNorTheDrift() {
    var found = after(after(verified(), unknown()), rejected(OTHER, Reason.ContentMismatch));
    assertThat(found.verifiedContent.driftedAt).isNotNull();

    assertThat(after(found, unknown()).verifiedContent).isSameAs(found.verifiedContent);
  }

  @Test
  void unboundClaimForgetsNothing() {
    var status = unknown();
    status.volume = null;

    assertThat(after(drifted(), status).verifiedContent.driftedAt).isNotNull();
  }

  @Test
  void driftKeepsTheTimeAtWhichItWasFound() {
    var found = drifted();
    found.verifiedContent.driftedAt = "2026-11-20T00:00:00Z";

    assertThat(after(found, rejected("sha256:c", Reason.ContentMismatch)).verifiedContent.driftedAt)
        .isEqualTo("2026-11-20T00:00:00Z");
  }

  @Test
  void verifiedAgainEndsTheDrift() {
    var again = Drifted.status(VerdictState.Verified, Reason.SignatureVerified, OTHER);

    assertThat(after(drifted(), again).verifiedContent)
        .satisfies(
            content -> {
              assertThat(content.digest).isEqualTo(OTHER);
              assertThat(content.driftedAt).isNull();
            });
  }

  @Test
  void restoredFilesEndTheDriftAlsoWhileTheSignatureIsRefused() {
    assertThat(after(drifted(), rejected(SIGNED, Reason.SignerUntrusted)).verifiedContent.driftedAt)
        .isNull();
  }

  @Test
  void anotherVolumeNodeOrDirectoryHasNoHistory() {
    var volume = rejected(OTHER, Reason.ContentMismatch);
    volume.volume.identity = "sha256:another";
    var node = rejected(OTHER, Reason.ContentMismatch);
    node.volume.nodeUid = "another";
    var directory = unknown();
    directory.volume.subPath = "another";

    assertThat(List.of(volume, node, directory))
        .allSatisfy(status -> assertThat(ContentHistory.of(drifted(), status, LATER)).isEmpty());
  }

  @Test
  void onlyTheFirstStatusOfADriftIsNews() {
    assertThat(ContentHistory.driftsIn(verified(), drifted())).isTrue();
    assertThat(ContentHistory.driftsIn(drifted(), drifted())).isFalse();
    assertThat(ContentHistory.driftsIn(null, verified())).isFalse();
  }
}
