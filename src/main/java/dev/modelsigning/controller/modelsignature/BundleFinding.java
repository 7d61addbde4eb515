// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ConfigMapKeyReference;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.controller.referrer.ReferrerFinding;
import dev.modelsigning.manifest.Digest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the OMS bundle is. */
public sealed interface BundleFinding {
  /** Name of the bundle's file on the volume when the resource names none. */
  String DEFAULT_FILE = "model.sig";

  /**
   * On the volume: the measuring Job hands it over.
   *
   * @param path relative to the model's directory
   */
  record OnVolume(String path) implements BundleFinding {}

  /** In the API, inline or in a ConfigMap, or attached to an image. */
  final class InApi implements BundleFinding {
    private final Supplier<byte[]> source;
    private final String digest;
    private final boolean elsewhere;

    /** Copies the bundle. */
    public InApi(byte[] bytes) {
      byte[] copy = bytes.clone();
      this.source = copy::clone;
      this.digest = BundleFinding.digest(copy);
      this.elsewhere = false;
    }

    /**
     * A bundle that is read when it is used.
     *
     * @param source throws {@link java.io.UncheckedIOException} when it cannot be read now
     */
    InApi(String digest, Supplier<byte[]> source) {
      this(digest, source, false);
    }

    private InApi(String digest, Supplier<byte[]> source, boolean elsewhere) {
      this.source = source;
      this.digest = digest;
      this.elsewhere = elsewhere;
    }

    /** The same of a bundle in a registry, which is not always there. */
    static InApi inRegistry(String digest, Supplier<byte[]> source) {
      return new InApi(digest, source, true);
    }

    /** The bundle, untrusted. */
    public byte[] bytes() {
      return source.get();
    }

    /** {@code sha256:hex} of the bundle. */
    public String digest() {
      return digest;
    }

    /** Whether it has to be kept with the evidence to be there when it is judged again. */
    boolean isElsewhere() {
      return elsewhere;
    }
  }

  /**
   * Nowhere.
   *
   * @param reason why
   * @param message with a hint
   */
  record Missing(Reason reason, String message) implements BundleFinding {}

  /**
   * A finding that needs no registry where the bundle was kept.
   *
   * @param kept bundles by their digests
   */
  static BundleFinding orKept(BundleFinding found, Map<String, byte[]> kept) {
    return found instanceof InApi inApi && inApi.isElsewhere() && kept.containsKey(inApi.digest())
        ? new InApi(kept.get(inApi.digest()))
        : found;
  }

  /** SHA-256 of a bundle as text. */
  static String digest(byte[] bundle) {
    return "sha256:" + Digest.sha256(bundle).hex();
  }

  /** What a registry has. */
  static BundleFinding of(ReferrerFinding attached) {
    return switch (attached) {
      case ReferrerFinding.Found(String digest, Supplier<byte[]> bytes) ->
          InApi.inRegistry(digest, bytes);
      case ReferrerFinding.Missing(Reason reason, String message) -> new Missing(reason, message);
    };
  }

  /**
   * Finds the bundle that a resource names, if it is not in a registry.
   *
   * @param configMaps finds a ConfigMap of the resource's namespace
   * @param leftOut the inline bundle of a resource that is kept without it
   */
  static BundleFinding of(
      @Nullable SignatureSource source,
      Function<String, Optional<ConfigMap>> configMaps,
      Supplier<BundleFinding> leftOut) {
    if (source != null && source.inline != null) {
      return source.inline.bundle == null
          ? leftOut.get()
          : inApi(source.inline.bundle.getBytes(StandardCharsets.UTF_8));
    }
    if (source != null && source.configMapKeyRef != null) {
      return inConfigMap(source.configMapKeyRef, configMaps.apply(source.configMapKeyRef.name));
    }
    String path = source == null || source.file == null ? null : source.file.path;
    return new OnVolume(Objects.requireNonNullElse(path, DEFAULT_FILE));
  }

  private static BundleFinding inConfigMap(
      ConfigMapKeyReference reference, Optional<ConfigMap> configMap) {
    if (configMap.isEmpty()) {
      return new Missing(
          Reason.ConfigMapNotFound,
          "ConfigMap " + reference.name + " does not exist; hint: create it");
    }
    Map<String, String> text =
        Objects.requireNonNullElse(configMap.get().getData(), Map.<String, String>of());
    Map<String, String> binary =
        Objects.requireNonNullElse(configMap.get().getBinaryData(), Map.<String, String>of());
    if (text.containsKey(reference.key)) {
      return inApi(text.get(reference.key).getBytes(StandardCharsets.UTF_8));
    }
    if (binary.containsKey(reference.key)) {
      return inApi(Base64.getDecoder().decode(binary.get(reference.key)));
    }
    return new Missing(
        Reason.ConfigMapKeyNotFound,
        "ConfigMap "
            + reference.name
            + " has no key "
            + reference.key
            + "; hint: add the bundle under it");
  }

  private static BundleFinding inApi(byte[] bundle) {
    return new InApi(bundle);
  }
}
