// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS authorities of registries that are not among those of the Java platform. */
public final class TlsTrust {
  private TlsTrust() {}

  /**
   * TLS that trusts these authorities and those of the Java platform.
   *
   * @throws GeneralSecurityException if one of them cannot be used
   */
  public static SSLContext withPlatform(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store cannot be created", e);
    }
    for (X509Certificate authority :
        Stream.concat(authorities.stream(), ofPlatform().stream()).toList()) {
      store.setCertificateEntry("authority " + store.size(), authority);
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers(store), null);
    return tls;
  }

  private static List<X509Certificate> ofPlatform() throws GeneralSecurityException {
    return Stream.of(managers(null))
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
        .toList();
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
