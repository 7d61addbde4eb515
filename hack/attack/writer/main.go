// SPDX-License-Identifier: Apache-2.0

// Command writer stands for a container of a tenant who does not play by the rules: after some seconds it begins to
// write to one file ten times a second, and it ignores the request to end, so that only the end of the grace period
// stops it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: writer FILE SECONDS")
		os.Exit(2)
	}
	delay, err := time.ParseDuration(os.Args[2] + "s")
	if err != nil {
		fmt.Fprintln(os.Stderr, "not a number of seconds:", os.Args[2])
		os.Exit(2)
	}
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
	time.Sleep(delay)
	for count := 0; ; count++ {
		if err := os.WriteFile(os.Args[1], fmt.Appendf(nil, "%d\n", count), 0o666); err != nil {
			fmt.Fprintln(os.Stderr, "cannot write:", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
