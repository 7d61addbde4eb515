// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.EnvelopeSignature;
import dev.modelsigning.bundle.VerificationMaterial;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.PublicKeys;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A trusted public key on P-256, P-384 or P-521 (OMS 1.0, 8.2).
 *
 * <p>The bundle's hint decides nothing, since the specification does not define it; it only affects
 * the wording of a refusal. A key in the bundle is never used.
 */
public final class KeyAuthority implements Authority {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  private final String name;
  private final PublicKey key;
  private final SignatureScheme scheme;
  private final String fingerprint;
  private final boolean legacy;

  private KeyAuthority(String name, PublicKey key, SignatureScheme scheme, boolean legacy) {
    this.name = name;
    this.key = key;
    this.scheme = scheme;
    this.fingerprint = KeyHint.of(key);
    this.legacy = legacy;
  }

  /**
   * Creates an authority.
   *
   * @param pem text with exactly one block {@code PUBLIC KEY} (SubjectPublicKeyInfo)
   * @throws TrustMaterialException if it is anything else, or the algorithm or curve is another
   */
  public static KeyAuthority ofPem(String name, String pem) throws TrustMaterialException {
    try {
      return of(name, PublicKeys.read(pem));
    } catch (KeyMaterialException e) {
      throw refused(name, e);
    }
  }

  /**
   * Creates an authority whose key may also be an ML-DSA key (FIPS 204). Sigstore's registry of
   * algorithms marks these experimental, so callers opt in by this method.
   *
   * @throws TrustMaterialException as {@link #ofPem}
   */
  public static KeyAuthority ofExperimentalPem(String name, String pem)
      throws TrustMaterialException {
    try {
      return of(name, PublicKeys.readExperimental(pem));
    } catch (KeyMaterialException e) {
      throw refused(name, e);
    }
  }

  private static KeyAuthority of(String name, PublicKey key) {
    SignatureScheme scheme =
        SignatureScheme.of(key)
            .orElseThrow(() -> new IllegalStateException("a key that was read has a scheme"));
    return new KeyAuthority(name, key, scheme, false);
  }

  private static TrustMaterialException refused(String name, KeyMaterialException e) {
    return new TrustMaterialException("authority '%s': the key".formatted(name), e.problem(), e);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() {
    String digest = AuthorityDigest.of(SignerFacts.KEY).bytes(key.getEncoded()).value();
    return legacy ? AuthorityDigest.withLegacyBundles(digest) : digest;
  }

  @Override
  public boolean acceptsLegacyBundles() {
    return legacy;
  }

  /** A bare key has none. */
  @Override
  public Optional<Instant> end() {
    return Optional.empty();
  }

  @Override
  public KeyAuthority withLegacyBundles() {
    return new KeyAuthority(name, key, scheme, true);
  }

  /** The fingerprint of the key, as bundles carry it. */
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public AuthenticationResult authenticate(Bundle bundle, Clock clock) {
    return switch (bundle.material()) {
      case PublicKeyHint hint -> check(bundle, hint);
      case RawPublicKey raw -> check(bundle, raw);
      case CertificateChain chain -> methodDiffers("a certificate");
      case SigstoreMaterial sigstore -> methodDiffers("a Sigstore identity");
    };
  }

  private AuthenticationResult check(Bundle bundle, VerificationMaterial material) {
    if (EnvelopeSignature.isBy(key, scheme, bundle.envelope())) {
      return new Authentic(
          new SignerFacts(
              name, SignerFacts.KEY, fingerprint, Optional.empty(), List.of(), Optional.empty()));
    }
    return material instanceof PublicKeyHint(String hint) && hint.equals(fingerprint)
        ? new NotAuthentic(
            Reason.SIGNATURE_INVALID,
            "the bundle names the key of '%s', but the signature does not verify with it"
                .formatted(name))
        : new NotAuthentic(
            Reason.KEY_DIFFERS,
            "the signature does not verify with the key of '%s'%s"
                .formatted(name, claimed(material)));
  }

  /** A claim of the bundle, which helps to find the signer and proves nothing. */
  private static String claimed(VerificationMaterial material) {
    return material instanceof PublicKeyHint(String hint) && FINGERPRINT.matcher(hint).matches()
        ? ", and the bundle names key " + hint
        : "";
  }

  private NotAuthentic methodDiffers(String found) {
    return new NotAuthentic(
        Reason.METHOD_DIFFERS,
        "the bundle is signed with %s, but '%s' is a key".formatted(found, name));
  }
}
