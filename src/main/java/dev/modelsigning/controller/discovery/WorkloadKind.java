// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The kinds of workloads in which images are looked for. */
enum WorkloadKind {
  DEPLOYMENT("apps/v1", "Deployment", "deployments"),
  STATEFUL_SET("apps/v1", "StatefulSet", "statefulsets"),
  DAEMON_SET("apps/v1", "DaemonSet", "daemonsets"),
  REPLICA_SET("apps/v1", "ReplicaSet", "replicasets"),
  JOB("batch/v1", "Job", "jobs"),
  CRON_JOB("batch/v1", "CronJob", "cronjobs"),
  LEADER_WORKER_SET("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", "leaderworkersets"),
  INFERENCE_SERVICE("serving.kserve.io/v1beta1", "InferenceService", "inferenceservices"),
  POD("v1", "Pod", "pods");

  private final String apiVersion;
  private final String kind;
  private final String plural;

  WorkloadKind(String apiVersion, String kind, String plural) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
  }

  String apiVersion() {
    return apiVersion;
  }

  String kind() {
    return kind;
  }

  /**
   * Where its objects are listed.
   *
   * @param namespace null for all namespaces
   */
  String path(@Nullable String namespace) {
    return (this == POD ? "/api/" : "/apis/")
        + apiVersion
        + (namespace == null ? "" : "/namespaces/" + namespace)
        + "/"
        + plural;
  }

  /** Whether an owner of this group and kind is read itself, in whatever version. */
  static boolean isRead(String ownerApiVersion, String ownerKind) {
    return Arrays.stream(values())
        .anyMatch(
            known ->
                known.kind.equals(ownerKind)
                    && group(known.apiVersion).equals(group(ownerApiVersion)));
  }

  /** The group of an {@code apiVersion}; empty for the core group. */
  static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
