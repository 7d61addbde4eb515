// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;

/**
 * The ciphers of encrypted keys that Bouncy Castle's readers know. Of others they fail as with a
 * wrong password, for which nobody would look for another cipher.
 */
final class KeyCiphers {
  private static final Set<ASN1ObjectIdentifier> OF_PKCS8 =
      Set.of(
          PKCSObjectIdentifiers.des_EDE3_CBC,
          NISTObjectIdentifiers.id_aes128_CBC,
          NISTObjectIdentifiers.id_aes192_CBC,
          NISTObjectIdentifiers.id_aes256_CBC);

  /** What the header {@code DEK-Info} of OpenSSL's old form may name. */
  private static final Pattern OF_OLD_FORM =
      Pattern.compile("(AES|DES|BF|RC2)-([A-Z0-9]+-)?(CBC|CFB|ECB|OFB)");

  /** The file says it, and anything could be there. */
  private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9./-]{1,64}");

  /** Names that Bouncy Castle has no constants for. */
  private static final Map<String, String> NAMES =
      Map.of(
          "1.2.410.200046.1.1.2", "ARIA-128/CBC",
          "1.2.410.200046.1.1.7", "ARIA-192/CBC",
          "1.2.410.200046.1.1.12", "ARIA-256/CBC");

  private KeyCiphers() {}

  /** The name of the cipher of a key in PKCS #8, if it is one that is not read. */
  static Optional<String> unreadable(AlgorithmIdentifier encryption) {
    if (!PKCSObjectIdentifiers.id_PBES2.equals(encryption.getAlgorithm())) {
      return Optional.empty();
    }
    ASN1ObjectIdentifier cipher =
        PBES2Parameters.getInstance(encryption.getParameters())
            .getEncryptionScheme()
            .getAlgorithm();
    return OF_PKCS8.contains(cipher)
        ? Optional.empty()
        : Optional.of(
            shown(
                NAMES.getOrDefault(
                    cipher.getId(), new DefaultAlgorithmNameFinder().getAlgorithmName(cipher))));
  }

  /** The same of a key in OpenSSL's old form. */
  static Optional<String> unreadable(String dekInfo) {
    return OF_OLD_FORM.matcher(dekInfo).matches() ? Optional.empty() : Optional.of(shown(dekInfo));
  }

  private static String shown(String name) {
    return SHOWN.matcher(name).matches() ? name : "an unknown cipher";
  }
}
