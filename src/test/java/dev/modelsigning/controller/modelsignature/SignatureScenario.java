// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator, a namespace and a model in a folder; the test plays job controller and kubelet. */
abstract class SignatureScenario {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  static final String NAME = "minilm";

  @TempDir Path folder;

  final Signer signer = Signer.fresh();
  final RecordedLogs logs = new RecordedLogs();
  final SwitchedGuard guard = new SwitchedGuard();
  String system;
  ClusterStory story;
  NodeInPlay node;
  SignedModel model;
  OperatorUnderTest operator;

  @BeforeEach
  void startOperator() throws IOException {
    system = API.newNamespace("system", Map.of());
    story = new ClusterStory(API.admin(), API.newNamespace("team", Map.of()));
    node = new NodeInPlay(API.admin(), logs);
    model = new SignedModel(folder);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
  }

  @AfterEach
  void stopOperator() {
    operator.close();
  }

  void restartOperator() {
    operator.close();
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
  }

  Job measureHonestly() throws IOException {
    Job job = story.runningJob(NAME);
    Pod pod = node.startPod(job, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), model.bundle()));
    return job;
  }

  static String condition(ModelSignatureStatus status, String type) {
    return status.conditions.stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("absent");
  }
}
