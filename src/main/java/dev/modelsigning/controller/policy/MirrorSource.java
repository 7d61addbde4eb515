// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootSpec;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootPublicGood;
import dev.modelsigning.api.v1alpha1.TrustRootTuf;
import dev.modelsigning.controller.refreshing.RefreshSchedule;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.trust.tuf.TrustedRootMirror;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The mirror from which a ModelTrustRoot is fetched.
 *
 * @param mirror the repository and its first root
 * @param firstRoot what tells first roots apart
 * @param shipped whether a trusted root of the instance ships with the release
 * @param interval between two fetches
 */
record MirrorSource(
    TrustedRootMirror mirror, String firstRoot, boolean shipped, Duration interval) {
  private static final int MAX_ROOT = 131_072;
  private static final int MAX_CA_BUNDLE = 65_536;

  /** Empty for a root that is not fetched. */
  static Optional<MirrorSource> of(
      ModelTrustRoot root, Function<String, Optional<ConfigMap>> configMaps)
      throws UnusableException {
    ModelTrustRootSpec spec = root.getSpec();
    TrustRootPublicGood publicGood = spec == null ? null : spec.publicGood;
    TrustRootTuf tuf = spec == null ? null : spec.tuf;
    if (publicGood != null && publicGood.mirror != null) {
      return Optional.of(
          new MirrorSource(
              TrustedRootMirror.publicGood()
                  .servedBy(url("spec.publicGood.mirror", publicGood.mirror))
                  .recognizedBy(authorities("spec.publicGood.caBundle", publicGood.caBundle)),
              "public good",
              true,
              RefreshSchedule.interval(publicGood.refreshInterval)));
    }
    if (tuf == null) {
      return Optional.empty();
    }
    String first = firstRoot(tuf, configMaps);
    return Optional.of(
        new MirrorSource(
            TrustedRootMirror.startingFrom(first, url("spec.tuf.mirror", tuf.mirror))
                .recognizedBy(authorities("spec.tuf.caBundle", tuf.caBundle)),
            first,
            false,
            RefreshSchedule.interval(tuf.refreshInterval)));
  }

  private static URI url(String field, @Nullable String text) throws UnusableException {
    try {
      return HttpUrl.base(Objects.requireNonNullElse(text, ""));
    } catch (URISyntaxException e) {
      throw new UnusableException(Reason.TrustRootInvalid, field + ": " + e.getMessage());
    }
  }

  private static List<X509Certificate> authorities(String field, @Nullable String pem)
      throws UnusableException {
    if (pem == null) {
      return List.of();
    }
    if (pem.length() > MAX_CA_BUNDLE) {
      throw new UnusableException(
          Reason.TrustRootInvalid,
          "%s has %d characters, more than %d; hint: give only the CA of the mirror"
              .formatted(field, pem.length(), MAX_CA_BUNDLE));
    }
    try {
      return Certificates.read(pem);
    } catch (KeyMaterialException e) {
      throw new UnusableException(Reason.TrustRootInvalid, field + ": " + e.getMessage());
    }
  }

  private static String firstRoot(
      TrustRootTuf tuf, Function<String, Optional<ConfigMap>> configMaps) throws UnusableException {
    if ((tuf.root == null) == (tuf.rootConfigMapKeyRef == null)) {
      throw new UnusableException(
          Reason.TrustRootInvalid,
          "spec.tuf must have exactly one of root and rootConfigMapKeyRef; hint: set one");
    }
    String text =
        tuf.root != null
            ? tuf.root
            : TrustRoots.text(
                "spec.tuf.rootConfigMapKeyRef",
                Objects.requireNonNull(tuf.rootConfigMapKeyRef),
                configMaps);
    if (text.length() > MAX_ROOT) {
      throw new UnusableException(
          Reason.TrustRootInvalid,
          "the first root has %d characters, more than %d; hint: give the root.json of the repository"
              .formatted(text.length(), MAX_ROOT));
    }
    return text;
  }
}
