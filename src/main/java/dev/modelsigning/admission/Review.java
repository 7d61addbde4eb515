// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;

/** What became of a review while it was read. */
sealed interface Review {
  /**
   * It has to be decided.
   *
   * @param request with the fields that decisions read
   */
  record Concerned(AdmissionRequest request) implements Review {}

  /**
   * It is about a namespace where nothing is judged; its pod was not read.
   *
   * @param uid of the request
   */
  record Unconcerned(String uid) implements Review {}

  /** It is not a review with a request. */
  record Malformed() implements Review {}
}
