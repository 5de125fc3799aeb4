// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Shop is a web shop.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"example.com/shop/config"
)

func main() {
	if err := run(); err != nil {
		slog.Error("shop ended", "err", err)
		os.Exit(1)
	}
}

func run() error {
	var flags config.Flags
	file := flag.String("config", "", "the configuration `file`")
	flag.StringVar(&flags.Addr, "addr", "", "the address to listen on")
	flag.StringVar(&flags.InternalKeyFile, "internal-key-file", "", "the `file` with the keys of internal requests")
	flag.Parse()

	c, err := config.Load(*file, flags)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	switch cmd := flag.Arg(0); cmd {
	case "", "serve":
		return serve(ctx, c)
	case "verify-audit":
		n, err := verifyAudit(ctx, c)
		if err == nil {
			fmt.Println(n, "entries are as they were written")
		}
		return err
	default:
		return fmt.Errorf("unknown command %q", cmd)
	}
}
