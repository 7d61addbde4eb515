// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What follows from a {@link Reason}. */
public enum Consequence {
  /** The resource is as it should be. */
  FULFILLED("True or Verified"),
  /** The operator is working on it. */
  WORKING("Unknown; Reconciling is True"),
  /** The operator waits for a change elsewhere in the cluster and then continues. */
  WAITING("Unknown; Reconciling is True"),
  /** One attempt failed; the operator tries again, with growing pauses. */
  RETRIED("Unknown; Reconciling is True"),
  /** The signature is refused, whatever the files are. */
  SIGNATURE_REFUSED("Rejected; SignatureValid is False"),
  /** The files are refused. */
  CONTENT_REFUSED("Rejected"),
  /** Not settled, and stays so until somebody edits the resource or what it refers to. */
  FINAL("Unknown, Failed or not Ready; Stalled is True");

  private final String shown;

  Consequence(String shown) {
    this.shown = shown;
  }

  /** The verdict or conditions that go with it, for documents. */
  public String shown() {
    return shown;
  }
}
