// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an image stands for on the nodes of a cluster. */
class ImageFindingTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  private static ImageSource image() {
    ImageSource image = new ImageSource();
    image.reference = "registry.example/m@" + DIGEST;
    return image;
  }

  private static ObjectMeta node(String os, String architecture) {
    return new ObjectMetaBuilder()
        .addToLabels("kubernetes.io/os", os)
        .addToLabels("kubernetes.io/arch", architecture)
        .build();
  }

  private static VolumeFinding on(ObjectMeta... nodes) {
    return VolumeFinding.of(image(), List.of(nodes));
  }

  private static Reason reason(VolumeFinding finding) {
    assertThat(finding).isInstanceOf(VolumeFinding.Nothing.class);
    return ((VolumeFinding.Nothing) finding).reason();
  }

  @Test
  void nodesOfOnePlatformHaveOneImage() {
    assertThat(on(node("linux", "amd64"), node("linux", "amd64")).image())
        .contains(new ImageIdentity(DIGEST, "/", new NodePlatform("linux", "amd64")))
        .hasValueSatisfying(
            identity -> assertThat(identity.value()).isEqualTo(DIGEST + "/linux/amd64"));
  }

  @Test
  void nodesOfSeveralArchitecturesOrSystemsHaveNone() {
    VolumeFinding two = on(node("linux", "amd64"), node("linux", "arm64"));

    assertThat(reason(two)).isEqualTo(Reason.SeveralArchitectures);
    assertThat(((VolumeFinding.Nothing) two).message()).contains("linux/amd64, linux/arm64");
    assertThat(reason(on(node("linux", "amd64"), node("windows", "amd64"))))
        .isEqualTo(Reason.SeveralArchitectures);
  }

  /** Of these, runtimes choose by the model of the processor too. */
  @Test
  void architectureWithVariantsIsSeveral() {
    assertThat(reason(on(node("linux", "arm")))).isEqualTo(Reason.SeveralArchitectures);
  }

  @Test
  void nodeThatDoesNotTellItsArchitectureMayBeOfAnyOne() {
    assertThat(reason(on(node("linux", "amd64"), new ObjectMeta())))
        .isEqualTo(Reason.ArchitectureUnknown);
    assertThat(reason(on())).isEqualTo(Reason.ArchitectureUnknown);
  }

  @Test
  void imageWithoutADigestIsNone() {
    ImageSource image = image();
    image.reference = "registry.example/m:v1";

    assertThat(reason(VolumeFinding.of(image, List.of(node("linux", "amd64")))))
        .isEqualTo(Reason.Unreadable);
  }

  private static List<String> each(ObjectMeta... nodes) {
    return VolumeFinding.onEach(image(), List.of(nodes)).stream()
        .map(found -> found.identity().platform().text())
        .toList();
  }

  @Test
  void eachPlatformOfTheNodesHasAnImageOfItsOwn() {
    assertThat(each(node("linux", "arm64"), node("linux", "amd64"), node("linux", "amd64")))
        .containsExactly("linux/amd64", "linux/arm64");
  }

  @Test
  void placesOfPlatformsDiffer() {
    assertThat(
            VolumeFinding.onEach(image(), List.of(node("linux", "arm64"), node("linux", "amd64")))
                .stream()
                .map(found -> found.node().orElseThrow().uid()))
        .containsExactly("linux-amd64", "linux-arm64");
  }

  @Test
  void moreThanFourPlatformsAreNotMeasured() {
    assertThat(
            each(
                node("linux", "amd64"),
                node("linux", "arm64"),
                node("linux", "ppc64le"),
                node("linux", "riscv64"),
                node("linux", "s390x")))
        .isEmpty();
  }

  @Test
  void platformThatCannotBeMeasuredKeepsTheOthersFromBeingMeasured() {
    assertThat(each(node("linux", "amd64"), node("windows", "amd64"))).isEmpty();
    assertThat(each(node("linux", "amd64"), node("linux", "arm"))).isEmpty();
    assertThat(each(node("linux", "amd64"), new ObjectMeta())).isEmpty();
  }
}
