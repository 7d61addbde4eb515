// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.ForeignFormats;
import dev.modelsigning.pki.MaterialProblem;
import dev.modelsigning.pki.PemBlock;
import dev.modelsigning.pki.Wanted;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import javax.crypto.IllegalBlockSizeException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Decodes and decrypts one PEM block that holds a private key. */
final class PrivateKeyBlock {
  private static final String NAME = "the private key";

  private static final MaterialProblem WRONG_PASSWORD =
      new MaterialProblem(
          "cannot be decrypted: the password is wrong, or the file is damaged",
          "try the password: openssl pkey -in FILE -noout; if it is right, the cipher may be one"
              + " that is not supported here: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out"
              + " key.pem");

  private static final char[] NUL = {0};

  private PrivateKeyBlock() {}

  /**
   * The key in a block.
   *
   * @param password one without characters is ignored for a key that is not encrypted
   */
  static PrivateKeyInfo read(PemBlock block, Optional<char[]> password) throws SigningException {
    Object content;
    try (PEMParser parser = new PEMParser(new StringReader(block.normal()))) {
      content = parser.readObject();
    } catch (IOException | RuntimeException e) { // whatever the parser throws on damaged content
      throw new SigningException(NAME, ForeignFormats.damaged(block, Wanted.PRIVATE_KEY), e);
    }
    return switch (content) {
      case PrivateKeyInfo info -> unencrypted(info, password);
      case PEMKeyPair pair -> unencrypted(pair.getPrivateKeyInfo(), password);
      case PKCS8EncryptedPrivateKeyInfo encrypted -> decrypted(encrypted, needed(password));
      case PEMEncryptedKeyPair encrypted -> decrypted(block, encrypted, needed(password));
      case null, default ->
          throw new SigningException(NAME, ForeignFormats.damaged(block, Wanted.PRIVATE_KEY), null);
    };
  }

  private static PrivateKeyInfo unencrypted(PrivateKeyInfo info, Optional<char[]> password)
      throws SigningException {
    if (password.isPresent() && password.get().length > 0) {
      throw new SigningException(
          NAME,
          new MaterialProblem(
              "is not encrypted, but a password is given",
              "leave the password out, or encrypt the key: openssl pkcs8 -topk8 -in FILE -out key.pem"),
          null);
    }
    return info;
  }

  private static char[] needed(Optional<char[]> password) throws SigningException {
    if (password.isEmpty()) {
      throw new SigningException(
          NAME,
          new MaterialProblem(
              "is encrypted",
              "give the password with --password-file or --password, or as 'password' in a Secret"),
          null);
    }
    return password.get();
  }

  /**
   * Bouncy Castle refuses to derive a key from an empty password, and OpenSSL writes such files. A
   * NUL is the same password to HMAC, which fills short keys with zeros, so to PBKDF2 and scrypt;
   * and to the scheme of PKCS #12, which repeats the password that ends with zeros.
   */
  private static PrivateKeyInfo decrypted(PKCS8EncryptedPrivateKeyInfo encrypted, char[] password)
      throws SigningException {
    refuse(KeyCiphers.unreadable(encrypted.toASN1Structure().getEncryptionAlgorithm()));
    if (password.length > 0) {
      return opened(encrypted, password);
    }
    try {
      return opened(encrypted, NUL);
    } catch (SigningException e) {
      return opened(encrypted, password); // of older schemes, to which it is another password
    }
  }

  private static PrivateKeyInfo opened(PKCS8EncryptedPrivateKeyInfo encrypted, char[] password)
      throws SigningException {
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(new BouncyCastleProvider())
              .build(password));
    } catch (OperatorCreationException e) {
      throw unknownCipher("in a way that", e);
    } catch (PKCSException | RuntimeException e) {
      throw hasOperatorCause(e)
          ? unknownCipher("in a way that", e)
          : new SigningException(NAME, WRONG_PASSWORD, e);
    }
  }

  private static PrivateKeyInfo decrypted(
      PemBlock block, PEMEncryptedKeyPair encrypted, char[] password) throws SigningException {
    refuse(KeyCiphers.unreadable(encrypted.getDekAlgName()));
    try {
      return encrypted
          .decryptKeyPair(
              new JcePEMDecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(password))
          .getPrivateKeyInfo();
    } catch (IOException | RuntimeException e) {
      // No password makes whole blocks of a content that ends in the middle of one.
      throw e.getCause() instanceof IllegalBlockSizeException
          ? new SigningException(NAME, ForeignFormats.damaged(block, Wanted.PRIVATE_KEY), e)
          : new SigningException(NAME, WRONG_PASSWORD, e);
    }
  }

  private static void refuse(Optional<String> cipher) throws SigningException {
    if (cipher.isPresent()) {
      throw unknownCipher("with " + cipher.get() + ", which", null);
    }
  }

  private static boolean hasOperatorCause(Exception e) {
    return e.getCause() instanceof OperatorCreationException;
  }

  private static SigningException unknownCipher(String how, @Nullable Exception cause) {
    return new SigningException(
        NAME,
        new MaterialProblem(
            "is encrypted " + how + " is not supported",
            "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out key.pem"),
        cause);
  }
}
