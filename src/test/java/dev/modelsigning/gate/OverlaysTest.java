// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.Overlays.Overlay;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OverlaysTest {
  private static final Set<String> VERIFIED = Set.of("model");

  private static List<Overlay> overlays(String spec) {
    return new Overlays(PodLayout.of(Pods.create(Pods.pod(spec))), VERIFIED).find();
  }

  /** A container with the model at /srv/model, and another volume elsewhere. */
  private static List<Overlay> beside(String path, String volume) {
    return overlays(
        """
        containers:
        - name: server
          image: i
          volumeMounts:
          - {name: other, mountPath: '%s'}
          - {name: model, mountPath: /srv/model, readOnly: true}
        volumes:
        - {name: model, persistentVolumeClaim: {claimName: model}}
        - {name: other, %s}
        """
            .formatted(path, volume));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/model/config.json",
        "/srv/model",
        "/srv/model/",
        "//srv//model//a/b",
        "/./srv/model/./tokenizer",
        "srv/model/relative"
      })
  void mountAtOrBelowAVerifiedOneIsAnOverlay(String path) {
    assertThat(beside(path, "configMap: {name: c}")).extracting(Overlay::volume).contains("other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configMap: {name: c}",
        "secret: {secretName: s}",
        "projected: {sources: []}",
        "downwardAPI: {items: []}",
        "emptyDir: {}",
        "hostPath: {path: /x}",
        "image: {reference: r}",
        "nfs: {server: s, path: /e}",
        "persistentVolumeClaim: {claimName: other}",
        "csi: {driver: secrets-store.csi.k8s.io}"
      })
  void everyKindOfVolumeIsAnOverlay(String volume) {
    assertThat(beside("/srv/model/config.json", volume)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv", "/srv/model-2", "/other/models", "/srv/mode"})
  void mountElsewhereIsNotAnOverlay(String path) {
    assertThat(beside(path, "configMap: {name: c}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/srv/model/../etc", "/mnt/..", ".."})
  void pathWithDotDotIsAnOverlayWhereverItIs(String path) {
    assertThat(beside(path, "configMap: {name: c}"))
        .singleElement()
        .extracting(Overlay::place)
        .asString()
        .contains("'..'");
  }

  private static List<Overlay> message(String path) {
    return overlays(
        """
        containers:
        - name: server
          image: i
          terminationMessagePath: '%s'
          volumeMounts:
          - {name: model, mountPath: /srv/model, readOnly: true}
          - {name: upper, mountPath: /app}
        - {name: other, image: i, terminationMessagePath: '%s'}
        volumes:
        - {name: model, persistentVolumeClaim: {claimName: model}}
        - {name: upper, persistentVolumeClaim: {claimName: scratch}}
        """
            .formatted(path, path));
  }

  /** The kubelet mounts a file there that the container can write to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/model/config.json",
        "srv/model/weights.bin",
        "/srv/./model",
        "/tmp/../srv/model/config.json",
        "/SRV/model/config.json",
        "/app/link/config.json"
      })
  void terminationMessageInTheModelIsAnOverlay(String path) {
    assertThat(message(path))
        .singleElement()
        .satisfies(
            overlay -> {
              assertThat(overlay.container()).isEqualTo("server");
              assertThat(overlay.place()).contains("terminationMessagePath " + path);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/termination-log", "/tmp/log", "/srv/model-2", "/srv"})
  void terminationMessageElsewhereIsNot(String path) {
    assertThat(message(path)).isEmpty();
  }

  @Test
  void linksOfUsualImagesAreFollowed() {
    assertThat(
            overlays(
                """
                containers:
                - name: server
                  image: i
                  volumeMounts:
                  - {name: model, mountPath: /run/model, readOnly: true}
                  - {name: other, mountPath: /var/run/model/config.json}
                volumes:
                - {name: model, persistentVolumeClaim: {claimName: model}}
                - {name: other, configMap: {name: c}}
                """))
        .extracting(Overlay::volume)
        .containsExactly("other");
  }

  @Test
  void verifiedMountInsideAnotherOneIsAnOverlay() {
    assertThat(
            overlays(
                """
                containers:
                - name: server
                  image: i
                  volumeMounts:
                  - {name: model, mountPath: /srv, readOnly: true}
                  - {name: model, mountPath: /srv/lora, readOnly: true, subPath: lora}
                volumes: [{name: model, persistentVolumeClaim: {claimName: model}}]
                """))
        .singleElement()
        .extracting(Overlay::place)
        .asString()
        .contains("/srv/lora");
  }

  @Test
  void containersDoNotOverlayEachOther() {
    assertThat(
            overlays(
                """
                containers:
                - name: a
                  image: i
                  volumeMounts: [{name: model, mountPath: /srv, readOnly: true}]
                - {name: b, image: i, volumeMounts: [{name: c, mountPath: /srv/c}]}
                volumes:
                - {name: model, persistentVolumeClaim: {claimName: model}}
                - {name: c, configMap: {name: c}}
                """))
        .isEmpty();
  }

  private static List<Overlay> nested(String upper, String writer) {
    return overlays(
        """
        initContainers: [{name: init, image: i, volumeMounts: [%s]}]
        containers:
        - name: server
          image: i
          volumeMounts:
          - {name: model, mountPath: /srv/model, readOnly: true}
          - {name: upper, mountPath: /app}
          - {name: lower, mountPath: /app/link/config.json}
        volumes:
        - {name: model, persistentVolumeClaim: {claimName: model}}
        - {name: lower, configMap: {name: c}}
        - {name: upper, %s}
        """
            .formatted(writer, upper));
  }

  @Test
  void mountInsideAVolumeThatOthersFillMayLeadIntoTheModel() {
    assertThat(nested("emptyDir: {}", "{name: upper, mountPath: /x}"))
        .singleElement()
        .extracting(Overlay::place)
        .asString()
        .contains("inside volume upper");
    assertThat(nested("persistentVolumeClaim: {claimName: scratch}", "")).hasSize(1);
    assertThat(nested("image: {reference: r}", "")).hasSize(1);
  }

  @Test
  void mountInsideAVolumeOfTheContainerAloneIsNoOverlay() {
    assertThat(nested("emptyDir: {}", "")).isEmpty();
  }
}
