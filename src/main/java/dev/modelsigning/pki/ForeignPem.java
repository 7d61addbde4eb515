// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * PEM blocks that people hand over where another one belongs: what each is, and the command that
 * makes the right one of it.
 */
final class ForeignPem {
  private static final String OPENSSH = "OPENSSH PRIVATE KEY";
  private static final String PUBLIC_OF_PRIVATE = "openssl pkey -in FILE -pubout -out public.pem";
  private static final int MAX_ALGORITHM = 64;

  private ForeignPem() {}

  /** What this block is, which is not what is wanted. */
  static MaterialProblem problem(PemBlock block, Wanted wanted) {
    return switch (block.label()) {
      case OPENSSH -> openSsh(block, wanted);
      case "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY" -> cosign(wanted);
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
          certificate(block.label(), wanted);
      case "PUBLIC KEY" -> publicKey(wanted);
      case "RSA PRIVATE KEY", "RSA PUBLIC KEY" -> otherAlgorithm("an RSA key");
      case "DSA PRIVATE KEY" -> otherAlgorithm("a DSA key");
      case "PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "ANY PRIVATE KEY" ->
          privateKey(wanted);
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          new MaterialProblem(
              "is a certificate request, not a " + wanted.text(),
              "give what the certificate authority issued for it");
      case "PKCS7", "CMS" ->
          new MaterialProblem(
              "is a PKCS #7 file",
              "take the certificates out of it: openssl pkcs7 -in FILE -print_certs -out certificates.pem");
      case "EC PARAMETERS" ->
          new MaterialProblem(
              "contains only the parameters of a curve and no key",
              "make a key: " + MaterialProblem.MAKE_KEY);
      default -> other(block.label(), wanted);
    };
  }

  private static MaterialProblem other(String label, Wanted wanted) {
    return label.startsWith("PGP ")
        ? new MaterialProblem(
            "is an OpenPGP key or message",
            "OpenPGP keys do not sign models; make another one: " + MaterialProblem.MAKE_KEY)
        : new MaterialProblem(
            "has a PEM block '" + label + "', not a " + wanted.text(),
            "give a " + wanted.text() + " in PEM");
  }

  static MaterialProblem otherAlgorithm(String found) {
    return new MaterialProblem(
        "is " + found,
        "models are signed with EC keys on P-256, P-384 or P-521 (cert-manager: privateKey.algorithm: ECDSA);"
            + " make one: "
            + MaterialProblem.MAKE_KEY);
  }

  private static MaterialProblem cosign(Wanted wanted) {
    return wanted == Wanted.PUBLIC_KEY
        ? new MaterialProblem(
            "is a private key of cosign",
            "give the public key: cosign public-key --key FILE > public.pem")
        : new MaterialProblem(
            "is encrypted in a format of cosign's own, which cosign cannot export",
            "make a key that both can use: "
                + MaterialProblem.MAKE_KEY
                + " && cosign import-key-pair --key key.pem");
  }

  private static MaterialProblem certificate(String label, Wanted wanted) {
    return switch (wanted) {
      case PRIVATE_KEY ->
          new MaterialProblem(
              "is a certificate, not a private key",
              "give the private key that the certificate was issued for");
      case PUBLIC_KEY ->
          new MaterialProblem(
              "is a certificate, not a public key",
              "trust it as a certificate, or take the key out of it: openssl x509 -in FILE -noout -pubkey"
                  + " > public.pem");
      case CERTIFICATE ->
          new MaterialProblem(
              "has a PEM block '" + label + "', which holds more than a certificate",
              "convert it: openssl x509 -in FILE -out certificate.pem");
    };
  }

  private static MaterialProblem publicKey(Wanted wanted) {
    return wanted == Wanted.PRIVATE_KEY
        ? new MaterialProblem(
            "is a public key, not a private key", "give the private key of the same pair")
        : new MaterialProblem(
            "is a public key, not a certificate",
            "trust it as a key, or give the certificate that was issued for it");
  }

  private static MaterialProblem privateKey(Wanted wanted) {
    return wanted == Wanted.CERTIFICATE
        ? new MaterialProblem(
            "is a private key, not a certificate",
            "give the certificate that was issued for it; the private key stays with the signer")
        : new MaterialProblem(
            "is a private key, not a public key",
            "give the public key, the private key stays with the signer: " + PUBLIC_OF_PRIVATE);
  }

  private static MaterialProblem openSsh(PemBlock block, Wanted wanted) {
    String algorithm = openSshAlgorithm(block);
    if (!algorithm.isEmpty() && !algorithm.startsWith("ecdsa-sha2-nistp")) {
      return otherAlgorithm("an OpenSSH private key of the type " + algorithm);
    }
    return wanted == Wanted.PUBLIC_KEY
        ? new MaterialProblem(
            "is an OpenSSH private key",
            "give its public key: ssh-keygen -e -m PKCS8 -f FILE > public.pem")
        : new MaterialProblem(
            "is an OpenSSH private key",
            "convert a copy of it: cp FILE key.pem && ssh-keygen -p -m PKCS8 -f key.pem");
  }

  /** That of the public key that an OpenSSH file begins with; empty if it cannot be told. */
  private static String openSshAlgorithm(PemBlock block) {
    try {
      ByteBuffer file = ByteBuffer.wrap(block.der());
      file.position("openssh-key-v1\0".length());
      for (int skipped = 0; skipped < 3; skipped++) { // cipher, key derivation, its options
        text(file, file.remaining());
      }
      file.getInt(); // the number of keys
      file.getInt(); // the length of the first public key, which begins with its algorithm
      String algorithm = text(file, MAX_ALGORITHM);
      return algorithm.toLowerCase(Locale.ROOT).matches("[a-z0-9@.-]+") ? algorithm : "";
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return "";
    }
  }

  private static String text(ByteBuffer file, int limit) {
    int length = file.getInt();
    if (length < 0 || length > Math.min(limit, file.remaining())) {
      throw new IllegalArgumentException("a length is out of range");
    }
    byte[] bytes = new byte[length];
    file.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
