// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How the measuring Job runs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VerificationOptions {
  @JsonPropertyDescription(
      """
      Number of threads that read and hash files at the same time. 1 to 64. Default: the number of
      processors that the measuring container may use. Storage that answers slowly (network file
      systems, buckets) benefits from more threads than processors. Example: 16.
      """)
  @Min(1)
  @Max(64)
  public Integer parallelism;

  @JsonPropertyDescription(
      """
      Seconds after which a measurement is stopped. 60 to 604800 (7 days). Default: 86400 (one
      day). A measurement that ran out of time is tried again after a pause. Example: 7200.
      """)
  @Default("86400")
  @Min(60)
  @Max(604800)
  public Integer timeoutSeconds;

  @JsonPropertyDescription(
      """
      How long after a measurement of a ModelSignature the next one begins: a whole number and m
      (minutes), h (hours) or d (days), at most 6 characters. 10m to 9999d. The actual time differs
      by up to a tenth, so that models do not all begin at once. The verdict stands while the model is measured again;
      if the files have changed, it becomes Rejected. A run that fails is repeated after a pause.
      Default: absent, no measurement without a reason. A signing job measures once. Example: 24h.
      """)
  @ValidationRule(value = CelRules.INTERVAL, message = CelRules.INTERVAL_MESSAGE)
  @Size(max = 6)
  public String interval;

  @JsonPropertyDescription(
      """
      How long after a measurement of a ModelSignature, or after the last look, the operator looks
      whether the files were touched: a whole number and m (minutes), h (hours) or d (days), at
      most 6 characters. 10m to 9999d. A Job compares names, sizes, inodes and times of all files with those of the
      measurement, without reading them, which takes seconds. When they are equal, the verdict
      stands; when they differ, it is Unknown (reason FingerprintChanged) and the model is measured
      in full at once. A measurement that is due by interval takes the place of a look. Do not set
      it on storage that changes inodes or times by itself, such as some mounted buckets. Default:
      absent, no look. A signing job measures once. Example: 30m.
      """)
  @ValidationRule(value = CelRules.INTERVAL, message = CelRules.FINGERPRINT_INTERVAL_MESSAGE)
  @Size(max = 6)
  public String fingerprintInterval;

  @JsonPropertyDescription(
      """
      What the measuring Job does with the node's page cache after it has read a file. Drop: what
      was read is removed from the cache, so that other pods on the node keep theirs. Keep: it
      stays, so that a server that starts on the same node reads the model from memory. Default:
      Drop. Example: Keep.
      """)
  @Default("Drop")
  public CachePolicy cachePolicy;

  @JsonPropertyDescription(
      """
      User id (UID) that the measuring container runs as; it must be able to read the files. 1 to
      2147483647: root is not allowed. Default: 65532. Example: 1000.
      """)
  @Min(1)
  @Max(CelRules.LARGEST_ID)
  public Long runAsUser;

  @JsonPropertyDescription(
      """
      Group id (GID) that the measuring container runs as. 1 to 2147483647: root is not allowed.
      Default: 65532. Example: 1000.
      """)
  @Min(1)
  @Max(CelRules.LARGEST_ID)
  public Long runAsGroup;

  @JsonPropertyDescription(
      """
      Further group ids of the measuring container, for volumes that only a group may read. At
      most 16, each 1 to 2147483647. Default: none. The owner of the files is never changed (no
      fsGroup). Example: [2000].
      """)
  @Size(max = 16)
  public List<@Min(1) @Max(CelRules.LARGEST_ID) Long> supplementalGroups;

  @JsonPropertyDescription(
      """
      Compute resources of the measuring container. Replaces the default as a whole. Default:
      requests of 100m CPU and 256Mi memory, a limit of 512Mi memory. Memory use does not grow
      with the size of the files, but with their number. Example: {requests: {cpu: "4", memory:
      256Mi}, limits: {memory: 512Mi}}.
      """)
  public ComputeResources resources;

  @JsonPropertyDescription(
      """
      On which nodes the measuring pod may run. Default: any node that can mount the volume or has
      the platform of the image. Example: {nodeSelector: {pool: storage}}.
      """)
  public MeasurementPlacement placement;

  @JsonPropertyDescription(
      """
      Names of Secrets of type kubernetes.io/dockerconfigjson in the namespace of this resource, with
      which the kubelet pulls the image of the measuring container, besides those that the operator is
      configured with. At most 4, each 1 to 253 characters. Default: those of the namespace's default
      service account. Example: [mirror-registry].
      """)
  @Size(max = 4)
  @ValidationRule(value = CelRules.OBJECT_NAMES, message = CelRules.OBJECT_NAMES_MESSAGE)
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> imagePullSecrets;

  @JsonPropertyDescription(
      """
      When true, no measurement is started. Default: false. A verdict of a ModelSignature that
      holds is kept. Once it ends, such as by a writer or another bundle, and where there is none
      yet, it is Unknown (reason Suspended) until this is unset.
      """)
  @Default("false")
  public Boolean suspend;
}
