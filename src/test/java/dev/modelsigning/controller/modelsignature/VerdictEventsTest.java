// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VerifiedContentStatus;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted when a verdict changes; nobody takes the Events, which changes nothing. */
class VerdictEventsTest {
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder(Config.empty())
                  .withMasterUrl("http://127.0.0.1:1")
                  .withRequestRetryBackoffLimit(0)
                  .build())
          .build();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VerdictEvents events =
      new VerdictEvents(new ResourceEvents(client, Clock.systemUTC()), meters);

  @AfterEach
  void close() {
    client.close();
  }

  private static ModelSignatureStatus drifted() {
    var status = new ModelSignatureStatus();
    status.verdict = VerdictState.Rejected;
    status.reason = Reason.ContentMismatch.text();
    status.verifiedContent = new VerifiedContentStatus();
    status.verifiedContent.driftedAt = "2026-11-21T10:00:00Z";
    return status;
  }

  private static ModelSignatureStatus verified(String jobUid) {
    var status = new ModelSignatureStatus();
    status.verdict = VerdictState.Verified;
    status.reason = Reason.SignatureVerified.text();
    status.measurement = Signatures.run();
    status.measurement.jobUid = jobUid;
    return status;
  }

  @Test
  void lookAtTheMetadataIsNotCountedAsAMeasurement() {
    ModelSignature signature = Signatures.resource();
    events.announce(signature, verified("measured"));
    signature.setStatus(verified("measured"));

    var looking = verified("look");
    looking.measurement.kind = MeasurementKind.Fingerprint;
    looking.standing = verified("measured").measurement;
    events.announce(signature, looking);
    signature.setStatus(looking);
    events.announce(signature, verified("measured"));

    assertThat(Metric.MEASUREMENTS.counter(meters).count()).isEqualTo(1);
  }

  @Test
  void driftIsCountedOnce() {
    ModelSignature signature = Signatures.resource();
    events.announce(signature, drifted());
    signature.setStatus(drifted());
    events.announce(signature, drifted());

    assertThat(Metric.DRIFTS.counter(meters).count()).isEqualTo(1);
  }
}
