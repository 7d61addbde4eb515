// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.download.GateTerms.Downloader;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.volume.ImageReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container that is meant to be a gate. It counts when it can do nothing else than run {@code oms
 * gate} as the operator's image has it: image, words, variables, mounts and everything else that
 * its author can set are looked at, and what is not known to be harmless is refused.
 */
final class GateContainer {
  /** What a gate runs, before its arguments. Without a command it is the image's entry point. */
  private static final List<String> ENTRY_POINT = List.of("/opt/oms/bin/entrypoint", "oms", "gate");

  /** The bundle in the verified folder, which is read where no other one is named. */
  private static final String BUNDLE = "model.sig";

  private final Container container;
  private final GateTerms terms;
  private final GateMounts mounts;
  private final List<Objection> objections = new ArrayList<>();
  private Optional<PlainPath> verified = Optional.empty();
  private List<String> bundles = List.of(BUNDLE);

  /**
   * Looks at a container.
   *
   * @param volume name of the volume that it has to verify
   */
  GateContainer(PodSpec pod, Container container, String volume, GateTerms terms) {
    this.container = container;
    this.terms = terms;
    this.mounts = new GateMounts(pod, container, volume);
    mounts
        .faults()
        .forEach(
            fault ->
                object(
                    fault,
                    "a gate that mounts only the model, the trust, and signatures",
                    "remove the mount, or mount it at or below /gate read-only"
                        + Objection.IF_ADDED));
    objections.addAll(GateFields.objections(container));
    words();
  }

  /** Whether a container has a name that the guard keeps connections away from. */
  static boolean isNamedAsGate(@Nullable String name) {
    return name != null
        && (name.startsWith(ApiGroup.GATE_PREFIX) || name.equals(ApiGroup.STORAGE_INITIALIZER));
  }

  /** Why it is no gate; empty when it is one. */
  List<Objection> objections() {
    return List.copyOf(objections);
  }

  /** The directory of the volume that it verifies; empty when that is not known. */
  Optional<PlainPath> verified() {
    return verified;
  }

  /** Signature files below the verified directory, relative to it. */
  List<String> bundles() {
    return bundles;
  }

  private void object(String found, String wanted, String hint) {
    objections.add(Objection.to(container, found, wanted, hint));
  }

  private void words() {
    List<String> command = GateMounts.list(container.getCommand());
    List<String> words = GateWords.all(container.getCommand(), container.getArgs());
    // The entry point of the image takes the role of the process first.
    List<String> whole =
        command.isEmpty()
            ? Stream.concat(Stream.of(ENTRY_POINT.getFirst()), words.stream()).toList()
            : words;
    if (whole.size() < ENTRY_POINT.size()
        || !whole.subList(0, ENTRY_POINT.size()).equals(ENTRY_POINT)) {
      object(
          "it does not run oms gate",
          "no command, and arguments that begin with oms, gate",
          "omit command, and set args: [oms, gate, DIR, --trust=/gate/trust/"
              + terms.policy()
              + "]");
      return;
    }
    switch (GateWords.of(whole.subList(ENTRY_POINT.size(), whole.size()))) {
      case GateWords.Reading.Unreadable(var why) ->
          object(
              why,
              "arguments of oms gate with plain absolute paths",
              "set args: [oms, gate, DIR, --trust=/gate/trust/" + terms.policy() + "]");
      case GateWords.Reading.Read(var read) -> read(read, command.isEmpty());
    }
  }

  private void read(GateWords words, boolean imageEntryPoint) {
    if (words.trust().stream().noneMatch(file -> mounts.isTrust(file, terms.policy()))) {
      object(
          "its arguments do not name the trust of the policy",
          "--trust with the key " + terms.policy() + " of ConfigMap " + ApiGroup.TRUST_CONFIG_MAP,
          "mount the whole ConfigMap read-only at /gate/trust and add --trust=/gate/trust/"
              + terms.policy());
    }
    Optional<PlainPath> mount = mounts.model();
    if (mount.isEmpty() || !mount.get().contains(words.model())) {
      object(
          "it verifies " + words.model().text() + ", which is not on the volume",
          "a folder of the volume that the server reads",
          "name the folder at which the gate mounts the volume");
    } else {
      verified = Optional.of(mount.get().relative(words.model()));
      bundles =
          Stream.concat(
                  bundles.stream(),
                  words.signatures().stream()
                      .filter(words.model()::contains)
                      .map(file -> String.join("/", words.model().relative(file).names())))
              .toList();
    }
    if (words.command().isEmpty()) {
      plain(imageEntryPoint);
    } else {
      downloading(words, imageEntryPoint);
    }
  }

  private void plain(boolean imageEntryPoint) {
    if (digest().filter(terms.digests()::contains).isEmpty()) {
      object(
          "image " + container.getImage() + " is not a gate's",
          "one of spec.gate.images, by digest",
          imageHint());
    }
    if (!imageEntryPoint) {
      object("it has a command", "the entry point of the image", "omit command");
    }
    if (mounts.writesToModel()) {
      object(
          "it can write to the model",
          "a gate that only reads",
          "set readOnly: true on its mount of the model");
    }
    variables(
        GateContainer::isIdentity,
        "a gate without variables, but for those of a cloud identity with a plain value",
        "remove them from the gate" + Objection.IF_ADDED);
  }

  /** The gate reads none of them, and the JVM does not either. */
  private static boolean isIdentity(EnvVar variable) {
    return Catalog.SHIPPED.has(Section.IDENTITY_VARIABLES, name(variable))
        && variable.getValueFrom() == null
        && variable.getAdditionalProperties().isEmpty();
  }

  private static String name(EnvVar variable) {
    return Objects.requireNonNullElse(variable.getName(), "");
  }

  /** Whoever upgrades the operator changes the image that counts, and no pod. */
  private String imageHint() {
    if (terms.image().isEmpty()) {
      return "name it in spec.gate.images";
    }
    return terms.running()
        ? "use "
            + terms.image()
            + ", the image of the operator that runs; if the gate's was that until an upgrade, list"
            + " both in spec.gate.images of the policy while pods name the former one"
        : "use " + terms.image();
  }

  private void downloading(GateWords words, boolean imageEntryPoint) {
    if (imageEntryPoint) {
      object(
          "it has no command, so the image decides what runs",
          "command: [" + String.join(", ", ENTRY_POINT) + "]",
          "set command, and the arguments of the gate after it");
    }
    Optional<Downloader> known =
        terms.downloaders().stream()
            .filter(
                listed ->
                    digest().filter(listed.digest()::equals).isPresent()
                        && words.runs(listed.command()))
            .findFirst();
    if (known.isEmpty()) {
      object(
          "image and command after '--' are none of spec.gate.downloaders",
          "an image by digest with its command, as the policy lists them",
          "use one of them, or download in an init container of its own before the gate");
    }
    Set<String> listed = known.map(Downloader::environment).orElse(Set.of());
    variables(
        variable -> listed.contains(name(variable)),
        "only those that spec.gate.downloaders lists for the image",
        "remove them from the gate, or list them in environment of the image if its command may"
            + " have them"
            + Objection.IF_ADDED);
  }

  private Optional<String> digest() {
    return ImageReference.of(container.getImage()).digest();
  }

  private void variables(Predicate<EnvVar> allowed, String wanted, String hint) {
    if (!GateMounts.list(container.getEnvFrom()).isEmpty()) {
      object("it has envFrom", "a gate without it", "remove envFrom" + Objection.IF_ADDED);
    }
    List<String> others =
        GateMounts.list(container.getEnv()).stream()
            .filter(variable -> !allowed.test(variable))
            .map(GateContainer::name)
            .limit(8)
            .toList();
    if (!others.isEmpty()) {
      object("it sets the variables " + String.join(", ", others), wanted, hint);
    }
  }
}
