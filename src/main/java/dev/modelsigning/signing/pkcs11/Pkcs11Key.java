// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** An EC private key on a PKCS#11 token; it never leaves the token. */
final class Pkcs11Key implements SigningKey, AutoCloseable {
  private static final long VALUE = 0x11;
  private static final long ID = 0x102;
  private static final long EC_PARAMS = 0x180;
  private static final long EC_POINT = 0x181;
  private static final long ALWAYS_AUTHENTICATE = 0x202;

  /** Lengths of uncompressed points on the three curves; wrapped ones are longer by 2 or 3. */
  private static final Set<Integer> BARE_POINTS = Set.of(65, 97, 133);

  private final Pkcs11Session session;
  private final long key;
  private final PublicKey publicKey;
  private final SignatureScheme scheme;

  private Pkcs11Key(Pkcs11Session session, long key, PublicKey publicKey, SignatureScheme scheme) {
    this.session = session;
    this.key = key;
    this.publicKey = publicKey;
    this.scheme = scheme;
  }

  /**
   * The key that a URI names.
   *
   * @throws SigningException when there is not exactly one, when the token has neither its public
   *     key nor a certificate for it, and for other curves than P-256, P-384 and P-521
   */
  static Pkcs11Key open(Pkcs11Uri uri) throws SigningException {
    Pkcs11Session session = Pkcs11Session.open(uri);
    try {
      long key = onlyKey(session, uri);
      PublicKey publicKey = publicKeyOf(session, key, uri);
      SignatureScheme scheme =
          SignatureScheme.of(publicKey)
              .orElseThrow(
                  () ->
                      new SigningException(
                          "the key on the token '%s' is not on P-256, P-384 or P-521"
                              .formatted(session.token())));
      return new Pkcs11Key(session, key, publicKey, scheme);
    } catch (SigningException e) {
      session.close();
      throw e;
    }
  }

  private static Optional<byte[]> label(Pkcs11Uri uri) throws SigningException {
    return uri.text("object").map(label -> label.getBytes(StandardCharsets.UTF_8));
  }

  private static long onlyKey(Pkcs11Session session, Pkcs11Uri uri) throws SigningException {
    long[] keys = session.find(Pkcs11Session.PRIVATE_KEY, uri.id(), label(uri));
    if (keys.length == 1) {
      return keys[0];
    }
    throw new SigningException(
        keys.length == 0
            ? "the token '%s' has no private key that fits %s; correct 'object' or 'id'"
                .formatted(session.token(), uri)
            : "the token '%s' has several private keys that fit %s; name one by 'id'"
                .formatted(session.token(), uri));
  }

  private static PublicKey publicKeyOf(Pkcs11Session session, long key, Pkcs11Uri uri)
      throws SigningException {
    // The two halves of a key share their id; a label alone may stand for many objects.
    Optional<byte[]> id = session.attribute(key, ID).filter(bytes -> bytes.length > 0);
    Optional<byte[]> label = id.isPresent() ? Optional.empty() : label(uri);
    try {
      for (long object : session.find(Pkcs11Session.PUBLIC_KEY, id, label)) {
        Optional<byte[]> parameters = session.attribute(object, EC_PARAMS);
        Optional<byte[]> point = session.attribute(object, EC_POINT);
        if (parameters.isPresent() && point.isPresent()) {
          return decoded(parameters.get(), point.get());
        }
      }
      for (long object : session.find(Pkcs11Session.CERTIFICATE, id, label)) {
        Optional<byte[]> der = session.attribute(object, VALUE);
        if (der.isPresent()) {
          return Certificates.parse(der.get()).getPublicKey();
        }
      }
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new SigningException(
          "the public key on the token '%s' is no EC key on P-256, P-384 or P-521"
              .formatted(session.token()),
          e);
    }
    throw new SigningException(
        "the token '%s' has neither the EC public key nor a certificate of the private key; import one with the same id"
            .formatted(session.token()));
  }

  /** The point is an octet string in DER; some tokens leave the wrapping out. */
  private static PublicKey decoded(byte[] parameters, byte[] point)
      throws GeneralSecurityException, IOException {
    byte[] bare =
        BARE_POINTS.contains(point.length) ? point : ASN1OctetString.getInstance(point).getOctets();
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, ASN1Primitive.fromByteArray(parameters)),
            bare);
    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] signBytes(byte[] pae) throws SigningException {
    boolean loginAgain =
        session.attribute(key, ALWAYS_AUTHENTICATE).filter(flag -> flag[0] != 0).isPresent();
    try {
      byte[] digest = MessageDigest.getInstance(scheme.digestName()).digest(pae);
      byte[] der = der(session.sign(key, digest, loginAgain));
      Signature check = Signature.getInstance(scheme.jcaName());
      check.initVerify(publicKey);
      check.update(pae);
      if (check.verify(der)) {
        return der;
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new SigningException(
          "the token '%s' made no usable signature".formatted(session.token()), e);
    }
    throw new SigningException(
        "the token '%s' signs with another key than its public key of the same id says"
            .formatted(session.token()));
  }

  /** PKCS#11 writes r and s side by side; bundles carry them in DER. */
  private static byte[] der(byte[] signature) throws IOException {
    int half = signature.length / 2;
    ASN1EncodableVector numbers = new ASN1EncodableVector();
    numbers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOf(signature, half))));
    numbers.add(
        new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length))));
    return new DERSequence(numbers).getEncoded();
  }

  @Override
  public void close() {
    session.close();
  }
}
