// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;

/** The return values of PKCS #11 functions ({@code CK_RV}), in words. */
final class Pkcs11Status {
  static final long OK = 0;
  static final long USER_ALREADY_LOGGED_IN = 0x100;
  static final long TOKEN_NOT_PRESENT = 0xE0;
  static final long TOKEN_NOT_RECOGNIZED = 0xE1;
  static final long ALREADY_INITIALIZED = 0x191;

  private Pkcs11Status() {}

  /**
   * Checks for success.
   *
   * @throws SigningException for all other return values
   */
  static void check(String call, long status) throws SigningException {
    if (status != OK) {
      throw new SigningException(
          "the PKCS #11 token refuses %s: %s".formatted(call, meaning(status)));
    }
  }

  private static String meaning(long status) {
    return switch ((int) status) {
      case 0x05 -> "general error (CKR_GENERAL_ERROR); see the log of the token";
      case 0x06 -> "the function failed (CKR_FUNCTION_FAILED); see the log of the token";
      case 0x30, 0x31, 0x32 -> "the device failed or was removed; connect it again";
      case 0x54, 0x70 -> "it does not support ECDSA (CKM_ECDSA); use another token";
      case 0x63, 0x68 -> "the key may not sign; use a key with CKA_SIGN";
      case 0xA0 -> "the PIN is wrong (CKR_PIN_INCORRECT); some tokens lock after a few wrong PINs";
      case 0xA1, 0xA2 -> "the PIN is not valid for this token (length or characters); correct it";
      case 0xA3 -> "the PIN is expired; set a new one";
      case 0xA4 -> "the PIN is locked; have the security officer reset it";
      case 0xE0, 0xE1 -> "the token is not present or not recognized; connect it";
      case 0x101 -> "no user is logged in; add 'pin-source' to the URI";
      case 0x102 -> "the user PIN is not initialized; set one";
      default -> "status 0x%x".formatted(status);
    };
  }
}
