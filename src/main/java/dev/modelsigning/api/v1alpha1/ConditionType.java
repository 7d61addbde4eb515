// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types of conditions that the operator writes. The name of a constant is its text. */
public enum ConditionType {
  /** The resource is as its specification asks. */
  Ready,
  /** The API server asks the webhook about the pods that a policy covers. */
  InForce,
  /** The last fetch of a trusted root succeeded. */
  Refreshed,
  /** The namespaces that a policy selects have what gates in their pods need. */
  TrustPublished,
  /** What a policy selects for discovery has its ModelSignatures. */
  Discovered,
  /** A policy selects at least one namespace. */
  NamespacesSelected,
  /** No exemption of a policy has ended, or ends soon. */
  ExemptionsCurrent,
  /** Every policy trusts the signer, and the volume holds exactly the signed files. */
  Verified,
  /** Every policy trusts the signature, whatever the files are. */
  SignatureValid,
  /** No pod can write to the model. */
  WriteProtected,
  /** A signing job has ended with everything signed. */
  Complete,
  /** A signing job has ended with something not signed. */
  Failed,
  /** Work is under way, or will resume without an edit (kstatus). */
  Reconciling,
  /** Nothing more happens until somebody edits the resource or what it refers to (kstatus). */
  Stalled;

  /** As it is written into {@code conditions[].type}. */
  public String text() {
    return name();
  }

  /** The type of this text; empty for conditions that the operator does not write. */
  public static Optional<ConditionType> of(@Nullable String text) {
    return Arrays.stream(values()).filter(type -> type.name().equals(text)).findFirst();
  }
}
