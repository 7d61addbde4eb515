// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/**
 * A workload that uses an image.
 *
 * @param since when it was created, as the API writes it
 */
record WorkloadUser(WorkloadKind kind, String name, String uid, String since) {
  OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(kind.apiVersion())
        .withKind(kind.kind())
        .withName(name)
        .withUid(uid)
        .build();
  }
}
