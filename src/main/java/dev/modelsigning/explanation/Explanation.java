// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.explanation;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod is admitted or refused: what it mounts, and what each policy says. It holds nothing
 * that a refusal would not tell the author of the pod. All texts are for people.
 *
 * @param namespace of the pod
 * @param admitted whether the pod may be created
 * @param note why, where no policy was asked; empty otherwise
 * @param sources the volumes of the pod, in its order
 * @param policies the policies that judge the pod
 * @param shortened whether something was left out because of its size
 */
public record Explanation(
    String namespace,
    boolean admitted,
    String note,
    List<Source> sources,
    List<PolicyAnswer> policies,
    boolean shortened) {
  /**
   * The annotation with which the author of a dry run asks the webhook for an explanation; its
   * value is {@code true}.
   */
  public static final String ANNOTATION = ApiGroup.NAME + "/explain";

  /** Copies. */
  public Explanation {
    sources = List.copyOf(sources);
    policies = List.copyOf(policies);
  }

  /** What a volume of a pod is. */
  public enum Kind {
    /** A claim. */
    CLAIM,
    /** An image that is mounted as a volume. */
    IMAGE,
    /** An empty folder. */
    EMPTY_DIR,
    /** A ConfigMap, Secret, projected or downward API volume. */
    CONFIGURATION,
    /** Any other volume. */
    OTHER
  }

  /**
   * A volume of the pod.
   *
   * @param volume its name in the pod
   * @param kind what it is
   * @param name of the claim, the reference of the image, or the type of another volume; may be
   *     empty
   * @param containers those that mount it
   * @param signatures the ModelSignatures of the namespace that name it
   */
  public record Source(
      String volume,
      Kind kind,
      String name,
      List<String> containers,
      List<SignatureState> signatures) {
    /** Copies. */
    public Source {
      containers = List.copyOf(containers);
      signatures = List.copyOf(signatures);
    }
  }

  /**
   * A ModelSignature as it is now.
   *
   * @param name its name
   * @param verdict over all policies; absent before the first one
   * @param reason of the verdict; absent without one
   * @param percent how much of a running measurement is done, 0 to 100; absent when none runs
   */
  public record SignatureState(
      String name,
      @Nullable VerdictState verdict,
      @Nullable String reason,
      @Nullable Integer percent) {
    /** In words, such as {@code Unknown (Measuring, 43%)}. */
    public String text() {
      if (verdict == null) {
        return "not judged yet";
      }
      String progress = percent == null ? "" : ", " + percent + "%";
      return verdict + (reason == null ? "" : " (" + reason + progress + ")");
    }
  }
}
