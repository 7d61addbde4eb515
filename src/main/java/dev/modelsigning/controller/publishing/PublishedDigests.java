// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Keeps published ConfigMaps with a digest in place of each value: there is one per namespace. */
final class PublishedDigests extends BasicItemStore<ConfigMap> {
  PublishedDigests() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public ConfigMap put(String key, ConfigMap published) {
    Map<String, String> digests = new TreeMap<>();
    Objects.requireNonNullElse(published.getData(), Map.<String, String>of())
        .forEach((name, value) -> digests.put(name, of(String.valueOf(value))));
    // The operator writes none; what somebody else wrote has no digest that is wanted.
    Objects.requireNonNullElse(published.getBinaryData(), Map.<String, String>of())
        .keySet()
        .forEach(name -> digests.put(name, "binary"));
    published.setData(digests);
    published.setBinaryData(Map.of());
    published.getMetadata().setManagedFields(List.of());
    return super.put(key, published);
  }

  static String of(String value) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
