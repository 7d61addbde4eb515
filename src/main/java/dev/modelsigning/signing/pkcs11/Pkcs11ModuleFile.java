// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The library that a URI names: by its path, or by its name in the usual folders. */
final class Pkcs11ModuleFile {
  /** Where Linux distributions install modules; {@code softhsm} has separate folders. */
  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib64/pkcs11",
          "/usr/lib/pkcs11",
          "/usr/lib/x86_64-linux-gnu/pkcs11",
          "/usr/lib/aarch64-linux-gnu/pkcs11",
          "/usr/local/lib/pkcs11",
          "/usr/lib64/softhsm",
          "/usr/lib/softhsm",
          "/usr/local/lib/softhsm");

  private Pkcs11ModuleFile() {}

  static Path of(Pkcs11Uri uri) throws SigningException {
    Optional<Path> named = uri.modulePath();
    if (named.isPresent() && Files.isRegularFile(named.get())) {
      return named.get();
    }
    if (named.isPresent() && !Files.isDirectory(named.get())) {
      throw new SigningException(
          "the PKCS #11 module %s does not exist; correct 'module-path'".formatted(named.get()));
    }
    // RFC 7512, 2.4: if module-path is a folder, module-name is a library in it.
    List<Path> folders =
        named.map(List::of).orElseGet(() -> FOLDERS.stream().map(Path::of).toList());
    String name =
        uri.text("module-name")
            .orElseThrow(
                () ->
                    new SigningException(
                        "'module-path' is a folder; name the library's file, or add 'module-name'"));
    for (Path candidate : candidates(folders, name)) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new SigningException(
        "there is no PKCS #11 module '%s' in %s; give its file as 'module-path'"
            .formatted(name, folders));
  }

  /** RFC 7512 names a library without prefix and suffix. */
  private static List<Path> candidates(List<Path> folders, String name) {
    List<Path> candidates = new ArrayList<>();
    for (Path folder : folders) {
      for (String file : List.of(name, name + ".so", "lib" + name + ".so")) {
        candidates.add(folder.resolve(file));
      }
    }
    return candidates;
  }
}
