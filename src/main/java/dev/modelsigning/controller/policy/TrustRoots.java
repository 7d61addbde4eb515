// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads ModelTrustRoots, and each of them again only when its text has changed. */
final class TrustRoots {
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  private record Parsed(String text, FoundRoot result) {}

  /** A root of a name that does not exist. */
  FoundRoot missing(String name) {
    parsed.remove(name);
    return new FoundRoot.Unusable(
        Reason.TrustRootNotFound,
        "ModelTrustRoot " + name + " does not exist; hint: create it, or correct the name");
  }

  /**
   * Reads a root.
   *
   * @param configMaps finds a ConfigMap of the operator's namespace by name
   */
  FoundRoot read(ModelTrustRoot root, Function<String, Optional<ConfigMap>> configMaps) {
    String name = root.getMetadata().getName();
    Optional<String> unreadable = Unreadable.fields(root);
    if (unreadable.isPresent()) {
      return new FoundRoot.Unusable(
          Reason.Unreadable, "These fields cannot be read: " + unreadable.get());
    }
    try {
      return parsed(name, text(root, configMaps));
    } catch (UnusableException e) {
      parsed.remove(name);
      return new FoundRoot.Unusable(e.reason(), e.text());
    }
  }

  /** The ConfigMap that a root refers to. */
  static Optional<String> configMapOf(ModelTrustRoot root) {
    TrustRootConfigMap reference = root.getSpec() == null ? null : root.getSpec().configMapKeyRef;
    return Optional.ofNullable(reference).map(given -> given.name);
  }

  private FoundRoot parsed(String name, String text) {
    Parsed known = parsed.get(name);
    if (known != null && known.text().equals(text)) {
      return known.result();
    }
    FoundRoot result = parse(name, text);
    parsed.put(name, new Parsed(text, result));
    return result;
  }

  private static FoundRoot parse(String name, String text) {
    if (text.length() > ModelTrustRoot.MAX_CHARACTERS) {
      return new FoundRoot.Unusable(
          Reason.TrustRootInvalid,
          "the trusted root has %d characters, more than %d; hint: remove what its signers do not use"
              .formatted(text.length(), ModelTrustRoot.MAX_CHARACTERS));
    }
    try {
      return new FoundRoot.Read(TrustedRoot.read(name, text.getBytes(StandardCharsets.UTF_8)));
    } catch (TrustMaterialException e) {
      return new FoundRoot.Unusable(Reason.TrustRootInvalid, String.valueOf(e.getMessage()));
    }
  }

  private static String text(ModelTrustRoot root, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    var spec = root.getSpec();
    TrustRootConfigMap reference = spec == null ? null : spec.configMapKeyRef;
    String inline = spec == null ? null : spec.trustedRoot;
    if ((inline == null) == (reference == null)) {
      throw new UnusableException(
          Reason.TrustRootInvalid,
          "spec must have exactly one of trustedRoot and configMapKeyRef; hint: set one");
    }
    return inline != null ? inline : text(Objects.requireNonNull(reference), configMaps);
  }

  private static String text(
      TrustRootConfigMap reference, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    String where = "spec.configMapKeyRef: ConfigMap " + reference.name;
    Optional<ConfigMap> found = configMaps.apply(reference.name);
    if (found.isEmpty()) {
      throw new UnusableException(
          Reason.ConfigMapNotFound,
          where + " does not exist in the operator's namespace; hint: create it");
    }
    String text = value(found.get().getData(), reference.key);
    if (text != null) {
      return text;
    }
    String base64 = value(found.get().getBinaryData(), reference.key);
    if (base64 == null) {
      throw new UnusableException(
          Reason.ConfigMapKeyNotFound, where + " has no key " + reference.key + "; hint: add it");
    }
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          Reason.TrustRootInvalid, where + " is not valid base64; hint: write it again");
    }
  }

  private static @Nullable String value(@Nullable Map<String, String> data, String key) {
    return data == null ? null : data.get(key);
  }
}
