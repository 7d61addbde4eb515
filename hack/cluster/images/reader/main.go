// SPDX-License-Identifier: Apache-2.0

// Command reader stands for an inference server in the demo: it reads every byte of a model folder,
// logs how many there were, and only then opens port 8080 so that a readiness probe can see it.
//
//	reader FOLDER           serves
//	reader copy FROM TO     copies the files of a ConfigMap volume, and ends
package main

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "copy" {
		if err := copyFiles(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "cannot copy the model:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: reader FOLDER, or reader copy FROM TO")
		os.Exit(2)
	}
	files, total, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot read the model:", err)
		os.Exit(1)
	}
	fmt.Printf("read %d files, %d bytes from %s\n", files, total, os.Args[1])
	go func() {
		if err := http.ListenAndServe(":8080", http.NotFoundHandler()); err != nil {
			fmt.Fprintln(os.Stderr, "cannot listen:", err)
			os.Exit(1)
		}
	}()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	<-ended
}

func read(folder string) (files int, total int64, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		count, err := io.Copy(io.Discard, file)
		files++
		total += count
		return err
	})
	return files, total, err
}

// copyFiles copies what the names in a folder stand for: in a ConfigMap volume they are links into a hidden folder.
func copyFiles(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, entry.Name()), content, 0o644); err != nil {
			return err
		}
		fmt.Printf("copied %s, %d bytes\n", entry.Name(), len(content))
	}
	return nil
}
