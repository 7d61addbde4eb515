// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

/**
 * Names that an object of the API can have. Kubernetes does not check the names by which pods and
 * claims refer to others, and clients put a name into the path of a request as it is: with {@code
 * ?} in it the request for one object becomes a list of all.
 */
public final class ObjectName {
  private static final int LONGEST = 253;

  private ObjectName() {}

  /** Whether an object can have this name: a DNS subdomain, as for claims, volumes and our own. */
  public static boolean isPossible(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && name.chars().allMatch(ObjectName::isAllowed)
        && isInner(name.charAt(0))
        && isInner(name.charAt(name.length() - 1));
  }

  private static boolean isAllowed(int character) {
    return isInner(character) || character == '-' || character == '.';
  }

  private static boolean isInner(int character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
  }
}
