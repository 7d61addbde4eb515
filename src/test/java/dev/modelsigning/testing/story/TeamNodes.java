// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The nodes of the cluster, and what becomes of the team's model on each of them. */
public final class TeamNodes {
  private static final String LABEL = "test-nodes";

  private final Stage stage;

  TeamNodes(Stage stage) {
    this.stage = stage;
  }

  /** A node joins the cluster. */
  public void join(String name) {
    stage
        .admin
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, "true")
                .endMetadata()
                .build())
        .create();
  }

  /** A node leaves the cluster. */
  public void leave(String name) {
    stage.admin.nodes().withName(name).delete();
  }

  /** All nodes that joined leave the cluster. */
  public void leave() {
    stage.admin.nodes().withLabel(LABEL).delete();
  }

  /** The operator lets a Job run that measures on this node; returns it once it does. */
  public Job measurementRunsOn(String node) {
    NodeVerdictStatus measured =
        entry(
            new Then(stage)
                .theModelSignature()
                .reaches("a measuring Job on " + node, status -> hasJob(status, node)),
            node);
    return stage
        .job(measured.measurement.jobName)
        .waitUntilCondition(
            job -> job != null && Boolean.FALSE.equals(job.getSpec().getSuspend()),
            Stage.PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** A Job runs on this node and succeeds with the model as it is; returns the Job. */
  public Job modelIsMeasuredOn(String node) {
    Job job = measurementRunsOn(node);
    stage.node.podOf(job).measures(stage.model);
    return job;
  }

  /** The status once one of the nodes has this verdict. */
  public ModelSignatureStatus awaits(String node, VerdictState verdict) {
    return new Then(stage)
        .theModelSignature()
        .reaches(
            verdict + " on node " + node,
            status -> entries(status, node).anyMatch(entry -> entry.verdict == verdict));
  }

  /** The status once it has verdicts on so many nodes. */
  public ModelSignatureStatus awaits(int count) {
    return new Then(stage)
        .theModelSignature()
        .reaches(count + " nodes", s -> s.nodes != null && s.nodes.size() == count);
  }

  /** The status once it is not about several nodes any more. */
  public ModelSignatureStatus awaitsAlone() {
    return new Then(stage).theModelSignature().reaches("no nodes", s -> s.nodes == null);
  }

  /** What a status says about a node. */
  public static NodeVerdictStatus entry(ModelSignatureStatus status, String node) {
    return entries(status, node).findFirst().orElseThrow();
  }

  private static boolean hasJob(ModelSignatureStatus status, String node) {
    return entries(status, node)
        .anyMatch(entry -> entry.measurement != null && entry.measurement.jobUid != null);
  }

  private static Stream<NodeVerdictStatus> entries(ModelSignatureStatus status, String node) {
    return Stream.ofNullable(status.nodes)
        .flatMap(List::stream)
        .filter(entry -> entry.name.equals(node));
  }
}
