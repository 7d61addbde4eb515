// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.Comparator;

/**
 * Unicode code point order, which OMS 1.0 (5.2.1) requires. {@link String#compareTo} orders UTF-16
 * units and so puts U+FF5E after U+1F600.
 */
public enum CodePointOrder implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // Surrogates encode code points above every other UTF-16 unit.
        boolean aAbove = Character.isSurrogate(a);
        boolean bAbove = Character.isSurrogate(b);
        return aAbove == bAbove ? Character.compare(a, b) : Boolean.compare(aAbove, bAbove);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
