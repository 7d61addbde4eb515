// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.gate.WaysAroundAGate.GATED;
import static dev.modelsigning.gate.WaysAroundAGate.OWN;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.GateDownloader;
import dev.modelsigning.api.v1alpha1.GateRules;
import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.binding.EntryFingerprint;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** A policy that wants downloads verified by a gate, and lists an image that downloads. */
abstract class DownloadGateScenario {
  final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void requireGates() {
    var spec = cluster.policy().getSpec();
    spec.unverifiable = new UnverifiableRules();
    spec.unverifiable.initDownloaded = DownloadRule.RequireGate;
    var downloader = new GateDownloader();
    downloader.image = "registry.example.com/gated@" + GATED;
    downloader.command = List.of("/bin/get", "-v");
    downloader.environment = List.of("HF_TOKEN", "LD_PRELOAD");
    spec.gate = new GateRules();
    spec.gate.downloaders = List.of(downloader);
    publish();
  }

  void publish() {
    var gate = new GateStatus();
    gate.image = "registry.example.com/oms@" + OWN;
    gate.digests = List.of(OWN);
    gate.trust = EntryFingerprint.ofPublished(cluster.policy());
    cluster.policy().getStatus().gate = gate;
  }

  AdmissionDecision decide(String pod) {
    return decide(Pods.create(Pods.pod(pod)));
  }

  AdmissionDecision decide(PodRequest request) {
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(request);
  }

  static String changed(String pod, String from, String to) {
    String changed = pod.replace(from, to);
    if (changed.equals(pod)) {
      throw new AssertionError("nothing is changed by " + from);
    }
    return changed;
  }
}
