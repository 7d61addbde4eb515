// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/**
 * What is done about running pods when a model that was Verified turns out to hold other content.
 * In order of strictness: each one includes those before it.
 */
public enum DriftResponse {
  /** New pods are refused; running ones go on. */
  BlockNew,
  /** Also, an Event is written for each running pod that mounts the model. */
  Alert,
  /** Also, those pods are evicted. */
  Evict
}
