// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.controller.refreshing.KeptRecord;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import dev.modelsigning.trust.tuf.FetchRecord;
import dev.modelsigning.trust.tuf.TrustedRootMirror;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads ModelTrustRoots, and each of them again only when its text has changed. */
final class TrustRoots {
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  /** What a text, or the files of a fetch, gave. */
  private record Parsed(Object from, FoundRoot result) {}

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
      requireOneSource(root);
      Optional<MirrorSource> source = MirrorSource.of(root, configMaps);
      if (source.isPresent()) {
        return fetched(root, source.get(), configMaps);
      }
      return root.getSpec().publicGood != null
          ? new FoundRoot.Read(KeylessEntry.publicGood())
          : parsed(name, text(root, configMaps));
    } catch (UnusableException e) {
      parsed.remove(name);
      return new FoundRoot.Unusable(e.reason(), e.text());
    }
  }

  /** The ConfigMaps that a root refers to, and the one with what was fetched for it. */
  static Set<String> configMapsOf(ModelTrustRoot root) {
    var spec = root.getSpec();
    if (spec == null) {
      return Set.of();
    }
    Stream<TrustRootConfigMap> references =
        Stream.concat(
            Stream.ofNullable(spec.configMapKeyRef),
            Stream.ofNullable(spec.tuf).flatMap(tuf -> Stream.ofNullable(tuf.rootConfigMapKeyRef)));
    return Stream.concat(references.map(given -> given.name), Stream.of(KeptRecord.nameFor(root)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private FoundRoot parsed(String name, String text) {
    return parsed(name, text, () -> parse(name, text));
  }

  private FoundRoot parsed(String name, Object from, Supplier<FoundRoot> parse) {
    Parsed known = parsed.get(name);
    if (known != null && known.from().equals(from)) {
      return known.result();
    }
    FoundRoot result = parse.get();
    parsed.put(name, new Parsed(from, result));
    return result;
  }

  /**
   * What was fetched last. Until the first fetch the root that ships with the release counts, if
   * there is one; never after it, since it may hold keys that were taken back.
   */
  private FoundRoot fetched(
      ModelTrustRoot root, MirrorSource source, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    String name = root.getMetadata().getName();
    Optional<ConfigMap> kept = configMaps.apply(KeptRecord.nameFor(root));
    if (kept.isEmpty()) {
      var status = root.getStatus();
      if (source.shipped() && (status == null || status.lastRefresh == null)) {
        return new FoundRoot.Read(KeylessEntry.publicGood());
      }
      throw new UnusableException(
          Reason.TrustRootNotFetched,
          "the trusted root has not been fetched yet; hint: see the condition Refreshed of"
              + " ModelTrustRoot "
              + name);
    }
    Optional<FetchRecord> files = KeptRecord.read(kept.get());
    if (files.isEmpty()) {
      throw new UnusableException(
          Reason.TrustRootNotFetched,
          "what was fetched is damaged: its ConfigMap has no time; it is fetched again");
    }
    return parsed(
        name,
        List.of(source.firstRoot(), files.get()),
        () -> recalled(source.mirror(), files.get()));
  }

  private static FoundRoot recalled(TrustedRootMirror mirror, FetchRecord files) {
    try {
      return new FoundRoot.Read(mirror.recall(files));
    } catch (TrustMaterialException e) {
      return new FoundRoot.Unusable(
          Reason.TrustRootNotFetched, e.getMessage() + "; it is fetched again");
    }
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

  private static void requireOneSource(ModelTrustRoot root) throws UnusableException {
    var spec = root.getSpec();
    long sources =
        spec == null
            ? 0
            : Stream.of(
                    Optional.ofNullable(spec.trustedRoot),
                    Optional.ofNullable(spec.configMapKeyRef),
                    Optional.ofNullable(spec.publicGood),
                    Optional.ofNullable(spec.tuf))
                .filter(Optional::isPresent)
                .count();
    if (sources != 1) {
      throw new UnusableException(
          Reason.TrustRootInvalid,
          "spec must have exactly one of trustedRoot, configMapKeyRef, publicGood and tuf; hint: set"
              + " one");
    }
  }

  private static String text(ModelTrustRoot root, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    String inline = root.getSpec().trustedRoot;
    return inline != null
        ? inline
        : text(
            "spec.configMapKeyRef",
            Objects.requireNonNull(root.getSpec().configMapKeyRef),
            configMaps);
  }

  /** The text under a key of a ConfigMap. */
  static String text(
      String field, TrustRootConfigMap reference, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    String where = field + ": ConfigMap " + reference.name;
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
