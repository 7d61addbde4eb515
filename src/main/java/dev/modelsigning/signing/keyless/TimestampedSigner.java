// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds RFC 3161 timestamps to what another signer with a certificate signs, so that the signature
 * can be verified after the certificate has ended, by whoever trusts the timestamp authority.
 */
public final class TimestampedSigner implements ModelSigner {
  private final ModelSigner signer;
  private final List<TimestampAuthority> authorities;

  /**
   * A signer whose signatures get a timestamp of each of these services.
   *
   * @throws SigningException when there are more than a bundle may hold
   */
  public TimestampedSigner(ModelSigner signer, List<URI> services, ServiceCalls calls)
      throws SigningException {
    if (services.size() > BundleLimits.MAX_TIMESTAMPS) {
      throw new SigningException(
          "%d timestamp authorities are named; name at most %d"
              .formatted(services.size(), BundleLimits.MAX_TIMESTAMPS));
    }
    this.signer = signer;
    this.authorities = services.stream().map(url -> new TimestampAuthority(calls, url)).toList();
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    Bundle bundle = signer.sign(payloadType, payload);
    if (!(bundle.material() instanceof CertificateChain chain)) {
      throw new SigningException(
          "only signatures of certificates get timestamps; a key has no end that they could outlast");
    }
    X509Certificate leaf = leaf(chain);
    List<byte[]> timestamps = new ArrayList<>(chain.timestamps());
    for (TimestampAuthority authority : authorities) {
      timestamps.add(authority.stampWithin(leaf, bundle.envelope().signature()));
    }
    return new Bundle(
        bundle.mediaType(), new CertificateChain(chain.der(), timestamps), bundle.envelope());
  }

  private static X509Certificate leaf(CertificateChain chain) throws SigningException {
    try {
      return Certificates.parse(chain.der().getFirst());
    } catch (CertificateException e) {
      throw new SigningException("the signer's certificate cannot be read", e);
    }
  }
}
