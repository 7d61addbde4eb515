// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.cli.output.CommandFailure;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl oms why} tells. */
final class WhyReportTest {
  private static final String JUDGED =
      """
      {"metadata": {"namespace": "a", "name": "m", "generation": 3,
         "creationTimestamp": "2026-11-01T00:00:00Z"},
       "spec": {"source": {"persistentVolumeClaim": {"claimName": "c"}}},
       "status": {"verdict": "Rejected", "reason": "ContentMismatch", "observedGeneration": 2,
         "message": "changed: w.bin", "lastVerification": "2026-11-02T00:00:00Z",
         "manifest": {"digest": "sha256:aa", "files": 3, "bytes": 2000,
           "ignored": [{"path": ".git", "kind": "Folder"}]},
         "measurement": {"completedAt": "2026-11-29T11:00:00Z", "failureReason": "JobRefused",
           "failureMessage": "no quota", "retryAt": "2026-11-29T12:10:00Z"},
         "policies": [{"name": "p", "mode": "Warn", "verdict": "Rejected",
           "reason": "ContentMismatch", "message": "changed: w.bin", "validUntil": "2027-01-01T00:00:00Z"}],
         "signatures": [{"bundleDigest": "sha256:bb", "contentMatches": false,
            "annotations": [{"name": "license", "value": "mit"}],
            "signer": {"method": "sigstore", "subject": "anna", "issuer": "https://i",
              "signedAt": "2026-10-01T00:00:00Z", "authority": "p/ci"}}, {}],
         "writers": [{"pod": "loader", "until": "2026-11-29T12:01:00Z"}],
         "nodes": [{"name": "n1", "verdict": "Verified", "reason": "SignatureVerified",
            "policies": [{"name": "p", "verdict": "Verified"}]}],
         "conditions": [{"type": "Ready", "status": "False", "reason": "ContentMismatch",
            "lastTransitionTime": "2026-11-29T11:00:01Z"}]}}
      """;

  private static final String TOLD =
      """
      ModelSignature a/m: Rejected (ContentMismatch)
        source: claim c
        because: changed: w.bin
        next: Restore the files, or sign the model again.
        then: kubectl oms measure m -n a, unless a pod of the cluster made the change
        the resource was edited since; pods are refused until it is verified again
        files: 3, 2.00 kB
        digest: sha256:aa
        nobody signed: .git (Folder)
        measured: 2026-11-29T11:00:00Z (1h ago)
        last failure: JobRefused: no quota; next run at 2026-11-29T12:10:00Z
      policy p (Enforce): Rejected (ContentMismatch)
        until: 2027-01-01T00:00:00Z
      signature by anna
        method: sigstore
        identity provider: https://i
        signed at: 2026-10-01T00:00:00Z
        authority: p/ci
        bundle: sha256:bb
        content matches: no
        states license: mit
      signature that no authority accepts
      node n1: Verified (SignatureVerified)
      policy p (Enforce) on node n1: Verified
      pod that may write: loader, until 2026-11-29T12:01:00Z
      history:
        2026-11-01T00:00:00Z created
        2026-11-02T00:00:00Z last verdict that was Verified or Rejected
        2026-11-29T11:00:01Z Ready has been False since (now ContentMismatch)""";

  private static String report(String model) throws CommandFailure {
    return String.join(
        "\n",
        new WhyReport(
                ModelSignatures.one(Kubectl.parsed(model)),
                Instant.parse("2026-11-29T12:00:00Z"),
                Map.of("p", PolicyMode.Enforce))
            .lines());
  }

  @Test
  void tellsOfEverythingThatTheVerdictRestsOn() throws CommandFailure {
    assertThat(report(JUDGED)).isEqualTo(TOLD);
  }

  @Test
  void modelWithoutStatusIsNotJudgedYet() throws CommandFailure {
    assertThat(report("{\"metadata\": {\"namespace\": \"a\", \"name\": \"m\"}}"))
        .isEqualTo("ModelSignature a/m: not judged yet\n  source: -");
  }

  private static String refused(String reason, String bundle, String policy) {
    return """
    {"metadata": {"namespace": "a", "name": "m", "generation": 2},
     "spec": {"source": {"persistentVolumeClaim": {"claimName": "c"}}, "signature": {%s}},
     "status": {"verdict": "Rejected", "reason": "%s", "observedGeneration": 2,
       "policies": [{"name": "p", "verdict": "Rejected", "reason": "%s"}]}}
    """
        .formatted(bundle, reason, policy);
  }

  /** The operator measures nothing for a bundle that it can refuse without the files. */
  @ParameterizedTest
  @CsvSource({"SignerUntrusted, inline", "Denied, configMapKeyRef", "BundleMalformed, inline"})
  void signatureThatIsRefusedInTheApiIsNotMeasuredAgain(String reason, String bundle)
      throws CommandFailure {
    assertThat(report(refused(reason, "\"" + bundle + "\": {}", reason)))
        .contains("then: nothing more: no file is measured while the signature is refused")
        .doesNotContain("kubectl oms measure");
  }

  @ParameterizedTest
  @CsvSource({
    "ContentMismatch, inline, ContentMismatch",
    "SignerUntrusted, inline, ContentMismatch",
    "SignerUntrusted, file, SignerUntrusted",
    "SignatureFileMissing, file, SignatureFileMissing"
  })
  void filesThatWouldBeLookedAtAreWorthAMeasurement(String reason, String bundle, String policy)
      throws CommandFailure {
    assertThat(report(refused(reason, "\"" + bundle + "\": {}", policy)))
        .contains("then: kubectl oms measure m -n a");
  }
}
