// SPDX-License-Identifier: Apache-2.0

// Command slow-storage shows a folder once more, read-only, as storage with a latency of its own: every read that reaches
// it takes that much longer, however many are under way. It ends, and unmounts, when it is interrupted.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// More than any reader has under way: the latency is to be waited for, not a queue.
const maxBackground = 256

type storage struct {
	latency time.Duration
	reads   atomic.Int64
	bytes   atomic.Int64
}

type node struct {
	*fs.LoopbackNode
	storage *storage
}

var (
	_ fs.NodeWrapChilder = (*node)(nil)
	_ fs.NodeOpener      = (*node)(nil)
	_ fs.FileReader      = (*file)(nil)
	_ fs.FileReleaser    = (*file)(nil)
)

func (n *node) WrapChild(_ context.Context, child fs.InodeEmbedder) fs.InodeEmbedder {
	return &node{LoopbackNode: child.(*fs.LoopbackNode), storage: n.storage}
}

// Open keeps nothing in the page cache from one opening to the next, so that every run finds cold storage.
func (n *node) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if flags&syscall.O_ACCMODE != syscall.O_RDONLY {
		return nil, 0, syscall.EROFS
	}
	opened, err := os.Open(filepath.Join(n.RootData.Path, n.Path(n.Root())))
	if err != nil {
		return nil, 0, fs.ToErrno(err)
	}
	return &file{opened: opened, storage: n.storage}, 0, 0
}

// file hides the descriptor of what it reads: the kernel would read past this program if it saw it.
type file struct {
	opened  *os.File
	storage *storage
}

func (f *file) Read(_ context.Context, into []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	end := time.Now().Add(f.storage.latency)
	// Not ReadAt: it would read again at the end of the file.
	count, err := syscall.Pread(int(f.opened.Fd()), into, offset)
	if err != nil {
		return nil, fs.ToErrno(err)
	}
	f.storage.reads.Add(1)
	f.storage.bytes.Add(int64(count))
	time.Sleep(time.Until(end))
	return fuse.ReadResultData(into[:count]), 0
}

func (f *file) Release(context.Context) syscall.Errno {
	return fs.ToErrno(f.opened.Close())
}

func main() {
	latency := flag.Duration("latency", 5*time.Millisecond, "what every read takes longer")
	flag.Usage = func() {
		log.Printf("usage: slow-storage [-latency 5ms] FOLDER MOUNTPOINT")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	root, err := fs.NewLoopbackRoot(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	slow := &storage{latency: *latency}
	top := &node{LoopbackNode: root.(*fs.LoopbackNode), storage: slow}
	top.RootData.RootNode = top
	server, err := fs.Mount(flag.Arg(1), top, &fs.Options{MountOptions: fuse.MountOptions{
		Options:          []string{"ro"},
		DirectMount:      true, // with the rights for it; else by fusermount3
		DirectMountFlags: syscall.MS_RDONLY | syscall.MS_NOSUID | syscall.MS_NODEV,
		MaxBackground:    maxBackground,
		FsName:           "slow-storage",
		Name:             "slow-storage",
	}})
	if err != nil {
		log.Fatalf("cannot mount on %s: %v", flag.Arg(1), err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		if err := server.Unmount(); err != nil {
			log.Printf("cannot unmount %s: %v", flag.Arg(1), err)
		}
	}()
	server.Wait()
	log.Printf("%d reads of %d bytes", slow.reads.Load(), slow.bytes.Load())
}
