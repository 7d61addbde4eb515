// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.controller.CachedState.Part;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CachedStateTest {
  private final List<ObjectMeta> pods = new ArrayList<>();
  private final List<ObjectMeta> claims = new ArrayList<>();
  private final CachedState state = new CachedState();

  {
    state.use(Map.of(Part.PODS, pods::stream, Part.CLAIMS, claims::stream));
    pods.add(object("a", "1"));
    pods.add(object("b", "2"));
  }

  private static ObjectMeta object(String uid, String version) {
    return new ObjectMetaBuilder().withUid(uid).withResourceVersion(version).build();
  }

  @Test
  void sameObjectsInAnyOrderHaveTheSamePrint() {
    long before = state.ofVersions(Part.PODS, Part.CLAIMS).orElseThrow();

    pods.add(pods.removeFirst());

    assertThat(state.ofVersions(Part.PODS, Part.CLAIMS)).hasValue(before);
  }

  @Test
  void newVersionDiffersAndIsTheSameObject() {
    long versions = state.ofVersions(Part.PODS).orElseThrow();
    long existence = state.ofExistence(Part.PODS).orElseThrow();

    pods.set(0, object("a", "3"));

    assertThat(state.ofVersions(Part.PODS).orElseThrow()).isNotEqualTo(versions);
    assertThat(state.ofExistence(Part.PODS)).hasValue(existence);
  }

  @Test
  void objectThatIsGoneOrOfAnotherKindDiffers() {
    long before = state.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow();

    ObjectMeta moved = pods.removeFirst();
    long without = state.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow();
    claims.add(moved);

    assertThat(without).isNotEqualTo(before);
    assertThat(state.ofExistence(Part.PODS, Part.CLAIMS).orElseThrow()).isNotIn(before, without);
  }

  @Test
  void nothingIsKnownWithoutACacheOfEachKind() {
    assertThat(state.ofVersions(Part.PODS, Part.MODELS)).isEmpty();
    assertThat(new CachedState().ofExistence(Part.PODS)).isEmpty();
  }
}
