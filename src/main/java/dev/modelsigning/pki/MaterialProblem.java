// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/**
 * Why a text is not the key or certificate that is wanted, in two parts that follow its name.
 *
 * @param what what it is instead, such as "is an OpenSSH private key"; never any of its content
 * @param remedy what to do, a command where there is one. {@value #FILE} in it stands for the file
 */
public record MaterialProblem(String what, String remedy) {
  /** Stands for the file of the key or certificate in a remedy. */
  public static final String FILE = "FILE";

  /** How to make a key that signs models. */
  public static final String MAKE_KEY =
      "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem";

  /** Both parts after a name, such as "the private key". */
  public String of(String name) {
    return name + " " + what + "; " + remedy;
  }
}
