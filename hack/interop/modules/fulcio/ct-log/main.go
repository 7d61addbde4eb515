// SPDX-License-Identifier: Apache-2.0

// Command ct-log answers as a certificate transparency log does when it is asked to add a precertificate: with a
// signed timestamp. It keeps no tree, so it proves nothing about what it signed; clients of Sigstore check the
// signed timestamp only.
package main

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"time"

	ct "github.com/google/certificate-transparency-go"
	"github.com/google/certificate-transparency-go/tls"
)

const maxRequest = 1 << 20

type ctLog struct {
	key crypto.Signer
	id  [sha256.Size]byte
}

func load(path string) (*ctLog, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New(path + " holds no PEM block")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New(path + " holds a key that cannot sign")
	}
	public, err := x509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		return nil, err
	}
	return &ctLog{key: signer, id: sha256.Sum256(public)}, nil
}

func (l *ctLog) sign(request ct.AddChainRequest, now time.Time) (*ct.AddChainResponse, error) {
	var chain []ct.ASN1Cert
	for _, der := range request.Chain {
		chain = append(chain, ct.ASN1Cert{Data: der})
	}
	timestamp := uint64(now.UnixMilli())
	leaf, err := ct.MerkleTreeLeafFromRawChain(chain, ct.PrecertLogEntryType, timestamp)
	if err != nil {
		return nil, err
	}
	sct := ct.SignedCertificateTimestamp{SCTVersion: ct.V1, LogID: ct.LogID{KeyID: l.id}, Timestamp: timestamp}
	input, err := ct.SerializeSCTSignatureInput(sct, ct.LogEntry{Leaf: *leaf})
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(input)
	raw, err := l.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	algorithm := tls.SignatureAndHashAlgorithm{
		Hash:      tls.SHA256,
		Signature: tls.SignatureAlgorithmFromPubKey(l.key.Public()),
	}
	signature, err := tls.Marshal(tls.DigitallySigned{Algorithm: algorithm, Signature: raw})
	if err != nil {
		return nil, err
	}
	return &ct.AddChainResponse{SCTVersion: ct.V1, ID: l.id[:], Timestamp: timestamp, Signature: signature}, nil
}

func (l *ctLog) addPreChain(response http.ResponseWriter, request *http.Request) {
	var chain ct.AddChainRequest
	if err := json.NewDecoder(http.MaxBytesReader(response, request.Body, maxRequest)).Decode(&chain); err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	answer, err := l.sign(chain, time.Now())
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	response.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(response).Encode(answer); err != nil {
		log.Print(err)
	}
}

func main() {
	address := flag.String("address", "127.0.0.1:6962", "where to listen")
	key := flag.String("key", "", "PEM file with the log's private key (PKCS#8)")
	flag.Parse()
	ctLog, err := load(*key)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ct/v1/add-pre-chain", ctLog.addPreChain)
	server := &http.Server{Addr: *address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
