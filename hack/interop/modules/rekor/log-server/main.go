// SPDX-License-Identifier: Apache-2.0

// Command log-server is the backend of a Rekor of version 1: Trillian's log server and its sequencer in one process over
// Trillian's storage in memory. The two programs that Trillian ships can only share a database.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"time"

	"github.com/google/trillian"
	"github.com/google/trillian/extension"
	trillianlog "github.com/google/trillian/log"
	"github.com/google/trillian/monitoring"
	"github.com/google/trillian/quota"
	"github.com/google/trillian/server"
	"github.com/google/trillian/server/admin"
	"github.com/google/trillian/storage/memory"
	"github.com/google/trillian/util/clock"
	"github.com/google/trillian/util/election"
	"github.com/google/trillian/util/election2"
	"google.golang.org/grpc"
)

const (
	batchSize = 100
	interval  = 100 * time.Millisecond
)

func registry() extension.Registry {
	trees := memory.NewTreeStorage()
	metrics := monitoring.InertMetricFactory{}
	return extension.Registry{
		AdminStorage:    memory.NewAdminStorage(trees),
		LogStorage:      memory.NewLogStorage(trees, metrics),
		ElectionFactory: election2.NoopFactory{},
		QuotaManager:    quota.Noop(),
		MetricFactory:   metrics,
	}
}

func sequence(ctx context.Context, registry extension.Registry) {
	info := trillianlog.OperationInfo{
		Registry:       registry,
		BatchSize:      batchSize,
		NumWorkers:     1,
		RunInterval:    interval,
		TimeSource:     clock.System,
		ElectionConfig: election.RunnerConfig{TimeSource: clock.System},
	}
	trillianlog.NewOperationManager(info, trillianlog.NewSequencerManager(registry, 0)).OperationLoop(ctx)
}

func main() {
	address := flag.String("address", "127.0.0.1:8090", "where to listen (gRPC)")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	registry := registry()
	logServer := server.NewTrillianLogRPCServer(registry, clock.System)
	if err := logServer.IsHealthy(); err != nil {
		log.Fatal(err)
	}
	go sequence(context.Background(), registry)
	rpc := grpc.NewServer()
	trillian.RegisterTrillianLogServer(rpc, logServer)
	trillian.RegisterTrillianAdminServer(rpc, admin.New(registry, []trillian.TreeType{trillian.TreeType_LOG}))
	log.Fatal(rpc.Serve(listener))
}
