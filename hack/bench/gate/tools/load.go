// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// plan says what is created, and how.
type plan struct {
	Server      string    `json:"server"`
	Authority   string    `json:"authority"`
	Certificate string    `json:"certificate"`
	Key         string    `json:"key"`
	Variants    []variant `json:"variants"`
	// With turns, each variant is created in turn, so many times, over one connection each.
	Turns int `json:"turns"`
	// Else so many clients create one variant for a slice of time, then the next one, in rounds.
	Clients      int `json:"clients"`
	Milliseconds int `json:"milliseconds"`
	Rounds       int `json:"rounds"`
}

// variant is one pod in one namespace, and the status that its creation has.
type variant struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Body      string `json:"body"`
	Status    int    `json:"status"`
}

// measured is what creating a variant took.
type measured struct {
	Microseconds []int64 `json:"microseconds"`
	Seconds      float64 `json:"seconds"`
}

func load(from io.Reader, to io.Writer) error {
	var p plan
	if err := json.NewDecoder(from).Decode(&p); err != nil {
		return fmt.Errorf("the plan cannot be read: %w", err)
	}
	config, err := p.tls()
	if err != nil {
		return err
	}
	var found map[string]*measured
	if p.Turns > 0 {
		found, err = p.inTurns(config)
	} else {
		found, err = p.inSlices(config)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(to).Encode(found)
}

func (p plan) tls() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(p.Certificate, p.Key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(p.Authority)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", p.Authority)
	}
	return &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}}, nil
}

// client keeps one connection.
func client(config *tls.Config) *http.Client {
	return &http.Client{Timeout: 30 * time.Second,
		Transport: &http.Transport{TLSClientConfig: config, MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1}}
}

func (p plan) create(c *http.Client, v variant) (time.Duration, error) {
	start := time.Now()
	answer, err := c.Post(p.Server+"/api/v1/namespaces/"+v.Namespace+"/pods?dryRun=All", "application/json",
		bytes.NewReader([]byte(v.Body)))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	if answer.StatusCode != v.Status {
		return 0, fmt.Errorf("%s: status %d instead of %d: %.600s", v.Name, answer.StatusCode, v.Status, text)
	}
	return took, nil
}

// connected is a client whose connection is there, so that no measured request makes it.
func (p plan) connected(config *tls.Config) (*http.Client, error) {
	c := client(config)
	answer, err := c.Get(p.Server + "/readyz")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return c, err
}

func (p plan) inTurns(config *tls.Config) (map[string]*measured, error) {
	found := map[string]*measured{}
	clients := make([]*http.Client, len(p.Variants))
	for i, v := range p.Variants {
		found[v.Name] = &measured{}
		c, err := p.connected(config)
		if err != nil {
			return nil, err
		}
		clients[i] = c
	}
	for turn := range p.Turns {
		for i := range p.Variants {
			// Nobody always follows the same one.
			at := (i + turn) % len(p.Variants)
			took, err := p.create(clients[at], p.Variants[at])
			if err != nil {
				return nil, err
			}
			m := found[p.Variants[at].Name]
			m.Microseconds = append(m.Microseconds, took.Microseconds())
			m.Seconds += took.Seconds()
		}
	}
	return found, nil
}

func (p plan) inSlices(config *tls.Config) (map[string]*measured, error) {
	found := map[string]*measured{}
	clients := make([]*http.Client, p.Clients)
	for i := range clients {
		c, err := p.connected(config)
		if err != nil {
			return nil, err
		}
		clients[i] = c
	}
	for range p.Rounds {
		for _, v := range p.Variants {
			m := found[v.Name]
			if m == nil {
				m = &measured{}
				found[v.Name] = m
			}
			if err := p.slice(clients, v, m); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

func (p plan) slice(clients []*http.Client, v variant, into *measured) error {
	start := time.Now()
	end := start.Add(time.Duration(p.Milliseconds) * time.Millisecond)
	var all sync.WaitGroup
	var lock sync.Mutex
	var failed error
	for _, c := range clients {
		all.Go(func() {
			var took []int64
			var err error
			for err == nil && time.Now().Before(end) {
				var one time.Duration
				if one, err = p.create(c, v); err == nil {
					took = append(took, one.Microseconds())
				}
			}
			lock.Lock()
			defer lock.Unlock()
			into.Microseconds = append(into.Microseconds, took...)
			if err != nil {
				failed = err
			}
		})
	}
	all.Wait()
	into.Seconds += time.Since(start).Seconds()
	return failed
}
