// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** Group and version of this API, and the names that users and cluster objects refer to. */
public final class ApiGroup {
  /** API group of every custom resource of this product. */
  public static final String NAME = "modelsigning.dev";

  /** The only served version. */
  public static final String VERSION = "v1alpha1";

  /** Label on a Secret of the operator's namespace that makes it usable as a signer. */
  public static final String SIGNER_LABEL = NAME + "/signer";

  /**
   * Annotation on a signer Secret: comma-separated namespaces whose ModelSigningJobs may use it, or
   * {@code *} for all. Without it only ClusterModelSigningJobs may.
   */
  public static final String SIGNER_NAMESPACES_ANNOTATION = NAME + "/namespaces";

  /** Label of the ModelSignatures that the operator made because a policy discovers claims. */
  public static final String DISCOVERED_LABEL = NAME + "/discovered";

  /** Annotation on a claim, of whatever value: no policy makes a ModelSignature for it. */
  public static final String NO_DISCOVERY_ANNOTATION = NAME + "/no-discovery";

  /**
   * Annotation on a ModelSignature: each new value has the model measured once more. Of a value
   * longer than 1,024 characters nothing is known.
   */
  public static final String MEASURE_AGAIN_ANNOTATION = NAME + "/measure-again";

  /** Name prefix of measuring Jobs and their pods; the guard reserves it. */
  public static final String MEASURING_PREFIX = "oms-verify-";

  /**
   * Name prefix for Jobs that write a signature to a volume: reserved by the guard, not used yet.
   */
  public static final String SIGNING_PREFIX = "oms-sign-";

  /** Label of measuring Jobs and their pods. */
  public static final String MEASUREMENT_LABEL = NAME + "/measurement";

  /** Annotation on measuring Jobs and their pods: kind of the resource they measure for. */
  public static final String OWNER_KIND_ANNOTATION = NAME + "/owner-kind";

  /** Annotation on measuring Jobs and their pods: name of the resource they measure for. */
  public static final String OWNER_NAME_ANNOTATION = NAME + "/owner-name";

  /** Label of the ConfigMaps that record evidence: the UID of the resource that it is about. */
  public static final String EVIDENCE_OWNER_LABEL = NAME + "/evidence-of";

  /** Label of the ConfigMaps that hold the content of evidence: its digest. */
  public static final String EVIDENCE_CONTENT_LABEL = NAME + "/evidence-content";

  /** Label of the ConfigMaps that hold what was fetched for a ModelTrustRoot. */
  public static final String TRUST_ROOT_LABEL = NAME + "/fetched-trust-root";

  /**
   * Name of the ConfigMap in each namespace with the trust that gates read, one key for each
   * policy; the guard reserves it.
   */
  public static final String TRUST_CONFIG_MAP = "model-signature-trust";

  /** Beginning of the names of containers that are gates; the guard refuses connections to them. */
  public static final String GATE_PREFIX = "oms-gate";

  /** Name of KServe's container that downloads, which may be a gate too. */
  public static final String STORAGE_INITIALIZER = "storage-initializer";

  private ApiGroup() {}
}
