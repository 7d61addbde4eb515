// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import dev.modelsigning.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;

/** A certificate transparency log that signs timestamps (RFC 6962, 3.2) and stores nothing. */
public final class CertificateLog {
  private final KeyPair key;
  private final PublicKey announced;

  CertificateLog() {
    this.key = TestPki.ecKey();
    this.announced = key.getPublic();
  }

  private CertificateLog(KeyPair key, PublicKey announced) {
    this.key = key;
    this.announced = announced;
  }

  /** A log that claims to be this one and signs with another key. */
  public CertificateLog forged() {
    return new CertificateLog(TestPki.ecKey(), announced);
  }

  PublicKey publicKey() {
    return announced;
  }

  byte[] logId() {
    return MerkleTree.sha256(announced.getEncoded());
  }

  /** The content of the extension with a list of one timestamp over a certificate without it. */
  byte[] timestampList(PublicKey issuer, byte[] certificateBody, Instant at) {
    try {
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(signed);
      out.writeByte(0); // version 1
      out.writeByte(0); // certificate_timestamp
      out.writeLong(at.toEpochMilli());
      out.writeShort(1); // precert_entry
      out.write(MerkleTree.sha256(issuer.getEncoded()));
      out.writeByte(certificateBody.length >> 16);
      out.writeShort(certificateBody.length & 0xffff);
      out.write(certificateBody);
      out.writeShort(0); // no extensions
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(key.getPrivate());
      signer.update(signed.toByteArray());
      return list(at, signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] list(Instant at, byte[] signature) throws IOException {
    ByteArrayOutputStream timestamp = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(timestamp);
    out.writeByte(0);
    out.write(logId());
    out.writeLong(at.toEpochMilli());
    out.writeShort(0);
    out.writeByte(4); // SHA-256
    out.writeByte(3); // ECDSA
    out.writeShort(signature.length);
    out.write(signature);
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    DataOutputStream outer = new DataOutputStream(list);
    outer.writeShort(timestamp.size() + 2);
    outer.writeShort(timestamp.size());
    outer.write(timestamp.toByteArray());
    return list.toByteArray();
  }
}
