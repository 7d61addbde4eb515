// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;

/** What a server on localhost needs to be called over TLS. */
public final class ServerTls {
  private ServerTls() {}

  /** With a certificate by this authority, valid for an hour. */
  public static SSLContext by(TestPki.Issued authority, Instant now)
      throws GeneralSecurityException, IOException {
    TestPki.Issued host =
        new TestPki.Request("localhost")
            .dns("localhost")
            .purpose(KeyPurposeId.id_kp_serverAuth)
            .valid(now.minusSeconds(60), now.plusSeconds(3600))
            .by(authority);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate certificate = new JcaX509CertificateConverter().getCertificate(host.certificate());
    store.setKeyEntry(
        "host", host.key().getPrivate(), new char[0], new Certificate[] {certificate});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }
}
