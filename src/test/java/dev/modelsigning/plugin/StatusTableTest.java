// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.cli.output.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of {@code kubectl oms status}. */
final class StatusTableTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private static final String MODELS =
      """
      {"items": [
        {"metadata": {"namespace": "a", "name": "new"},
         "spec": {"source": {"persistentVolumeClaim": {"claimName": "new", "subPath": "v1"}}}},
        {"metadata": {"namespace": "a", "name": "good"},
         "spec": {"source": {"image": {"reference": "r/m@sha256:%1$s"}}},
         "status": {"verdict": "Verified", "reason": "SignatureVerified",
           "signer": {"subject": "models@example.com"},
           "policies": [{"name": "p1", "verdict": "Verified"}, {"name": "p2", "mode": "Enforce", "verdict": "Rejected"},
             {"name": "team-a/p3", "mode": "Audit", "verdict": "Unknown"}, {"name": "p4", "verdict": "Unknown"}],
           "measurement": {"completedAt": "2026-11-28T09:30:00Z"}}},
        {"metadata": {"namespace": "a", "name": "running"},
         "spec": {"source": {"persistentVolumeClaim": {"claimName": "running"}}},
         "status": {"verdict": "Unknown", "reason": "Measuring",
           "signer": {"method": "key", "keyFingerprint": "%2$s", "subject": "key %2$s"},
           "standing": {"completedAt": "2026-11-29T11:59:30Z"}, "measurement": {},
           "progress": {"bytesDone": 500, "bytesTotal": 1000, "percent": 50, "bytesPerSecond": 100}}},
        {"metadata": {"namespace": "a", "name": "resting"},
         "spec": {"source": {"persistentVolumeClaim": {"claimName": "resting"}},
           "verification": {"suspend": true}},
         "status": {"verdict": "Verified", "reason": "SignatureVerified"}},
        {"metadata": {"namespace": "a", "name": "waiting"},
         "spec": {"source": {"persistentVolumeClaim": {"claimName": "waiting"}}},
         "status": {"verdict": "Unknown", "reason": "ClaimNotFound", "later": {"x": 1}}},
        {"metadata": {"namespace": "a", "name": "stuck"},
         "spec": {"source": {"persistentVolumeClaim": {"claimName": "stuck"}}},
         "status": {"verdict": "Unknown", "reason": "Measuring",
           "message": "Pod oms-verify-stuck waits: ErrImagePull: no such host"}}]}
      """
          .formatted("d1".repeat(32), "4f2a9c0d7b1e" + "00".repeat(26));

  private static List<String> lines(String pods) throws CommandFailure {
    return new StatusTable(NOW, Map.of("p2", PolicyMode.Warn, "p1", PolicyMode.Enforce))
        .lines(ModelSignatures.of(Kubectl.parsed(MODELS)), RunningPods.of(pods));
  }

  @Test
  void podsThatMeasureDoNotCountAsPodsThatRunTheModel() throws CommandFailure {
    assertThat(lines("a\toms-verify-running-1a2b\trunning\t\na\tserver-1\trunning\t\n"))
        .anySatisfy(line -> assertThat(line).contains("server-1"))
        .noneSatisfy(line -> assertThat(line).contains("oms-verify-running"));
  }

  @Test
  void rowsTellVerdictPoliciesSignerAgePodsAndWhatIsNext() throws CommandFailure {
    String pods =
        "a\tserver-1\trunning tmp\t\na\tserver-2\trunning\t\nb\tother\trunning\t\n"
            + "a\tserver-3\t\tr/m@sha256:"
            + "d1".repeat(32)
            + "\n";

    assertThat(lines(pods).stream().map(line -> line.replaceAll(" {2,}", "  ")))
        .containsExactly(
            "NAMESPACE  NAME  SOURCE  VERDICT  REASON  POLICIES  SIGNER  MEASURED  PODS  NEXT",
            "a  new  claim new:v1  -  -  -  -  -  -  -",
            "a  good  image r/m@sha256:"
                + "d1".repeat(32)
                + "  Verified  SignatureVerified  p1=Verified,p2=Rejected(Warn),team-a/p3=Unknown(Audit),+1"
                + "  models@example.com  1d2h  server-3  -",
            "a  running  claim running  Unknown  Measuring  -  key 4f2a9c0d7b1e  30s"
                + "  server-1,server-2"
                + "  50%, 500 B of 1.00 kB, 100 B/s, 5s left",
            "a  resting  claim resting  Verified  SignatureVerified  -  -  -  -"
                + "  suspended: nothing is measured until spec.verification.suspend is unset",
            "a  waiting  claim waiting  Unknown  ClaimNotFound  -  -  -  -"
                + "  Create the claim, or name another one.",
            "a  stuck  claim stuck  Unknown  Measuring  -  -  -  -"
                + "  Pod oms-verify-stuck waits: ErrImagePull: no such host");
  }

  @ParameterizedTest
  @CsvSource({"5,5s", "60,1m", "61,1m1s", "3600,1h", "3661,1h1m", "90000,1d1h", "86400,1d"})
  void agesHaveTwoUnits(long seconds, String text) {
    assertThat(Ages.of(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void timeThatCannotBeReadIsNoAge() {
    assertThat(Ages.since("yesterday", NOW)).isEqualTo("-");
    assertThat(Ages.since("2026-11-29T12:00:05Z", NOW)).isEqualTo("0s");
  }
}
