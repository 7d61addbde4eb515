// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DroppingsTest {
  @ParameterizedTest
  @CsvSource({
    "._model.safetensors, ._model.safetensors",
    "sub/._config.json, sub/._config.json",
    "__MACOSX/x, __MACOSX",
    ".nfs00000000012c0a3e00000001, .nfs00000000012c0a3e00000001",
    "sub/.fuse_hidden0000000500000001, sub/.fuse_hidden0000000500000001",
    ".Trash-1001/files/x, .Trash-1001",
    "$RECYCLE.BIN/x, $RECYCLE.BIN",
    ".cache/huggingface/x, .cache/huggingface",
    ".glusterfs/00/x, .glusterfs",
    ".snap/daily/x, .snap",
    "~snapshot/x, ~snapshot",
    "@Recycle/x, @Recycle",
    "sub/.@__thumb/x, sub/.@__thumb",
    ".AppleDouble/x, .AppleDouble",
    "sub/.git/HEAD, sub/.git",
    ".svn/entries, .svn",
    "..data/config.json, ..data",
    "..2026_11_29_19_21_03.123456789/config.json, ..2026_11_29_19_21_03.123456789",
    "model.safetensors.incomplete, model.safetensors.incomplete",
    "model.bin.aria2, model.bin.aria2",
    "sub/.config.json.swp, sub/.config.json.swp",
    "~$notes.docx, ~$notes.docx",
    ".no_exist/1/x, .no_exist",
    "sub/deep/Thumbs.db, sub/deep/Thumbs.db",
    "sub/a.bin~, sub/a.bin~",
    "'#a.bin#', '#a.bin#'",
    "'.~lock.a.bin#', '.~lock.a.bin#'",
    ".syncthing.a.tmp, .syncthing.a.tmp",
    ".sync_0a1b.db, .sync_0a1b.db",
    "layer/.wh.a.bin, layer/.wh.a.bin",
    "core.1234, core.1234",
    "Desktop.ini, Desktop.ini",
    ".idea/workspace.xml, .idea",
  })
  void whatToolsAndFileSystemsLeaveIsNamed(String file, String name) {
    assertThat(Droppings.hint(List.of("weights", file)).orElse(""))
        .contains("'" + name + "' is left by a tool or a file system");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "._",
        ".nfs",
        ".nfs-notes",
        ".Trash-x",
        "a._b",
        "huggingface",
        "MACOSX",
        ".cache/x",
        "incomplete",
        ".incomplete",
        "poetry.lock",
        "part-00001",
        "..2026",
        ".gitkeep",
        "code/__pycache__/model.cpython-313.pyc",
        "git/x",
        "core.bin",
        "~",
        ".wh."
      })
  void otherNamesAreNot(String file) {
    assertThat(Droppings.hint(List.of(file))).isEmpty();
  }
}
