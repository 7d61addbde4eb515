// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.SigstoreCheck;
import dev.modelsigning.trust.sigstore.SigstoreRefusal;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Signers by identity, certified by a Sigstore instance (OMS 1.0, 8.2, method Sigstore).
 *
 * <p>The certificate is issued by the instance, logged, for code signing, and for an identity that
 * the rule allows; the signature is by its key over the envelope's bytes; every log entry is in its
 * log and about this signature; and there is at least one trusted time, all of them within the few
 * minutes of the certificate. What cannot be checked is refused.
 */
public final class KeylessAuthority implements Authority {
  private final String name;
  private final TrustedRoot root;
  private final SignerIdentityRule rule;
  private final boolean legacy;

  /**
   * Creates an authority.
   *
   * @param root the Sigstore instance that certifies signers
   * @param rule the identities that may sign
   */
  public KeylessAuthority(String name, TrustedRoot root, SignerIdentityRule rule) {
    this(name, root, rule, false);
  }

  private KeylessAuthority(String name, TrustedRoot root, SignerIdentityRule rule, boolean legacy) {
    this.name = name;
    this.root = root;
    this.rule = rule;
    this.legacy = legacy;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() {
    AuthorityDigest digest =
        AuthorityDigest.of(SignerFacts.SIGSTORE).text(root.digest()).text(rule.issuer().kind());
    digest.text(rule.issuer().text()).text(rule.subject().kind()).text(rule.subject().text());
    new TreeMap<>(rule.claims())
        .forEach((claim, asked) -> digest.text(claim.text()).text(asked.kind()).text(asked.text()));
    return legacy ? AuthorityDigest.withLegacyBundles(digest.value()) : digest.value();
  }

  @Override
  public boolean acceptsLegacyBundles() {
    return legacy;
  }

  @Override
  public Optional<Instant> end() {
    return root.end();
  }

  @Override
  public KeylessAuthority withLegacyBundles() {
    return new KeylessAuthority(name, root, rule, true);
  }

  /**
   * Whether it accepts what an earlier one has accepted until now: the same identities, certified
   * by a trusted root that has at most gained keys. A timestamp that only the new root knows may
   * lie outside the minutes of a certificate, so what counts meanwhile has to be judged again.
   */
  public boolean continues(KeylessAuthority earlier, Instant now) {
    return rule.equals(earlier.rule)
        && legacy == earlier.legacy
        && root.continues(earlier.root, now);
  }

  /** Ignores the clock: a certificate that lasts minutes is judged at the time of the signature. */
  @Override
  public AuthenticationResult authenticate(Bundle bundle, Clock clock) {
    return switch (bundle.material()) {
      case SigstoreMaterial sigstore -> authenticate(bundle, sigstore);
      case CertificateChain chain -> methodDiffers("a certificate");
      case PublicKeyHint hint -> methodDiffers("a key");
      case RawPublicKey raw -> methodDiffers("a key");
    };
  }

  private NotAuthentic methodDiffers(String found) {
    return new NotAuthentic(
        Reason.METHOD_DIFFERS,
        "the bundle is signed with %s, but '%s' is a Sigstore identity".formatted(found, name));
  }

  private AuthenticationResult authenticate(Bundle bundle, SigstoreMaterial material) {
    try {
      SigstoreCheck.Passed passed = new SigstoreCheck(root, rule).check(bundle, material);
      return new Authentic(facts(passed));
    } catch (SigstoreRefusal e) {
      return new NotAuthentic(reason(e.check()), e.detail());
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // Whatever a library throws on hostile bytes is a refusal.
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID,
          "the bundle cannot be checked against '%s': %s".formatted(root.name(), e));
    }
  }

  private static Reason reason(SigstoreRefusal.Check failed) {
    return switch (failed) {
      case CERTIFICATE -> Reason.CERTIFICATE_INVALID;
      case CHAIN -> Reason.CHAIN_UNTRUSTED;
      case IDENTITY -> Reason.NAME_NOT_ALLOWED;
      case SIGNATURE -> Reason.SIGNATURE_INVALID;
      case LOG -> Reason.LOG_INVALID;
      case TIMESTAMP -> Reason.TIMESTAMP_INVALID;
      case VALIDITY -> Reason.CERTIFICATE_EXPIRED;
    };
  }

  private SignerFacts facts(SigstoreCheck.Passed passed) {
    return new SignerFacts(
        name,
        SignerFacts.SIGSTORE,
        KeyHint.of(passed.certificate().getPublicKey()),
        Optional.empty(),
        List.of(passed.identity().subject()),
        Optional.empty(),
        Optional.of(passed.identity()));
  }
}
