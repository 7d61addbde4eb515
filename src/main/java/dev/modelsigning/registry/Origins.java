// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.registry.RegistryFailure.Kind;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Objects;

/** Where a registry may send a caller: its answers name other hosts, which it alone chose. */
final class Origins {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private Origins() {}

  /** Same scheme, host and port. */
  static boolean same(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI url) {
    int named = url.getPort();
    return named >= 0 ? named : url.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
  }

  /**
   * A URL that an answer of a registry names, if it may be called. Another host has to speak HTTPS
   * and, unless the list has it, be outside of this network: a registry must not reach through the
   * caller what it could not reach itself. Its address is resolved once more when it is called, so
   * whoever controls its name can still exchange it; nothing of its answer is shown, and no
   * credential is sent there.
   *
   * @param from whose answer it is
   * @param text absolute, or relative to it
   * @throws RegistryFailure if it may not be called, or is no URL
   */
  static URI next(URI from, String text, AllowedRegistries allowed) throws RegistryFailure {
    URI next;
    try {
      next = from.resolve(new URI(text));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new RegistryFailure(
          Kind.INVALID, from.getHost() + " answers with an address that is not a URL", e);
    }
    if (next.getHost() == null || next.getRawUserInfo() != null) {
      throw new RegistryFailure(
          Kind.INVALID, from.getHost() + " answers with an address without a host");
    }
    if (same(from, next) || allowed.has(next)) {
      return next;
    }
    boolean near = allowed.areNear() && isInside(from);
    boolean readable =
        !"https".equals(next.getScheme()) && !(near && from.getScheme().equals(next.getScheme()));
    if (readable || (!near && isInside(next))) {
      throw new RegistryFailure(
          Kind.NOT_ALLOWED,
          from.getHost()
              + " sends its callers to "
              + next.getHost()
              + ", which is not called because it is without TLS, or inside of this network, and"
              + " not in the list of registries");
    }
    return next;
  }

  private static boolean isInside(URI url) throws RegistryFailure {
    try {
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        if (isInside(address)) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      throw new RegistryFailure(Kind.UNREACHABLE, url.getHost() + " has no address", e);
    }
  }

  /** Loopback, link-local (metadata services), private, shared and unassigned addresses. */
  static boolean isInside(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    boolean special =
        address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isAnyLocalAddress()
            || address.isMulticastAddress();
    return bytes.length == 4
        ? special
            || first == 0
            || first >= 240
            || (first == 100 && (second & 0xc0) == 64) // 100.64.0.0/10
            || (first == 198 && (second & 0xfe) == 18) // 198.18.0.0/15
        : special
            || (first & 0xfe) == 0xfc // fc00::/7
            || first == 0 // ::/8 with 64:ff9b::/96, which embed IPv4 addresses
            || (first == 0x20 && second == 0x02); // 2002::/16, 6to4
  }
}
