// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ModelDirectory;
import dev.modelsigning.volume.UnsignedContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which directories of a claim or an image are covered by its ModelSignatures under one policy. A
 * signature covers its directory and those below, except what bundles leave out: usual files of
 * version control at the root of the model, and the bundle itself. Several cover a directory above
 * theirs together, when each found nothing beside its model but what another one covers. One whose
 * model has links covers only what contains all that they lead to.
 */
final class Coverage {
  /** What a message lists of each directory at most. */
  private static final int OBJECTIONS = 5;

  /** Characters of a path in a message. */
  private static final int SHOWN = 200;

  /** ModelSignatures that cover a directory together at most. */
  private static final int TOGETHER = 64;

  private static final String WHY = ", because its signature leaves that out";

  /** In a Hugging Face cache, where the files of snapshots are, by their hashes. */
  private static final String BLOBS = "blobs";

  private static final Optional<Directory> DEFAULT_BUNDLE = Optional.of(Directory.of("model.sig"));

  /** In a Hugging Face cache, the directory of a model's revisions, beside its files. */
  private static final String SNAPSHOTS = "snapshots";

  private static final List<Directory> IGNORED =
      Catalog.SHIPPED.entries(Section.IGNORED_PATHS).stream().map(Directory::of).toList();

  /** A ModelSignature, its directory, and what is wrong with it under the policy. */
  private record Entry(ModelSignature signature, Directory root, Optional<String> objection) {
    String name() {
      return "ModelSignature " + signature.getMetadata().getName();
    }

    private boolean followsLinks() {
      var status = signature.getStatus();
      var way = status == null || status.manifest == null ? null : status.manifest.serialization;
      return way != null && Boolean.TRUE.equals(way.allowSymlinks);
    }

    /** The least directory that has all that links of the model lead to. */
    private Directory whole() {
      List<String> names = root.names();
      int depth = names.size() - 2;
      return depth >= 0 && names.get(depth).equals(SNAPSHOTS)
          ? new Directory(names.subList(0, depth))
          : root;
    }

    /**
     * Whether links of the model would lead out of the mount, to what the container has there. A
     * link was verified where it led on the volume.
     */
    boolean isTornBy(Directory mounted) {
      return followsLinks() && !mounted.contains(whole());
    }
  }

  private final List<Entry> entries;
  private final PathTree<Entry> satisfying = new PathTree<>();

  /** Those of caches, by their directory of blobs in lower case. */
  private final PathTree<Entry> blobs = new PathTree<>();

  /**
   * @param objection what is wrong with a signature under the policy; it is asked once for each
   */
  Coverage(List<ModelSignature> signatures, Function<ModelSignature, Optional<String>> objection) {
    List<Entry> found = new ArrayList<>(signatures.size());
    for (ModelSignature signature : signatures) {
      Directory root = Directory.of(ModelDirectory.of(signature.getSpec().source));
      Entry entry = new Entry(signature, root, objection.apply(signature));
      found.add(entry);
      if (entry.objection().isEmpty() && !root.isAmbiguous()) {
        satisfying.put(root, entry);
        if (entry.followsLinks()) {
          blobs.put(entry.whole().resolve(Directory.of(BLOBS)).inLowerCase(), entry);
        }
      }
    }
    this.entries = List.copyOf(found);
  }

  /** Empty when a ModelSignature covers the directory and satisfies the policy. */
  Optional<String> objections(Directory mounted) {
    if (entries.isEmpty()) {
      return Optional.of("no ModelSignature names it");
    }
    if (!mounted.isAmbiguous()
        && (satisfying.atOrAbove(mounted, entry -> covers(entry, mounted)).isPresent()
            || coveredTogether(mounted))) {
      return Optional.empty();
    }
    List<String> objections = new ArrayList<>();
    for (Entry entry : entries.subList(0, Math.min(OBJECTIONS, entries.size()))) {
      entry
          .objection()
          .filter(refused -> mounted.contains(entry.root()))
          .or(() -> uncovered(entry, mounted))
          .or(entry::objection)
          .ifPresent(objections::add);
    }
    if (entries.size() > OBJECTIONS) {
      objections.add("and " + (entries.size() - OBJECTIONS) + " more");
    }
    return Optional.of(String.join("; ", objections));
  }

  /** What to do about a directory that is not covered; empty where there is no ModelSignature. */
  Optional<String> hint(ClusterModelTrustPolicy policy, String namespace, Directory mounted) {
    return entries.stream()
        .findFirst()
        .map(
            first ->
                Cover.advice(
                    policy, namespace, signatures(), first.objection().isPresent(), mounted));
  }

  private List<ModelSignature> signatures() {
    return entries.stream().map(Entry::signature).toList();
  }

  /** Whether a ModelSignature that satisfies the policy is about what a container loads. */
  boolean reaches(Directory named) {
    return satisfying.atOrAbove(named, entry -> true).isPresent() || withBlobs(named).isPresent();
  }

  /**
   * Why what a container loads out of a covered mount is not signed: its signature leaves that out,
   * whatever the policy accepts there beside a model.
   */
  Optional<String> leftOut(Directory named) {
    Optional<Entry> above = satisfying.atOrAbove(named, entry -> true);
    if (above.isEmpty()) {
      return withBlobs(named)
          .map(
              entry ->
                  "which %s covers by its name in %s alone: as a blob nothing tells it from a file"
                          .formatted(entry.name(), entry.root().described())
                      + " that the signature leaves out");
    }
    return above
        .filter(
            entry ->
                satisfying
                    .atOrAbove(named, e -> !leavesOut(e, named, Directory::contains))
                    .isEmpty())
        .map(entry -> "which " + entry.name() + " does not cover" + WHY);
  }

  /** The snapshot whose links lead to the blobs of which one is named. */
  private Optional<Entry> withBlobs(Directory named) {
    return blobs.atOrAbove(named.inLowerCase(), entry -> true);
  }

  /** Where a measurement found something that nobody signed, in covered directories. */
  List<Directory> unsigned() {
    return entries.stream()
        .filter(entry -> entry.objection().isEmpty() && !entry.root().isAmbiguous())
        .flatMap(
            entry ->
                Stream.ofNullable(entry.signature().getStatus())
                    .flatMap(status -> UnsignedContent.paths(status.manifest))
                    .map(path -> entry.root().resolve(Directory.of(path))))
        .distinct()
        .toList();
  }

  private static boolean covers(Entry entry, Directory mounted) {
    return !leavesOut(entry, mounted) && !entry.isTornBy(mounted);
  }

  private boolean coveredTogether(Directory mounted) {
    List<Entry> below = satisfying.below(mounted, TOGETHER + 1);
    return !below.isEmpty()
        && below.size() <= TOGETHER
        && below.stream().noneMatch(entry -> entry.isTornBy(mounted))
        && below.stream().allMatch(entry -> besides(entry, mounted).isPresent())
        && below.stream().allMatch(entry -> uncoveredBeside(entry, mounted).isEmpty());
  }

  /** What the measurement found beside the model in the mounted directory; empty if unknown. */
  private static Optional<List<String>> besides(Entry entry, Directory mounted) {
    return Optional.ofNullable(entry.signature().getStatus())
        .flatMap(status -> Optional.ofNullable(status.manifest))
        .filter(measured -> Integer.valueOf(0).equals(measured.siblingsMore))
        .flatMap(measured -> Optional.ofNullable(measured.siblings))
        .map(
            siblings ->
                siblings.stream().filter(path -> mounted.contains(Directory.of(path))).toList());
  }

  /** A directory on the way to another model was listed by that one. */
  private Optional<String> uncoveredBeside(Entry entry, Directory mounted) {
    return besides(entry, mounted).stream()
        .flatMap(List::stream)
        .filter(path -> !satisfying.touches(Directory.of(path)))
        .findFirst();
  }

  private Optional<String> uncovered(Entry entry, Directory mounted) {
    if (entry.isTornBy(mounted) && !entry.root().isApartFrom(mounted)) {
      return Optional.of(
          ("%s was signed with links, and %s is mounted, out of which they may lead: mount %s or one"
                  + " above it")
              .formatted(entry.name(), mounted.described(), entry.whole().described()));
    }
    if (!entry.root().contains(mounted)) {
      boolean above = mounted.contains(entry.root()) && entry.objection().isEmpty();
      Optional<String> beside = above ? uncoveredBeside(entry, mounted) : Optional.empty();
      return Optional.of(
          entry.name()
              + " covers only "
              + entry.root().described()
              + ", but "
              + mounted.described()
              + " is mounted"
              + beside
                  .map(path -> ", which also holds '" + Printable.of(path, SHOWN) + "'")
                  .orElse("")
              + (above && covers(entry, entry.root())
                  ? ": mount it with subPath: "
                      + Printable.of(String.join("/", entry.root().names()), SHOWN)
                  : ""));
    }
    return leavesOut(entry, mounted)
        ? Optional.of(entry.name() + " does not cover " + mounted.described() + WHY)
        : Optional.empty();
  }

  /** Whether the directory, which the signature's contains, is not part of what is signed. */
  private static boolean leavesOut(Entry entry, Directory mounted) {
    // In a directory below the model's the bundle may be a link that leads out of the mount.
    return entry.root().relative(mounted).onAnySystem().isAmbiguous()
        || leavesOut(
            entry,
            mounted,
            (bundle, below) ->
                bundle.contains(below) || (!below.names().isEmpty() && below.contains(bundle)));
  }

  /** The bundle comes first in {@code isOfBundle}, and then a directory of the model. */
  private static boolean leavesOut(
      Entry entry, Directory directory, BiPredicate<Directory, Directory> isOfBundle) {
    Directory below = entry.root().relative(directory);
    // Some file systems (SMB) open a name that is written in another case.
    Directory lower = below.inLowerCase();
    Directory anywhere = below.onAnySystem();
    return leavesOutSpelled(entry.signature(), lower, isOfBundle)
        || (!anywhere.equals(lower) && leavesOutSpelled(entry.signature(), anywhere, isOfBundle));
  }

  private static boolean leavesOutSpelled(
      ModelSignature signature, Directory below, BiPredicate<Directory, Directory> isOfBundle) {
    return isIgnored(below)
        || heldUnsigned(signature, below)
        || bundle(signature).filter(bundle -> isOfBundle.test(bundle, below)).isPresent();
  }

  /** Whatever the policy accepts at an ignored path, a mount of it alone serves nothing signed. */
  private static boolean heldUnsigned(ModelSignature signature, Directory below) {
    return signature.getStatus() != null
        && UnsignedContent.isAt(signature.getStatus().manifest, String.join("/", below.names()));
  }

  private static boolean isIgnored(Directory below) {
    return IGNORED.stream().anyMatch(ignored -> ignored.contains(below));
  }

  /** The bundle on the volume, in lower case, which cannot be part of what it signs. */
  private static Optional<Directory> bundle(ModelSignature signature) {
    SignatureSource source = signature.getSpec().signature;
    if (source == null || (source.file != null && source.file.path == null)) {
      return DEFAULT_BUNDLE;
    }
    return Optional.ofNullable(source.file).map(file -> Directory.of(file.path).inLowerCase());
  }
}
