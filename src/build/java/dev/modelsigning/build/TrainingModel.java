// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;

/** A throw-away signed model, and the commands that verify, measure and sign it. */
final class TrainingModel {
  /** One command line each, to be run in the folder of the model. */
  static final List<String> READING =
      List.of(
          "verify key model --progress=none --public-key=public.pem --signature=model/model.sig",
          "measure --root=model --nonce=training --signature-file=model.sig --termination-log=report");

  /** One command line each, to be run in the folder of the model: for both formats of keys. */
  static final List<String> SIGNING =
      List.of(
          "sign key model --private-key=pkcs8.pem --signature=again.sig",
          "sign key model --private-key=sec1.pem --signature=again.sig");

  private static final int BYTES = 1_000_000;

  private TrainingModel() {}

  /**
   * Writes {@code model} with its signature, {@code public.pem}, and the private key as {@code
   * pkcs8.pem} and {@code sec1.pem}.
   */
  static void write(Path folder) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("weights.bin"), new byte[BYTES]);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    writePem(folder.resolve("public.pem"), pair.getPublic());
    writePem(folder.resolve("sec1.pem"), sec1(pair));
    writePem(folder.resolve("pkcs8.pem"), new JcaPKCS8Generator(pair.getPrivate(), null));
    Manifest manifest =
        new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    Files.write(model.resolve("model.sig"), new BundleSigner().sign(manifest, signer(pair)));
  }

  private static ModelSigner signer(KeyPair pair) {
    return (payloadType, payload) -> {
      try {
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        ecdsa.initSign(pair.getPrivate());
        ecdsa.update(DsseEnvelope.pae(payloadType, payload));
        return Bundle.of(new PublicKeyHint(""), payloadType, payload, ecdsa.sign());
      } catch (GeneralSecurityException e) {
        throw new SigningException("signing with the throw-away key failed", e);
      }
    };
  }

  /** As {@code openssl ecparam -genkey} writes it: with the curve and the public key. */
  private static PemObject sec1(KeyPair pair) throws IOException {
    ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
    SubjectPublicKeyInfo publicKey =
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    return new PemObject(
        "EC PRIVATE KEY",
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, key.getS(), publicKey.getPublicKeyData(), SECObjectIdentifiers.secp256r1)
            .getEncoded());
  }

  private static void writePem(Path file, Object key) throws IOException {
    try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
      writer.writeObject(key);
    }
  }
}
