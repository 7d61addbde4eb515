// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of Kubernetes that measurements depend on. Kubernetes' own types are strings, so these
 * are compared as texts.
 */
public final class KubernetesWords {
  /** Phase of a pod with a running container. */
  public static final String RUNNING = "Running";

  /** Phase of a pod whose containers all ended with exit code 0. */
  public static final String SUCCEEDED = "Succeeded";

  /** Phase of a claim that waits for its volume. */
  public static final String PENDING = "Pending";

  /** Phase of a claim that has a volume. */
  public static final String BOUND = "Bound";

  /** Condition of a pod that answers requests. */
  public static final String READY = "Ready";

  /** Status of a condition that holds. */
  public static final String TRUE = "True";

  /** Status of a condition that does not hold. */
  public static final String FALSE = "False";

  /** Condition of a Job that has ended well. */
  public static final String COMPLETE = "Complete";

  /** Condition of a Job that will end well once its pods are gone. */
  public static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";

  /** Condition of a Job that has failed; phase of a pod that has. */
  public static final String FAILED = "Failed";

  /** Policy of a Job that replaces a pod only once it has failed. */
  public static final String REPLACE_FAILED = "Failed";

  /** Condition of a Job that will have failed once its pods are gone. */
  public static final String FAILURE_TARGET = "FailureTarget";

  /** Reason of a Job's failure: activeDeadlineSeconds are over. */
  public static final String DEADLINE_EXCEEDED = "DeadlineExceeded";

  /** Reason of a container's end: out of memory. */
  public static final String OOM_KILLED = "OOMKilled";

  /** Reasons of a container's waiting: its image could not be pulled so far. */
  private static final Set<String> IMAGE_PULL =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ErrImageNeverPull",
          "ImageInspectError",
          "InvalidImageName",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /** Condition of a pod that a node was found for. */
  public static final String POD_SCHEDULED = "PodScheduled";

  /** Condition of a pod that Kubernetes ended, for example because its node was lost. */
  public static final String DISRUPTION_TARGET = "DisruptionTarget";

  /** Kind of the controller of a measuring pod. */
  public static final String JOB_KIND = "Job";

  private KubernetesWords() {}

  /** Whether a container waits for its image, by the word that the kubelet gives for it. */
  public static boolean saysImagePull(@Nullable String waiting) {
    return waiting != null && IMAGE_PULL.contains(waiting);
  }
}
