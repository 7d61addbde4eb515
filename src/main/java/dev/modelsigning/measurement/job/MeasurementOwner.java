// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/**
 * The resource a measurement is made for; its Job is garbage-collected with it.
 *
 * @param apiVersion group and version
 * @param kind kind of the resource
 * @param namespace where resource, claim and Job live
 * @param name name of the resource
 * @param uid UID of the resource
 */
public record MeasurementOwner(
    String apiVersion, String kind, String namespace, String name, String uid) {

  /** The owner that a stored resource makes. */
  public static MeasurementOwner of(HasMetadata resource) {
    var metadata = resource.getMetadata();
    return new MeasurementOwner(
        resource.getApiVersion(),
        resource.getKind(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid());
  }

  OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(false)
        .build();
  }
}
