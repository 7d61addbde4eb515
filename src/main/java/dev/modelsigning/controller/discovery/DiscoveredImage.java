// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.FileSignature;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.OciReferrer;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The ModelSignature that is made for an image. Its name follows from digest and directory. */
final class DiscoveredImage {
  private static final String PREFIX = "discovered-image-";
  private static final int DIGITS = 40;

  private DiscoveredImage() {}

  static String name(String digest, String path) {
    byte[] identity = (digest + path).getBytes(StandardCharsets.UTF_8);
    return PREFIX + Digest.sha256(identity).hex().substring(0, DIGITS);
  }

  static ModelSignature of(FoundImage image) {
    var signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(image.namespace())
            .withName(name(image.digest(), image.path()))
            .addToLabels(ApiGroup.DISCOVERED_LABEL, "true")
            .withOwnerReferences(owners(image))
            .build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.image = new ImageSource();
    signature.getSpec().source.image.reference = image.reference();
    signature.getSpec().source.image.path = image.path();
    signature.getSpec().source.image.pullSecrets =
        image.pullSecrets().isEmpty() ? null : image.pullSecrets();
    signature.getSpec().signature = new SignatureSource();
    switch (image.place()) {
      case Referrer -> signature.getSpec().signature.ociReferrer = new OciReferrer();
      case File -> signature.getSpec().signature.file = new FileSignature();
    }
    signature.getSpec().verification = image.verification();
    return signature;
  }

  /** The workloads that it goes with. */
  static List<OwnerReference> owners(FoundImage image) {
    return image.users().stream().map(WorkloadUser::reference).toList();
  }

  /**
   * What a ModelSignature was made for. As with claims, the label proves nothing: name and owners
   * have to be those that the operator gives.
   *
   * @return {@link FoundImage#key}; empty for a ModelSignature that somebody else made
   */
  static Optional<String> keyOf(ModelSignature signature) {
    List<OwnerReference> owners =
        Objects.requireNonNullElse(
            signature.getMetadata().getOwnerReferences(), List.<OwnerReference>of());
    boolean owned =
        !owners.isEmpty()
            && owners.size() <= FoundImage.USERS
            && owners.stream()
                .allMatch(owner -> WorkloadKind.isRead(owner.getApiVersion(), owner.getKind()));
    return Stream.ofNullable(signature.getSpec())
        .filter(spec -> owned && spec.source != null && spec.source.image != null)
        .flatMap(
            spec ->
                ImageReference.of(spec.source.image.reference).digest().stream()
                    .map(digest -> new Subject(digest, spec.source.image.path)))
        .filter(subject -> subject.name().equals(signature.getMetadata().getName()))
        .map(subject -> signature.getMetadata().getNamespace() + "/" + subject.text())
        .findFirst();
  }

  private record Subject(String digest, String path) {
    Subject {
      path = ImageIdentity.pathOrWhole(path);
    }

    String name() {
      return DiscoveredImage.name(digest, path);
    }

    String text() {
      return digest + path;
    }
  }
}
