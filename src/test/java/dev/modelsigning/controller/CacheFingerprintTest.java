// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.controller.CacheFingerprint.Part;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFingerprintTest {
  private final List<ObjectMeta> pods = new ArrayList<>();
  private final List<ObjectMeta> claims = new ArrayList<>();
  private final CacheFingerprint fingerprint = new CacheFingerprint();

  {
    fingerprint.use(
        Map.of(
            Part.PODS, ObjectSums.over(pods::stream),
            Part.CLAIMS, ObjectSums.over(claims::stream)));
    pods.add(object("a", "1"));
    pods.add(object("b", "2"));
  }

  private static ObjectMeta object(String uid, String version) {
    return new ObjectMetaBuilder().withUid(uid).withResourceVersion(version).build();
  }

  @Test
  void sameObjectsInAnyOrderHaveTheSameFingerprint() {
    long before = fingerprint.ofVersions(Part.PODS, Part.CLAIMS).orElseThrow();

    pods.add(pods.removeFirst());

    assertThat(fingerprint.ofVersions(Part.PODS, Part.CLAIMS)).hasValue(before);
  }

  @Test
  void newVersionDiffersAndIsTheSameObject() {
    long versions = fingerprint.ofVersions(Part.PODS).orElseThrow();
    long existence = fingerprint.ofExistence(Part.PODS).orElseThrow();

    pods.set(0, object("a", "3"));

    assertThat(fingerprint.ofVersions(Part.PODS).orElseThrow()).isNotEqualTo(versions);
    assertThat(fingerprint.ofExistence(Part.PODS)).hasValue(existence);
  }

  @Test
  void objectThatIsGoneOrOfAnotherKindDiffers() {
    long before = fingerprint.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow();

    ObjectMeta moved = pods.removeFirst();
    long without = fingerprint.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow();
    claims.add(moved);

    assertThat(without).isNotEqualTo(before);
    assertThat(fingerprint.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow())
        .isNotIn(before, without);
  }

  @Test
  void nothingIsKnownWithoutACacheOfEachKind() {
    assertThat(fingerprint.ofVersions(Part.PODS, Part.MODELS)).isEmpty();
    assertThat(new CacheFingerprint().ofExistence(Part.PODS)).isEmpty();
  }
}
